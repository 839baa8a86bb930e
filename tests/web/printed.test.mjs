// What Chromium prints: whole, and on as few sheets as were promised.

import { after, before, test } from "node:test";

import { each, launch, none } from "./support/browser.mjs";
import { PAPERS, print } from "./support/paper.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds } from "./support/sites.mjs";

let browser;
before(async () => (browser = await launch({ whole: true })));
after(() => browser.close());

test("printed in Chromium each kind of page is whole: every word of its text, on sheets none of which is empty", async (t) => {
  const server = await serve(handbook);
  const context = await browser.newContext({ colorScheme: "dark" });
  const counts = {};
  // The green-light questions are a form on paper: the questions, and lines to write on. A sheet is a picture.
  const whole = Object.values(kinds).filter((path) => ![kinds.green_light, kinds.sheet].includes(path));
  const complaints = await each(context, whole, async (path, page) => {
    await page.goto(server.home + path);
    // The words as they stand in the text: without what only leads somewhere, and without signs that a font may join.
    const words = await page.evaluate((isSheet) => {
      // Who to ask is left out too: it would push the path and the forms over their one sheet.
      const skip = "section[aria-labelledby=rb-helper], nav, aside, button, summary, template, script, [aria-hidden=true], [role=status], .screen-only, .script-only, [popover], svg, form";
      const found = [];
      const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const paragraph = node.parentElement.closest("p, li, td, dd, h1, h2, h3, pre");
        // The list that fits one sheet prints its questions, and leaves the rest to the screen.
        if (isSheet && !paragraph?.matches("article h3")) continue;
        if (!paragraph || node.parentElement.closest(skip) || paragraph.closest("details")) continue;
        if (node.parentElement.checkVisibility()) found.push(...node.data.split(/\s+/));
      }
      return found.filter((word) => /^[a-zA-Z]{5,}$/.test(word));
    }, path === kinds.green_light);
    const found = words.length > 20 || path === kinds.not_found || path === kinds.checklists ? [] : [`has ${words.length} words`];
    counts[path] = [];
    for (const format of PAPERS) {
      const { sheets, outside } = await print(page, format);
      counts[path].push(sheets.length);
      // Letters that a font draws as one are letters again.
      const text = sheets.join("\n").normalize("NFKC");
      const missing = [...new Set(words)].filter((word) => !text.includes(word));
      if (missing.length) found.push(`${format}: not on paper: ${missing.slice(0, 12).join(" ")}`);
      if (outside.length) found.push(`${format}: leaves the sheet: ${outside.slice(0, 12).join(" ")}`);
      const foot = (number) => `${(server.home + path).replace("http://", "")} ${number}/${sheets.length}`;
      for (const [index, sheet] of sheets.entries()) {
        const lines = sheet.trim().split("\n");
        const last = lines.pop().trim().replaceAll(/\s+/g, " ").replace(" / ", "/");
        if (last !== foot(index + 1)) found.push(`${format}: sheet ${index + 1} ends with ${last}, not with its address and number`);
        if (!lines.join("").trim()) found.push(`${format}: sheet ${index + 1} of ${sheets.length} is empty`);
      }
    }
    return found;
  });
  await context.close();
  for (const [path, [a4, letter]] of Object.entries(counts).sort()) t.diagnostic(`${path}: ${a4} sheets A4, ${letter} Letter`);
  none(complaints);
});

test("the green-light questions, the path and the two forms print on one sheet each", async () => {
  const server = await serve(handbook);
  const page = await browser.newPage();
  const single = [kinds.green_light, "start/path-to-production.html", "guides/outside-the-guardrails-form.html", "ready-for-production/look-back-form.html"];
  const complaints = [];
  for (const path of single) {
    await page.goto(server.home + path);
    for (const format of PAPERS) {
      const { sheets } = await print(page, format);
      if (sheets.length !== 1) complaints.push(`${path}: ${sheets.length} sheets of ${format}`);
    }
  }
  await page.close();
  none(complaints);
});

test("a page of a sheet shows each leaf in the leaf's shape, and prints each leaf once, on a page of its own", async () => {
  const server = await serve(handbook);
  const context = await browser.newContext();
  // One service's sheet stands for the others, which are made by the same template; `tests/long` looks at all.
  const isLooked = (path) => process.env.READYBOOK_EVERY_PAGE || !path.startsWith("sheets/yours-") || path === "sheets/yours-aws-rds.html";
  const sheets = handbook.pages.filter((path) => path.startsWith("sheets/") && path !== kinds.sheets && isLooked(path));
  const complaints = await each(context, sheets, async (path, page) => {
    await page.goto(server.home + path);
    const leaves = page.locator(".sheet-on").first().locator(".leaf img");
    for (const image of await page.locator(".leaf img").all()) await image.scrollIntoViewIfNeeded();
    const found = await page.locator(".leaf img").evaluateAll(async (images) => {
      await Promise.all(images.map((image) => image.decode()));
      return images.flatMap((image) => {
        const shown = image.clientWidth / image.clientHeight;
        const meant = image.getAttribute("width") / image.getAttribute("height");
        return Math.abs(shown / meant - 1) < 0.02 ? [] : [`${image.getAttribute("src")}: ${shown.toFixed(2)} instead of ${meant.toFixed(2)}`];
      });
    });
    const count = await leaves.count();
    for (const format of PAPERS) {
      const printed = (await print(page, format)).sheets.length;
      if (count === 0 || printed !== count) found.push(`${format}: ${count} leaves on ${printed} sheets`);
    }
    return found;
  });
  await context.close();
  none(complaints);
});
