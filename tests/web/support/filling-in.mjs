// Steps that tests of filling in share. They go through what a person sees: labels, buttons, keys.

import assert from "node:assert/strict";

import { DESKTOP, listen } from "./browser.mjs";
import { word } from "./sites.mjs";

/**
 * The page at an address, in a context of its own; whatever the browser holds against it fails the test. `init` is run before any script of the
 * page, all else are Playwright's options.
 */
export async function newPage(browser, t, address, { init, ...options } = {}) {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", acceptDownloads: true, ...options });
  if (init) await context.addInitScript(init);
  context.setDefaultTimeout(8000);
  const page = await context.newPage();
  const heard = listen(page);
  t.after(async () => {
    await context.close();
    assert.deepEqual(heard, []);
  });
  await page.goto(address);
  return page;
}

/** The panel above the questions. */
export const panel = (page) => page.locator("#rb-answers");

/** Names a service on an open checklist. */
export async function begin(page, title = "Invoice API") {
  await panel(page).getByLabel(word("answers_name")).fill(title);
  await panel(page).getByRole("button", { name: word("answers_begin") }).click();
}

/** Says what the service is like: `{tier, traits, uses}` by id. */
export async function describe(page, { tier, traits = [], uses = [] }) {
  const form = page.locator("[data-part=service]");
  if (!(await form.isVisible())) await page.getByText(word("answers_about"), { exact: true }).click();
  const detail = page.locator("[data-part=detail]");
  if ((await detail.getAttribute("open")) === null) await detail.locator("> summary").click();
  if (tier) await form.locator(`[name=tier][value="${tier}"]`).check();
  for (const id of traits) await form.locator(`[name=traits][value="${id}"]`).check();
  if (uses.length) await page.locator("[data-part=uses] > summary").click();
  for (const id of uses) await form.locator(`[name=uses][value="${id}"]`).check();
}

/** The question with an id: its line or its article. */
export const question = (page, id) => page.locator(`#${id}`);

/** Opens the answer to a question, if it is not open. */
export async function open(page, id) {
  const button = question(page, id).locator(".answer-open");
  if ((await button.getAttribute("aria-expanded")) === "false") await button.click();
  return question(page, id).locator("form");
}

/** Writes an answer: `{state, says, …}`, by the keys of the format; `plan` is an object. */
export async function answer(page, id, values) {
  const form = await open(page, id);
  for (const [key, value] of Object.entries(values)) {
    if (key === "state") await form.locator(".answers-pill", { has: page.locator(`[value="${value}"]`) }).click();
    else if (key === "help_wanted") await form.locator("[name=help_wanted]").setChecked(value);
    else if (key === "handled_by") await form.locator("select").selectOption(value);
    else if (key === "plan") for (const [part, text] of Object.entries(value)) await form.locator(`[name="plan.${part}"]`).fill(text);
    else await form.locator(`[name="${key}"]`).fill(Array.isArray(value) ? value.join("\n") : value);
  }
  return form;
}

/** What a button offers to save: `{name, text}`. */
export async function download(page, press) {
  const [found] = await Promise.all([page.waitForEvent("download"), press()]);
  const stream = await found.createReadStream();
  const parts = [];
  for await (const part of stream) parts.push(part);
  return { name: found.suggestedFilename(), text: Buffer.concat(parts).toString("utf8") };
}

export const press = (page, name) => panel(page).getByRole("button", { name: word(name), exact: true }).click();

/** Chooses a file to open, in a browser that cannot write in place. */
export async function upload(page, name, text) {
  await page.locator("[data-part=picker]").setInputFiles({ name, mimeType: "application/yaml", buffer: Buffer.isBuffer(text) ? text : Buffer.from(text) });
}

/** Takes a browser's own dialogs for files away, so that files come and go by upload and download. */
export const withoutPickers = () => {
  delete globalThis.showSaveFilePicker;
  delete globalThis.showOpenFilePicker;
};

/** All records that the page keeps. */
export const records = (page) => page.evaluate(() => Object.fromEntries(Object.keys(localStorage).sort().map((key) => [key, localStorage.getItem(key)])));

/**
 * Answers every question of a checklist, as a team does that is nearly ready: two lines, a link and a speaker each, some gaps with a
 * plan. Written into the storage before the page is loaded again. `service` is what the service is like.
 */
export async function fillAll(page, checklist, service = {}) {
  await page.evaluate(
    ([id, like]) => {
      const { handbook } = globalThis.readybook;
      const top = `readybook:${handbook.id}`;
      const put = (key, value) => localStorage.setItem(key, typeof value === "string" ? value : JSON.stringify(value));
      put(`${top}:version`, "2");
      put(`${top}:current`, "invoice-api");
      put(`${top}:invoice-api:service`, { id: "invoice-api", title: "Invoice API", launch: "new-service", team: "payments", tier: "critical", traits: handbook.settings.traits.map((trait) => trait.id), ...like });
      const items = handbook.checklists.find((found) => found.id === id).areas.flatMap((area) => area.items);
      items.forEach((item, number) => {
        const says = `Two instances in two zones take the load; the pipeline rolls out the new version, and the old one stays until the checks have passed (${item.id}).`;
        const isGap = number % 15 === 7;
        put(`${top}:invoice-api:${id}:${item.id}`, {
          state: isGap ? "gap" : "answered",
          handled_by: "team",
          says,
          evidence: [`https://git.example.org/invoice-api/blob/main/docs/${item.id.toLowerCase()}.md`],
          speaker: ["Kim", "Ada", "team-lead"][number % 3],
          ...(isGap && { plan: { what: "Exercise it before the launch", owner: "Kim", due: "2026-12-01" } }),
          updated: "2026-11-20",
        });
      });
    },
    [checklist, service],
  );
  // A tab that has chosen no service yet goes on with the last one of the browser.
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
}
