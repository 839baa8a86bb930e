// The page of guardrails: its parts by environment and by domain, an address for each bound, and nothing left out where there is no
// script, or on paper.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { overflows } from "./support/boxes.mjs";
import { DESKTOP, PHONE, launch } from "./support/browser.mjs";
import { print } from "./support/paper.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, word } from "./support/sites.mjs";

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await serve(handbook);
});
after(() => browser.close());

async function open(t, hash = "", options = {}) {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(`${server.home}${kinds.guardrails}${hash}`);
  return page;
}

const tools = (page) => page.getByRole("search", { name: word("guardrail_tools") });
const choice = (page, name) => tools(page).getByLabel(word(name), { exact: true });

/** What is in sight: the guardrails of the text, of the table and of the contents, and the environments of the table's head. */
async function inSight(page) {
  const texts = (locator) => locator.evaluateAll((all) => all.map((element) => element.textContent.replace("#", "").trim()));
  return {
    sections: await texts(page.locator(".guardrail > h2:visible")),
    rows: await texts(page.getByRole("table").getByRole("rowheader")),
    contents: await texts(page.getByRole("complementary", { name: word("on_this_page") }).getByRole("link")),
    environments: (await texts(page.getByRole("table").getByRole("columnheader"))).slice(1),
    bounds: [...new Set(await texts(page.locator(".bounds dt:visible")))],
  };
}

/** What the table says before anything is chosen: a row each, with its bound in each environment. */
const whole = (page) =>
  page.locator("main table").evaluate((table) => {
    const heads = [...table.querySelectorAll("thead th")].slice(1).map((head) => head.textContent.trim());
    return [...table.querySelectorAll("tbody tr")].map((row) => ({
      title: row.querySelector("th").textContent.trim(),
      bound: heads.filter((_, index) => row.querySelectorAll("td")[index].textContent.trim()),
    }));
  });

test("the guardrails of an environment are shown with its bounds alone: in the table, in the text and in the contents", async (t) => {
  const page = await open(t);
  const all = await whole(page);
  const environments = (await inSight(page)).environments;
  assert.ok(all.length > 20 && environments.length === 3, `${all.length} guardrails in ${environments}`);
  for (const environment of environments) {
    await choice(page, "environment").selectOption({ label: environment });
    const titles = all.filter(({ bound }) => bound.includes(environment)).map(({ title }) => title);
    const seen = await inSight(page);
    assert.deepEqual(seen, { sections: titles, rows: titles, contents: titles, environments: [environment], bounds: [environment] }, environment);
    assert.equal(await tools(page).getByRole("status").textContent(), word("guardrails_many").replace("{n}", titles.length));
  }
  assert.ok((await whole(page)).some(({ bound }) => bound.length < 3), "some have no bound in some environment");
  await choice(page, "environment").selectOption({ label: word("all") });
  assert.deepEqual((await inSight(page)).sections, all.map(({ title }) => title));
});

test("the guardrails that the same people help with are shown by keyboard, and the address says so", async (t) => {
  const page = await open(t);
  const helped = await page.locator(".guardrail").evaluateAll((sections) =>
    sections.map((section) => ({ title: section.querySelector("h2").firstChild.textContent.trim(), by: [...section.querySelectorAll(".who a")].at(-1).textContent })),
  );
  const options = await choice(page, "whom_to_ask").locator("option").allTextContents();
  assert.deepEqual(options.slice(1), [...new Set(helped.map(({ by }) => by))].sort());
  const select = choice(page, "whom_to_ask");
  await select.focus();
  await page.keyboard.type(options[2].slice(0, 4));
  const wanted = helped.filter(({ by }) => by === options[2]).map(({ title }) => title);
  assert.deepEqual((await inSight(page)).sections, wanted, options[2]);
  assert.ok(wanted.length > 0 && wanted.length < helped.length);
  const other = await page.context().newPage();
  await other.goto(page.url());
  assert.deepEqual((await inSight(other)).sections, wanted, "the address can be sent to somebody");
  await page.reload();
  assert.deepEqual((await inSight(page)).sections, wanted, "and stays when the page is loaded again");
});

test("each bound has an address, and what an address leads to is never hidden", async (t) => {
  const page = await open(t, "#environment=production&domain=cost");
  const ids = await page.locator("main [id*='.']").evaluateAll((all) => all.map(({ id }) => id));
  assert.ok(ids.length > 60 && new Set(ids).size === ids.length, `${ids.length} bounds`);
  const bound = page.locator("[id='db-memory.staging']");
  assert.ok(!(await bound.isVisible()), "other bounds are shown first");
  await page.evaluate(() => (location.hash = "#db-memory.staging"));
  await bound.waitFor();
  const box = await bound.boundingBox();
  assert.ok(box.y >= 0 && box.y < DESKTOP.height, `it is in sight: ${JSON.stringify(box)}`);
  assert.equal(await choice(page, "environment").inputValue(), "");
  const other = await open(t, "#db-memory.production");
  const { y } = await other.locator("[id='db-memory.production']").boundingBox();
  assert.ok(y >= 0 && y < DESKTOP.height, `${y}`);
});

test("an address that asks for what is not there shows everything", async (t) => {
  for (const hash of ["#environment=moon", "#domain=nobody&environment=", "#%E0%A4%A", "#nowhere"]) {
    const page = await open(t, hash);
    const { sections, rows } = await inSight(page);
    assert.ok(sections.length > 20 && rows.length === sections.length, `${hash}: ${sections.length}`);
  }
});

test("without script nothing is hidden, and there are no tools that do nothing", async (t) => {
  const page = await open(t, "#environment=production&domain=cost", { javaScriptEnabled: false });
  const { sections, rows, environments } = await inSight(page);
  assert.ok(sections.length > 20 && environments.length === 3, `${sections.length} guardrails, ${environments}`);
  assert.deepEqual(rows, sections);
  assert.equal(await tools(page).count(), 0);
});

test("on paper nothing is left out, whatever was chosen on screen", async (t) => {
  const page = await open(t);
  const all = await page.locator(".guardrail > h2").evaluateAll((heads) => heads.map((head) => head.firstChild.textContent.trim()));
  const before = (await print(page, "A4")).sheets.join("\n");
  await choice(page, "environment").selectOption({ index: 1 });
  await choice(page, "whom_to_ask").selectOption({ index: 1 });
  assert.ok((await inSight(page)).sections.length < all.length / 2);
  const after = (await print(page, "A4")).sheets.join("\n");
  const words = (text) => text.split(/\s+/).sort();
  assert.deepEqual(words(after), words(before));
  const printed = after.replace(/\s+/g, " ");
  const missing = all.filter((title) => !printed.includes(title) && !title.split(" ").every((part) => printed.includes(part)));
  assert.deepEqual(missing, []);
});

test("on a phone the tools and what they leave fit, and can be tapped", async (t) => {
  const page = await open(t, "", { viewport: PHONE, hasTouch: true, isMobile: true });
  await choice(page, "environment").selectOption({ index: 2 });
  assert.deepEqual(await page.evaluate(overflows), []);
  for (const name of ["environment", "whom_to_ask"]) {
    const { width, height } = await choice(page, name).boundingBox();
    assert.ok(height >= 40 && width >= 150, `${name}: ${width} × ${height}`);
  }
});
