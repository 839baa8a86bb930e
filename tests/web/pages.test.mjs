// The pages work as they are delivered: from a file share, and without script. What is true of every page is in `every-page`.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { DESKTOP, PHONE, launch, listen } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, word } from "./support/sites.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("without script the search is a page that lists everything, and the menu opens", async () => {
  const server = await serve(handbook);
  const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(server.home);
  await page.getByRole("link", { name: word("search") }).first().click();
  assert.equal(page.url(), server.home + kinds.search);
  for (const name of ["DynamoDB", "On-call", "REL-04"]) {
    assert.ok(await page.getByRole("main").getByRole("link", { name: new RegExp(name, "i") }).first().isVisible(), name);
  }
  await page.getByRole("button", { name: word("menu") }).click();
  const navigation = page.getByRole("navigation", { name: word("navigation"), exact: true });
  await navigation.getByRole("link", { name: word("glossary"), exact: true }).first().click();
  assert.equal(page.url(), server.home + kinds.glossary);
  await context.close();
});

test("from a file share the pages are whole, lead on, and can be searched", async () => {
  const context = await browser.newContext({ viewport: DESKTOP });
  const page = await context.newPage();
  const heard = listen(page);
  const pages = Object.values(kinds).filter((path) => path !== kinds.not_found);
  for (const path of pages) await page.goto(`${pathToFileURL(handbook.folder)}/${path}`);
  await page.goto(`${pathToFileURL(handbook.folder)}/${kinds.guide}`);
  await page.getByRole("link", { name: word("glossary"), exact: true }).first().click();
  assert.equal(page.url(), `${pathToFileURL(handbook.folder)}/${kinds.glossary}`);
  await page.waitForLoadState("load");
  await page.keyboard.press("/");
  await page.getByRole("combobox").fill("REL-04");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(`${pathToFileURL(handbook.folder)}/${kinds.area}#REL-04`);
  assert.deepEqual(heard, []);
  await context.close();
});
