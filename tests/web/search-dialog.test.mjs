// The search as a reader has it: typed into the dialog, chosen by keyboard, mouse and finger.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { DESKTOP, PHONE, launch, listen } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds } from "./support/sites.mjs";

const searches = Object.entries(JSON.parse(readFileSync(new URL("searches.json", import.meta.url), "utf8")));

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await serve(handbook);
});
after(() => browser.close());

/** A page of the handbook, and the parts of its dialog. */
async function open(path, options = { viewport: DESKTOP }) {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(10_000);
  await page.goto(server.home + path);
  return { page, field: page.getByRole("combobox"), options: page.getByRole("option") };
}

const chosen = (page) => page.getByRole("option", { selected: true });
const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement);

test("each search is answered first or second, and Enter opens the first", async () => {
  assert.ok(searches.length >= 38);
  // From a page in a folder, so that addresses must be right from there too.
  const { page, field, options } = await open(kinds.service);
  await page.keyboard.press("/");
  for (const [number, [query, right]] of searches.entries()) {
    await field.fill(query);
    const found = await options.evaluateAll((links) => links.slice(0, 2).map((link) => link.href));
    const wanted = right.map((href) => server.home + href);
    assert.ok(found.some((href) => wanted.includes(href)), `"${query}" found ${found.join(" and ")}, wanted ${right.join(" or ")}`);
    // Each is opened in the same way, so some stand for all.
    if (number % 8 > 0) continue;
    await field.fill("");
    await field.pressSequentially(query);
    await page.keyboard.press("Enter");
    await page.waitForURL(found[0]);
    await page.goto(server.home + kinds.service);
    await page.keyboard.press("/");
  }
  await page.close();
});

test("nothing of the search is loaded before somebody asks for it", async () => {
  // A server of its own: what other pages ask for is not counted, nor an icon that comes when the browser has time.
  const { home, answers } = await serve(handbook);
  const searched = () => answers.map(({ path }) => path).filter((path) => path.includes("search"));
  const page = await browser.newPage({ viewport: DESKTOP });
  await page.goto(home + kinds.guide, { waitUntil: "networkidle" });
  const before = searched();
  const field = page.getByRole("combobox");
  await page.keyboard.press("/");
  await field.waitFor();
  const asked = searched().slice(before.length);
  assert.ok(asked.some((path) => path.includes("search-index")), asked.join(" "));
  await page.keyboard.press("Escape");
  await field.waitFor({ state: "hidden" });
  await page.keyboard.press("/");
  await field.waitFor();
  assert.deepEqual(searched(), [...before, ...asked], "it is loaded once");
  assert.deepEqual(before, []);
  await page.close();
});

test("it opens with /, Ctrl-K and its button, closes with Escape, and the focus goes back", async () => {
  const { page, field } = await open(kinds.guide);
  const opener = page.getByRole("button", { name: /search/i });
  for (const way of [() => page.keyboard.press("/"), () => page.keyboard.press("Control+k"), () => page.keyboard.press("Enter"), () => page.keyboard.press(" ")]) {
    await opener.focus();
    await way();
    await field.waitFor();
    assert.ok(await isFocused(field), "the field has the focus");
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "hidden" });
    assert.ok(await isFocused(opener), "the focus is where it was");
  }
  await page.close();
});

test("arrows choose, round the end, and the screen reader is told which", async () => {
  const { page, field, options } = await open(kinds.guide);
  await page.keyboard.press("Control+k");
  await field.pressSequentially("backup");
  const count = await options.count();
  assert.ok(count > 4, `${count} results`);
  const number = async () => (await options.evaluateAll((all) => all.map((one) => one.getAttribute("aria-selected")))).indexOf("true");
  assert.equal(await number(), 0);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await number(), 2);
  assert.equal(await field.getAttribute("aria-activedescendant"), await chosen(page).getAttribute("id"));
  for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowUp");
  assert.equal(await number(), count - 1);
  const { box, frame } = await chosen(page).evaluate((option) => {
    const { top, bottom } = option.getBoundingClientRect();
    const list = option.closest("[role=listbox]").getBoundingClientRect();
    return { box: { top, bottom }, frame: { top: list.top, bottom: list.bottom } };
  });
  assert.ok(box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1, "what is chosen is in sight");
  const href = await chosen(page).evaluate((option) => option.href);
  await page.keyboard.press("Enter");
  await page.waitForURL(href);
  await page.close();
});

test("a result on the same page closes the dialog and goes there", async () => {
  const { page, field } = await open(kinds.area, { viewport: DESKTOP, reducedMotion: "reduce" });
  await page.keyboard.press("/");
  await field.pressSequentially("REL-04");
  await page.keyboard.press("Enter");
  await field.waitFor({ state: "hidden" });
  assert.match(page.url(), /#REL-04$/);
  const top = await page.locator("#REL-04").evaluate((element) => element.getBoundingClientRect().top);
  assert.ok(top >= 0 && top < DESKTOP.height, `REL-04 stands at ${top}`);
  await page.close();
});

test("results stand in groups, with their context, and what matches is marked", async () => {
  const { page, field } = await open("index.html");
  await page.keyboard.press("/");
  await field.pressSequentially("backup");
  const groups = page.getByRole("listbox").getByRole("group");
  assert.ok((await groups.count()) > 2);
  for (const group of await groups.all()) assert.ok((await group.getAttribute("aria-labelledby")) !== null);
  assert.ok((await page.getByRole("option").first().locator("mark").count()) > 0);
  assert.match(await page.getByRole("status").first().textContent(), /\d/);
  await field.fill("zzzzqqqqxxxx");
  assert.equal(await page.getByRole("option").count(), 0);
  assert.ok(await page.getByRole("dialog").getByRole("link").first().isVisible(), "there is a way on when nothing is found");
  await page.close();
});

test("a result that says nothing of the query shows its own sentence with the words", async () => {
  const { page, field, options } = await open(kinds.page);
  const heard = listen(page);
  await page.keyboard.press("/");
  await field.fill("dynamodb backup");
  const found = options.and(page.locator('[href$="choosing-a-managed-database.html#a-worked-example"]'));
  await found.locator("mark").first().waitFor();
  assert.match(await found.locator(".search-text").textContent(), /dynamodb/i);
  assert.deepEqual(heard, []);
  await page.close();
});

test("on a phone it fits the window, and a result opens by a tap", async () => {
  const { page, field, options } = await open(kinds.guide, { viewport: PHONE, hasTouch: true, isMobile: true });
  await page.getByRole("button", { name: /search/i }).first().tap();
  await field.fill("dynamodb backup");
  const box = await page.getByRole("dialog").boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= PHONE.width && box.y >= 0 && box.y + box.height <= PHONE.height, JSON.stringify(box));
  const size = await field.evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
  assert.ok(size >= 16, `a field of ${size} px makes a phone zoom in`);
  const href = await options.first().evaluate((option) => option.href);
  await options.first().tap();
  await page.waitForURL(href);
  await page.close();
});

test("while somebody writes, a slash is a slash", async () => {
  const { page, field } = await open(kinds.guide);
  await page.keyboard.press("/");
  await field.pressSequentially("ci/cd");
  assert.equal(await field.inputValue(), "ci/cd");
  await page.close();
});

test("when the index cannot be had, the button leads to the page that lists everything", async () => {
  const page = await browser.newPage({ viewport: DESKTOP });
  await page.route("**/search-index.js", (route) => route.abort());
  await page.goto(server.home + kinds.guide);
  await page.keyboard.press("/");
  await page.waitForURL(server.home + kinds.search);
  await page.close();
});

test("under a strict policy the dialog works without a word of complaint", async () => {
  const page = await browser.newPage({ viewport: DESKTOP });
  const heard = listen(page);
  await page.goto(server.home + kinds.home);
  await page.keyboard.press("/");
  await page.getByRole("combobox").pressSequentially("what's HA");
  await page.getByRole("option").first().waitFor();
  assert.deepEqual(heard, []);
  await page.close();
});
