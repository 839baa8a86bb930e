// Steps that tests of filling in share. They go through what a person sees: labels, buttons, keys.

import { word } from "./sites.mjs";

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
