// Answers to questions that the handbook hides, in a real browser: they stay in sight and in the file.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { ALL, COLOURS, examine } from "./support/axe.mjs";
import { build } from "./support/build.mjs";
import { overflows } from "./support/boxes.mjs";
import { PHONE, launch } from "./support/browser.mjs";
import { download, newPage, panel, press, upload, withoutPickers } from "./support/filling-in.mjs";
import { serve } from "./support/server.mjs";
import { word } from "./support/sites.mjs";

const fixture = fileURLToPath(new URL("../fixtures/answers/hidden", import.meta.url));
const text = readFileSync(`${fixture}/answers.yaml`, "utf8");

let browser;
let server;
before(async () => {
  browser = await launch({ whole: true });
  server = await serve(build("hidden", fixture));
});
after(() => browser.close());

function visit(t, options = {}) {
  return newPage(browser, t, `${server.home}checklists/readiness.html`, { init: withoutPickers, ...options });
}

/** Opens the team's file, whose service this browser does not have yet. */
async function take(page) {
  await upload(page, "invoice-api.answers.yaml", text);
  await page.locator("dialog[open]").getByRole("button", { name: word("answers_import_take") }).click();
}

const drawer = (page) => page.locator("#rb-answers-hidden");

test("answers to hidden questions stand in an open drawer, over a reload and in the file that is saved", async (t) => {
  const page = await visit(t);
  assert.equal(await page.locator("#REL-02, #REL-03, #REL-04").count(), 0);
  assert.equal(await drawer(page).count(), 0);
  await take(page);
  const shown = async () => (await drawer(page).innerText()).split("\n").map((line) => line.trim()).filter(Boolean);
  const wanted = [
    word("answers_hidden_many").replace("{n}", "2"),
    word("answers_hidden_text"),
    "REL-02 We wait, and tell our callers.",
    "What do you do when a region fails?",
    "REL-03 Nobody has tried yet. · Restore one, by Ben, due 2026-12-01",
    "How do you know that backups can be restored?",
  ];
  assert.deepEqual(await shown(), wanted);
  assert.ok(await drawer(page).evaluate((box) => box.open));
  await page.reload();
  assert.deepEqual(await shown(), wanted);
  // They are no answers to what is no longer asked, and nothing about the edition is new.
  assert.equal(await page.locator("#rb-answers-retired").count(), 0);
  assert.ok(await panel(page).locator("[data-part=edition]").isHidden());
  const unsaid = panel(page).locator("[data-list=unsaid] li");
  assert.deepEqual(await unsaid.allInnerTexts(), [word("answers_hidden_service").replace("{service}", "Table of Example Cloud")]);
  assert.match(await page.locator(".answers-counts").innerText(), /^2 questions/);
  const saved = await download(page, () => press(page, "answers_save"));
  assert.equal(saved.text, text);
});

test("the drawer of hidden questions is readable by everybody, on every screen", async (t) => {
  for (const options of [{}, { viewport: PHONE }, { colorScheme: "dark" }]) {
    const page = await visit(t, options);
    await take(page);
    await drawer(page).waitFor();
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/hidden-${options.colorScheme ?? options.viewport?.width ?? "wide"}.png`, fullPage: true });
    assert.deepEqual(await page.evaluate(overflows), []);
    assert.deepEqual(await examine(page, options.colorScheme ? COLOURS : ALL), []);
  }
});
