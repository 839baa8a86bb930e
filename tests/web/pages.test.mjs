// The pages work as they are delivered: from a file share, without script, and for those who want nothing to move.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { DESKTOP, PHONE, each, launch, listen, none } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, word } from "./support/sites.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** In the page: the words in sight, but those that only a control of a script or what is closed holds. */
function inSight() {
  const words = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("template, script, noscript, #rb-answers, .script-only")) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const text = node.data.trim().replace(/\s+/g, " ");
    words.set(text, (words.get(text) ?? 0) + 1);
  }
  return [...words];
}

test("a script takes no text away", async () => {
  const server = await serve(handbook);
  const [bare, scripted] = await Promise.all(
    [false, true].map(async (javaScriptEnabled) => {
      const context = await browser.newContext({ viewport: DESKTOP, javaScriptEnabled });
      const page = await context.newPage();
      const words = {};
      for (const path of Object.values(kinds)) {
        await page.goto(server.home + path);
        words[path] = new Map(await page.evaluate(inSight));
      }
      await context.close();
      return words;
    }),
  );
  const complaints = [];
  for (const [path, words] of Object.entries(scripted)) {
    for (const text of words.keys()) {
      // A control that only a script can serve may come with it.
      if (!bare[path].has(text) && text.length > 40) complaints.push(`${path}: only with script: ${text.slice(0, 80)}`);
    }
    for (const text of bare[path].keys()) {
      if (!words.has(text) && text.length > 40) complaints.push(`${path}: gone with script: ${text.slice(0, 80)}`);
    }
  }
  none(complaints);
});

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

test("what moves stands still for those who ask for it", async () => {
  const server = await serve(handbook);
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce" });
  const complaints = await each(context, Object.values(kinds), async (path, page) => {
    await page.goto(server.home + path);
    return page.evaluate(() => {
      const seconds = (list) => Math.max(...list.split(",").map((time) => parseFloat(time) * (time.trim().endsWith("ms") ? 0.001 : 1)));
      const found = new Set();
      for (const element of [document.documentElement, ...document.querySelectorAll("body *")]) {
        const style = getComputedStyle(element);
        const name = `${element.tagName.toLowerCase()}.${element.className}`;
        if (style.animationName !== "none" && seconds(style.animationDuration) > 0.01) found.add(`${name} moves`);
        if (seconds(style.transitionDuration) > 0.01) found.add(`${name} takes ${style.transitionDuration} to change`);
        if (style.scrollBehavior === "smooth") found.add(`${name} scrolls smoothly`);
      }
      return [...found];
    });
  });
  await context.close();
  none(complaints);
});
