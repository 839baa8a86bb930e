// What helps to read: terms explained in place, a list of contents that follows, code that can be copied, tabs that are
// remembered, light and dark by choice, and a matrix that can be asked.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { overflows } from "./support/boxes.mjs";
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

test("the matrix shows the services of the provider that is chosen, all of them and no other", async () => {
  const page = await open(kinds.matrix);
  const tools = page.getByRole("search", { name: word("matrix_tools") });
  const provider = tools.getByLabel(word("provider"), { exact: true });
  const groups = await page.locator(".duties tbody").evaluateAll((bodies) =>
    bodies.map((body) => ({ name: body.querySelector("th").textContent.trim(), services: [...body.querySelectorAll("tr[data-kind] th a")].map((link) => link.textContent) })),
  );
  assert.ok(groups.length >= 3, `${groups.length} providers`);
  for (const { name, services: wanted } of groups) {
    await provider.selectOption({ label: name });
    assert.deepEqual(await services(page), wanted, name);
    const count = wanted.length === 1 ? word("services_one") : word("services_many").replace("{n}", wanted.length);
    assert.equal(await tools.getByRole("status").textContent(), count);
  }
  await provider.selectOption({ label: word("all") });
  assert.deepEqual(await services(page), groups.flatMap((group) => group.services));
  await close(page);
});

test("the matrix shows only the services on which something must be enabled, by keyboard", async () => {
  const page = await open(kinds.matrix);
  const tools = page.getByRole("search", { name: word("matrix_tools") });
  const [all, wanted] = await page.locator(".duties tr[data-kind]").evaluateAll((rows, must) => {
    const name = (row) => row.querySelector("th a").textContent;
    return [rows.map(name), rows.filter((row) => [...row.querySelectorAll("td")].some((cell) => cell.textContent.includes(must))).map(name)];
  }, word("must_enable"));
  assert.ok(wanted.length > 0 && wanted.length < all.length, `${wanted.length} of ${all.length}`);
  const box = tools.getByRole("checkbox", { name: word("only_must_enable") });
  await box.focus();
  await page.keyboard.press("Space");
  assert.deepEqual(await services(page), wanted);
  await page.keyboard.press("Space");
  assert.deepEqual(await services(page), all);
  await close(page);
});

/** Chooses two services; returns the halves of each duty as boxes with their text. */
async function compare(page, one, other) {
  const fold = page.getByText(word("matrix_tools"), { exact: true });
  if (await fold.isVisible()) await fold.click();
  const tools = page.getByRole("search", { name: word("matrix_tools") });
  await tools.getByLabel(word("compare_this"), { exact: true }).selectOption(one);
  await tools.getByLabel(word("compare_with"), { exact: true }).selectOption(other);
  const comparison = page.getByRole("region", { name: word("compare") });
  await comparison.waitFor();
  return comparison.evaluate((region) =>
    [...region.querySelectorAll("h3")].map((heading) => ({
      heading: heading.textContent,
      head: heading.getBoundingClientRect().toJSON(),
      halves: [...heading.nextElementSibling.children].map((half) => ({ text: half.innerText, ...half.getBoundingClientRect().toJSON() })),
    })),
  );
}

test("two services are compared side by side on a desktop, and what differs is said in words", async () => {
  const page = await open(kinds.matrix);
  const duties = await compare(page, "aws-rds", "self-database");
  const columns = await page.locator(".duties thead th[id]").allTextContents();
  assert.equal(duties.length, columns.length);
  for (const [index, { heading, head, halves }] of duties.entries()) {
    assert.ok(heading.startsWith(columns[index]), `${heading} instead of ${columns[index]}`);
    assert.match(heading, new RegExp(`(${word("they_differ")}|${word("they_agree")})$`));
    assert.equal(halves.length, 2, heading);
    const [left, right] = halves;
    assert.ok(left.text.includes("Amazon RDS") && right.text.includes(word("who_team")), heading);
    assert.ok(left.right <= right.left && Math.abs(left.top - right.top) < 2 && Math.abs(left.width - right.width) < 2, `${heading}: side by side and as wide`);
    assert.ok(head.bottom <= left.top + 1, `${heading}: below its name`);
  }
  assert.ok(duties.some(({ heading }) => heading.endsWith(word("they_differ"))));
  await close(page);
});

test("two services are compared one below the other on a phone, each with its name, and nothing runs over", async () => {
  const page = await open(kinds.matrix, { viewport: PHONE, hasTouch: true, isMobile: true });
  const duties = await compare(page, "aws-dynamodb", "gcp-spanner");
  assert.ok(duties.length > 5, `${duties.length} duties`);
  for (const { heading, halves } of duties) {
    const [first, second] = halves;
    assert.ok(first.text.startsWith("Amazon DynamoDB") && !second.text.startsWith("Amazon DynamoDB"), heading);
    assert.ok(first.bottom <= second.top && Math.abs(first.left - second.left) < 2, `${heading}: one below the other`);
    for (const half of halves) assert.ok(half.left >= 0 && half.right <= PHONE.width && half.width > PHONE.width * 0.8, `${heading}: ${half.left} to ${half.right}`);
  }
  assert.deepEqual(await page.evaluate(overflows), []);
  await close(page);
});

test("what must be enabled is said in words in the comparison too, with its setting", async () => {
  const page = await open(kinds.matrix);
  const duties = await compare(page, "aws-dynamodb", "self-database");
  const backups = duties.find(({ halves }) => halves[0].text.includes("point_in_time_recovery"));
  assert.ok(backups.halves[0].text.includes(word("must_enable")), backups.halves[0].text);
  assert.ok(!backups.halves[1].text.includes(word("must_enable")), backups.halves[1].text);
  await close(page);
});

test("the browser says that a look is overdue the day after it was due, in calm words, and not before", async () => {
  const page = await open(kinds.guide);
  const due = await page.locator("time[data-due]").first().getAttribute("data-due");
  assert.match(due, /^\d{4}-\d\d-\d\d$/);
  const next = new Date(`${due}T12:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  await close(page);
  const day = { before: `${due.slice(0, 4) - 1}${due.slice(4)}`, same: due, after: next.toISOString().slice(0, 10) };
  const states = [
    [`${day.before}T12:00:00Z`, "UTC", false],
    [`${day.same}T23:30:00Z`, "UTC", false],
    [`${day.after}T00:30:00Z`, "UTC", true],
    // It is the reader's day that counts.
    [`${day.after}T00:30:00Z`, "Pacific/Honolulu", false],
    [`${day.same}T23:30:00Z`, "Pacific/Auckland", true],
  ];
  for (const [now, timezoneId, isOverdue] of states) {
    const context = await browser.newContext({ viewport: DESKTOP, timezoneId });
    const page = await context.newPage();
    await page.clock.setFixedTime(new Date(now));
    await page.goto(server.home + kinds.guide);
    const said = page.getByRole("banner").or(page.getByRole("main")).getByText(word("overdue"), { exact: true });
    assert.equal(await said.count(), isOverdue ? 1 : 0, `${now} in ${timezoneId}`);
    if (isOverdue) {
      const [date, words] = [await page.locator("time[data-due]").first().boundingBox(), await said.boundingBox()];
      assert.ok(Math.abs(date.y - words.y) < 40, "it stands by its date");
      const size = (element) => parseFloat(getComputedStyle(element).fontSize);
      assert.ok((await said.evaluate(size)) <= (await page.locator("time[data-due]").first().evaluate(size)), "it is no louder than its date");
      assert.equal(await page.getByRole("alert").count(), 0, "it interrupts nobody");
    }
    await context.close();
  }
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
