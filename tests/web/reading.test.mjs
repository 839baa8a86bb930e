// What helps to read: terms explained in place, a list of contents that follows, code that can be copied, tabs that are
// remembered, light and dark by choice, and a matrix that can be asked.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESKTOP, PHONE, launch } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, word } from "./support/sites.mjs";

const TABS = "playground/task-bomb.html";

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await serve(handbook);
});
after(() => browser.close());

async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(server.home + path);
  return page;
}

const close = (page) => page.context().close();

/** A term in the text, its explanation, and the card that shows it. */
async function term(page) {
  const link = page.getByRole("main").locator("a[aria-description]").first();
  const text = await link.getAttribute("aria-description");
  const card = page.locator("[popover]:popover-open", { hasText: text });
  await link.scrollIntoViewIfNeeded();
  return { link, text, card };
}

test("a term is explained while the mouse is on it or on its card, and no longer", async () => {
  const page = await open(kinds.guide);
  const { link, card } = await term(page);
  await link.hover();
  await card.waitFor();
  const box = await card.boundingBox();
  assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= DESKTOP.width && box.y + box.height <= DESKTOP.height, JSON.stringify(box));
  await card.hover();
  await page.waitForTimeout(600);
  assert.ok(await card.isVisible(), "the mouse may move onto the card");
  await page.mouse.move(2, DESKTOP.height - 2);
  await card.waitFor({ state: "hidden" });
  await close(page);
});

test("a term is explained while it has the focus, Escape closes the card, and Enter leads to the glossary", async () => {
  const page = await open(kinds.guide);
  const { link, card } = await term(page);
  await link.focus();
  await card.waitFor();
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "hidden" });
  assert.ok(await link.evaluate((element) => element === document.activeElement), "the focus stays");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.home}${kinds.glossary}#*`);
  await close(page);
});

test("a first tap explains a term, the card leads to the glossary", async () => {
  const page = await open(kinds.guide, { viewport: PHONE, hasTouch: true, isMobile: true });
  const { link, card } = await term(page);
  await link.tap();
  await card.waitFor();
  const box = await card.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= PHONE.width, JSON.stringify(box));
  assert.equal(page.url(), server.home + kinds.guide);
  await card.getByRole("link", { name: word("term_more") }).tap();
  await page.waitForURL(`${server.home}${kinds.glossary}#*`);
  await close(page);
});

test("without script a term is a link to the glossary whose title explains it", async () => {
  const page = await open(kinds.guide, { javaScriptEnabled: false });
  const link = page.getByRole("main").locator("p a[title]").first();
  assert.ok((await link.getAttribute("title")).length > 10);
  assert.match(await link.evaluate((element) => element.href), /glossary\.html#/);
  await close(page);
});

test("a question is a heading, and below it stand the words that it uses with what they mean, without script and on paper too", async () => {
  const page = await open(kinds.green_light, { javaScriptEnabled: false });
  const question = page.getByRole("article").filter({ has: page.getByRole("heading", { name: /^GL-01 .*\(high availability, HA\)\?/ }) });
  const meaning = question.getByRole("definition").filter({ hasText: /^Staying in service when one part fails\.$/ }).first();
  for (const media of ["screen", "print"]) {
    await page.emulateMedia({ media });
    assert.ok(await meaning.isVisible(), media);
    const [heading, below] = await Promise.all([question.getByRole("heading").boundingBox(), meaning.boundingBox()]);
    assert.ok(below.y >= heading.y + heading.height - 1 && below.y < heading.y + heading.height + 40, `${media}: ${JSON.stringify([heading, below])}`);
  }
  const link = question.getByRole("term").getByRole("link", { name: "high availability" });
  assert.equal(await link.evaluate((element) => element.href), `${server.home}${kinds.glossary}#high-availability`);
  await close(page);
});

test("a term is marked once in a section, and again in the next", async () => {
  const page = await open(kinds.guide);
  const complaints = [];
  let again = 0;
  for (const path of [kinds.guide, kinds.advice, kinds.page, kinds.area, kinds.green_light, "guides/index.html"]) {
    await page.goto(server.home + path);
    // What follows a heading is its section.
    const sections = await page.evaluate(() => {
      const sections = [[]];
      for (const element of document.querySelectorAll(".content :is(h2, h3, h4, h5, h6, a.term)")) {
        if (element.matches("a")) sections.at(-1).push(element.hash);
        else sections.push([]);
      }
      return sections;
    });
    for (const marked of sections) {
      const twice = marked.filter((hash, index) => marked.indexOf(hash) !== index);
      if (twice.length) complaints.push(`${path}: twice in a section: ${twice.join(" ")}`);
    }
    const all = sections.flat();
    again += all.length - new Set(all).size;
  }
  assert.deepEqual(complaints, []);
  assert.ok(again > 5, `${again} terms are marked again in another section of the same page`);
  await close(page);
});

test("the list of contents marks the heading that was passed last", async () => {
  const page = await open(kinds.guide);
  const toc = page.getByRole("complementary", { name: word("on_this_page") });
  const links = toc.getByRole("link");
  const count = await links.count();
  assert.ok(count > 3, `${count} entries`);
  const marked = async () => {
    await page.waitForTimeout(100);
    return toc.locator("[aria-current]").evaluateAll((all) => all.map((link) => link.hash));
  };
  for (const index of [2, count - 1, 1]) {
    const hash = await links.nth(index).evaluate((link) => link.hash);
    await page.evaluate((id) => document.getElementById(id).scrollIntoView(), decodeURIComponent(hash.slice(1)));
    if (index < count - 1) assert.deepEqual(await marked(), [hash]);
    else assert.equal((await marked()).length, 1);
  }
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  assert.deepEqual(await marked(), [await links.last().evaluate((link) => link.hash)]);
  await close(page);
});

for (const [where, isSecure] of [["over https", true], ["over plain http, where the clipboard is closed to pages", false]]) {
  test(`code is copied as it stands, ${where}`, async () => {
    const context = await browser.newContext({ viewport: DESKTOP, permissions: ["clipboard-read", "clipboard-write"] });
    const reader = await context.newPage();
    await reader.goto(server.home);
    const page = await context.newPage();
    if (!isSecure) await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined }));
    await page.goto(server.home + kinds.advice);
    const button = page.getByRole("main").getByRole("button", { name: word("copy"), exact: true }).first();
    await button.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: word("copied"), exact: true }).waitFor();
    const code = await page.locator("main pre").first().textContent();
    await reader.bringToFront();
    assert.equal(await reader.evaluate(() => navigator.clipboard.readText()), code);
    await context.close();
  });
}

test("tabs are chosen by keyboard, remembered on the next page, and all shown on paper", async () => {
  const page = await open(TABS);
  const tabs = page.getByRole("tab");
  const last = (await tabs.count()) - 1;
  assert.ok(last >= 1);
  const chosen = () => page.getByRole("tab", { selected: true }).allTextContents();
  const [first] = await chosen();
  await tabs.first().focus();
  await page.keyboard.press("ArrowRight");
  const [second] = await chosen();
  assert.notEqual(second, first);
  const shown = () => page.locator("[role=tabpanel]").evaluateAll((all) => all.filter((panel) => panel.checkVisibility({ contentVisibilityAuto: true }) && panel.getBoundingClientRect().height > 20).length);
  assert.equal(await shown(), await page.getByRole("tablist").count(), "one panel of each group is shown");
  await page.reload();
  assert.equal((await chosen())[0], second);
  await page.emulateMedia({ media: "print" });
  assert.equal(await shown(), await page.locator("[role=tabpanel]").count(), "all are on paper");
  await close(page);
});

test("light or dark is the reader's choice, kept from page to page", async () => {
  const page = await open(kinds.home, { colorScheme: "light" });
  const isDark = () => page.evaluate(() => getComputedStyle(document.body).color.match(/\d+/g).slice(0, 3).every((value) => Number(value) > 150));
  assert.equal(await isDark(), false);
  const button = page.getByRole("button", { name: word("theme_system"), exact: true });
  await button.click();
  await page.getByRole("button", { name: word("theme_light"), exact: true }).click();
  await page.getByRole("button", { name: word("theme_dark"), exact: true }).waitFor();
  assert.equal(await isDark(), true);
  await page.goto(server.home + kinds.guide);
  assert.equal(await isDark(), true);
  await page.getByRole("button", { name: word("theme_dark"), exact: true }).click();
  assert.equal(await isDark(), false);
  await close(page);
});

test("a button prints the page", async () => {
  const page = await open(kinds.guide);
  await page.evaluate(() => (globalThis.print = () => (globalThis.isPrinted = true)));
  await page.getByRole("button", { name: word("print_page"), exact: true }).first().click();
  assert.equal(await page.evaluate(() => globalThis.isPrinted), true);
  await close(page);
});

const services = (page) => page.getByRole("table").getByRole("rowheader").locator("a:visible").allTextContents();

test("the matrix shows one provider, one kind, or what must be enabled, and its address says so", async () => {
  const page = await open(kinds.matrix);
  const all = await services(page);
  const tools = page.getByRole("search", { name: word("matrix_tools") });
  const provider = tools.getByLabel(word("provider"), { exact: true });
  await provider.selectOption({ index: 1 });
  const some = await services(page);
  assert.ok(some.length > 0 && some.length < all.length, `${some.length} of ${all.length}`);
  await tools.getByLabel(word("kind"), { exact: true }).selectOption({ index: 1 });
  const fewer = await services(page);
  assert.ok(fewer.length < some.length);
  await page.reload();
  assert.deepEqual(await services(page), fewer, "the address says what is shown");
  const other = await page.context().newPage();
  await other.goto(page.url());
  assert.deepEqual(await services(other), fewer, "and can be sent to somebody");
  await close(page);
});

test("two services are compared side by side, and what differs is said in words", async () => {
  const page = await open(kinds.matrix);
  const tools = page.getByRole("search", { name: word("matrix_tools") });
  await tools.getByLabel(word("compare_this"), { exact: true }).selectOption("aws-rds");
  await tools.getByLabel(word("compare_with"), { exact: true }).selectOption("self-database");
  const comparison = page.getByRole("region", { name: word("compare") });
  await comparison.waitFor();
  const duties = await comparison.getByRole("heading", { level: 3 }).count();
  assert.ok(duties > 5, `${duties} duties`);
  assert.ok((await comparison.getByText(word("they_differ")).count()) > 0);
  const [left, right] = await comparison.locator("section > div").first().locator(":scope > div").evaluateAll((halves) => halves.map((half) => half.getBoundingClientRect().toJSON()));
  assert.ok(left.right <= right.left + 1 && Math.abs(left.top - right.top) < 2, "side by side");
  await page.setViewportSize(PHONE);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "fits a phone");
  await close(page);
});

test("each cell of the matrix has an address that opens it", async () => {
  const page = await open(kinds.matrix);
  const ids = await page.locator("main td[id]").evaluateAll((cells) => cells.map((cell) => cell.id));
  assert.ok(ids.length > 100, `${ids.length} addresses`);
  assert.equal(new Set(ids).size, ids.length);
  const other = await page.context().newPage();
  await other.goto(`${server.home}${kinds.matrix}#${encodeURIComponent(ids[7])}`);
  const note = other.locator("main [popover]:popover-open");
  await note.waitFor();
  const link = note.getByRole("link", { name: word("link_to_cell") });
  assert.equal(await link.evaluate((element) => element.href), other.url());
  await close(page);
});
