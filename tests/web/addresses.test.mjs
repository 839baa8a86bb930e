// Addresses as they come from elsewhere: cut in the middle, old, with a question and an anchor behind them.
//
// Needs the program: `READYBOOK`, or what `cargo build --release` made.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { launch } from "./support/browser.mjs";
import { build, temporary } from "./support/build.mjs";

let browser;
let folder;
before(async () => {
  browser = await launch();
  const book = temporary("addresses");
  mkdirSync(join(book, "content/guides"), { recursive: true });
  writeFileSync(join(book, "handbook.yaml"), "title: Test\n");
  writeFileSync(join(book, "content/index.md"), "# Home\n\n> [!TAB] One\n> a\n\n> [!TAB] Two\n> b\n\n```text\ncode\n```\n");
  writeFileSync(join(book, "content/guides/new.md"), "---\naliases: [/wiki/old/, old.html]\n---\n\n# New\n\n## नमस्ते\n\nText.\n");
  folder = build("addresses", book).folder;
});
after(() => browser.close());

const address = (path) => pathToFileURL(join(folder, path)).href;

test("an address that was cut in the middle of a sign switches off no script", async () => {
  const page = await browser.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  for (const hash of ["#100%", "#%E0%A4%A"]) {
    await page.goto("about:blank");
    await page.goto(address("index.html") + hash);
    assert.equal(await page.getByRole("tab").count(), 2);
    assert.ok((await page.getByRole("button", { name: "Copy" }).count()) > 0);
    assert.deepEqual(wrong, []);
  }
  await page.close();
});

test("what stands behind an old address goes along to the new one", async () => {
  const page = await browser.newPage();
  for (const old of ["wiki/old/index.html", "old.html"]) {
    await page.goto(`${address(old)}?from=mail#text`);
    await page.waitForURL((url) => url.pathname.endsWith("guides/new.html"));
    assert.equal(new URL(page.url()).search + new URL(page.url()).hash, "?from=mail#text");
  }
  await page.close();
});

test("an id that an earlier version made still leads to its heading", async () => {
  const page = await browser.newPage();
  await page.goto(`${address("guides/new.html")}#${encodeURIComponent("नमसते")}`);
  assert.equal(await page.evaluate(() => document.querySelector(":target")?.closest("h2")?.id), "नमस्ते");
  await page.close();
});
