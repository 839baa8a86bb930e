// Everything can be reached and used with the keyboard alone, and the focus can always be seen.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { DESKTOP, PHONE, each, launch, none } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, word } from "./support/sites.mjs";

/** Enough to pass the frame of a page and to be well inside its text. */
const STEPS = 45;

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await serve(handbook);
});
after(() => browser.close());

async function open(path, options = {}) {
  const page = await browser.newPage({ viewport: DESKTOP, reducedMotion: "reduce", ...options });
  page.setDefaultTimeout(10_000);
  await page.goto(server.home + path);
  return page;
}

test("the first stop leads to the text, and shows itself", async () => {
  const page = await open(kinds.guide);
  const link = page.getByRole("link", { name: word("skip") });
  await page.keyboard.press("Tab");
  assert.ok(await link.evaluate((element) => element === document.activeElement));
  const box = await link.boundingBox();
  assert.ok(box.x >= 0 && box.y >= 0 && box.width > 40 && box.height > 20, JSON.stringify(box));
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "MAIN");
  await page.close();
});

/** In the page: what is wrong with the focus where it is now. `null` at the end of the page. */
function look() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const name = `${element.tagName.toLowerCase()} "${(element.ariaLabel ?? element.textContent).trim().replace(/\s+/g, " ").slice(0, 40)}"`;
  const wrong = [];
  const boxes = [...element.getClientRects()].filter((box) => box.width && box.height);
  if (!boxes.length) return { name, wrong: [`${name}: has no box`] };
  const [box] = boxes;
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) wrong.push(`${name}: is out of the window`);
  else {
    // A large box, such as a table's frame, is seen when a part of it is.
    const middle = (from, to, limit) => (Math.max(from, 0) + Math.min(to, limit)) / 2;
    const on = document.elementFromPoint(middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
    if (on && !element.contains(on) && !on.contains(element)) wrong.push(`${name}: lies under ${on.tagName.toLowerCase()} "${on.textContent.trim().slice(0, 20)}"`);
  }
  const marks = (style) => [style.outlineStyle === "none" ? "" : style.outlineWidth + style.outlineColor, style.boxShadow, style.backgroundColor, style.borderColor].join("|");
  const style = getComputedStyle(element);
  const has = marks(style);
  const hasOutline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const scroll = [scrollX, scrollY];
  element.blur();
  const had = marks(getComputedStyle(element));
  element.focus({ preventScroll: true });
  scrollTo(...scroll);
  if (!hasOutline && has === had) wrong.push(`${name}: does not show that it has the focus`);
  return { name, wrong };
}

test("on every kind of page each stop is in sight, uncovered, and shows that it has the focus", async () => {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce" });
  const complaints = await each(context, Object.values(kinds), async (path, page) => {
    await page.goto(server.home + path);
    const found = new Set();
    for (let step = 0; step < STEPS; step++) {
      await page.keyboard.press("Tab");
      const seen = await page.evaluate(look);
      if (!seen) break;
      if (step === 0 && seen.name !== `a "${word("skip")}"`) found.add(`begins with ${seen.name}`);
      for (const complaint of seen.wrong) found.add(complaint);
    }
    return found;
  });
  none(complaints);
  await context.close();
});

test("nothing catches the focus: a short page is walked through to its end, and back", async () => {
  const page = await open(kinds.not_found);
  let steps = 0;
  const walk = async (key) => {
    for (steps = 0; steps < 200; steps++) {
      await page.keyboard.press(key);
      if (await page.evaluate(() => document.activeElement === document.body || document.activeElement === null)) return;
    }
    assert.fail(`no end after 200 presses of ${key}`);
  };
  await walk("Tab");
  assert.ok(steps > 5, `${steps} stops`);
  await walk("Shift+Tab");
  await page.close();
});

test("on a phone with a keyboard the menu opens, is walked through, and closes", async () => {
  const page = await open(kinds.guide, { viewport: PHONE });
  const button = page.getByRole("button", { name: word("menu") });
  const navigation = page.getByRole("navigation", { name: word("navigation"), exact: true });
  await button.focus();
  await page.keyboard.press("Enter");
  await navigation.waitFor();
  await page.keyboard.press("Tab");
  assert.ok(await navigation.evaluate((element) => element.contains(document.activeElement)), "the next stop is in the menu");
  await page.keyboard.press("Escape");
  await navigation.waitFor({ state: "hidden" });
  assert.ok(await button.evaluate((element) => element === document.activeElement), "the focus is back on the button");
  await page.close();
});

test("what is folded opens with Enter and with the space bar", async () => {
  const folded = handbook.pages.filter((path) => /<main.*<details/s.test(readFileSync(join(handbook.folder, path), "utf8")));
  assert.ok(folded.length > 0, "no page has anything folded");
  const page = await open(folded[0]);
  const summary = page.locator("main summary").first();
  const isOpen = () => summary.evaluate((element) => element.parentElement.open);
  const before = await isOpen();
  await summary.focus();
  await page.keyboard.press("Enter");
  assert.equal(await isOpen(), !before);
  await page.keyboard.press(" ");
  assert.equal(await isOpen(), before);
  await page.close();
});

test("a cell of the matrix tells its note by keyboard, and Escape leads back to the cell", async () => {
  const page = await open(kinds.matrix);
  const cell = page.getByRole("table").getByRole("button").nth(3);
  await cell.focus();
  await page.keyboard.press("Enter");
  const note = page.locator("[popover]:popover-open");
  await note.waitFor();
  const box = await note.boundingBox();
  assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= DESKTOP.width && box.y + box.height <= DESKTOP.height, "the note is in sight");
  await page.keyboard.press("Escape");
  await note.waitFor({ state: "hidden" });
  assert.ok(await cell.evaluate((element) => element === document.activeElement));
  await page.close();
});

test("a link to a place shows the place below what stays at the top of the window", async () => {
  for (const path of [`${kinds.area}#REL-04`, `${kinds.glossary}#recovery-time-objective`, `${kinds.service}#backups`]) {
    const page = await open(path);
    const id = path.split("#")[1];
    const { top, isOn } = await page.evaluate((id) => {
      const element = document.getElementById(id);
      const box = element.getBoundingClientRect();
      const on = document.elementFromPoint(box.left + 4, Math.max(0, box.top + 4));
      return { top: box.top, isOn: element.contains(on) || on?.contains(element) };
    }, id);
    assert.ok(top >= 0 && top < DESKTOP.height / 2, `${path}: at ${top}`);
    assert.ok(isOn, `${path}: is covered`);
    await page.close();
  }
});
