// A handbook in another language, in a browser: one in German, with every word of the interface in German, whatever a reader opens;
// and the shipped one as if it were written in a language that runs from right to left, as the mirror of itself.

import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { ALL, COLOURS, examine } from "./support/axe.mjs";
import { overflows } from "./support/boxes.mjs";
import { DESKTOP, PHONE, SMALL, each, launch, listen, none } from "./support/browser.mjs";
import { build, root, temporary } from "./support/build.mjs";
import { open as openAnswer, question } from "./support/filling-in.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, word, words } from "./support/sites.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

// German

const german = build("german", join(root, "tests/fixtures/german"));
const say = (key) => word(key, "de");

/** In the page: all that it says to anybody, in sight or not, but what people wrote in code. */
function said() {
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest("script, style, pre, code")) found.push(node.data);
  }
  for (const element of document.querySelectorAll("*")) {
    for (const name of ["aria-label", "aria-description", "aria-roledescription", "title", "alt", "placeholder", "content", "label", "data-label-system", "data-label-light", "data-label-dark"]) {
      if (element.hasAttribute(name)) found.push(element.getAttribute(name));
    }
  }
  return found.map((text) => text.trim().replace(/\s+/g, " ")).filter(Boolean);
}

const own = [...words("de").values()].join(" | ");
const isLetter = (letter) => letter !== undefined && /[\p{L}\p{N}]/u.test(letter);
const holds = (text, piece) => {
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + piece.length])) return true;
  }
  return false;
};
/** The English words that German does not have too. */
const english = [...words("en")]
  .filter(([key]) => !["search_quiet", "search_endings", "direction"].includes(key))
  .flatMap(([key, value]) => value.split(/\{\w+\}/).map((piece) => [key, piece.trim()]))
  .filter(([, piece]) => piece.length > 3 && !holds(own, piece));

const inEnglish = (texts) => {
  const all = texts.join(" | ");
  return english.filter(([, piece]) => holds(all, piece)).map(([key, piece]) => `\`${piece}\`, the word ${key}`);
};

async function visit(t, path, options = {}) {
  const server = await serve(german);
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", locale: "de-DE", acceptDownloads: true, ...options });
  context.setDefaultTimeout(10_000);
  // Every look that the handbook names is overdue by then.
  await context.clock.setFixedTime(new Date("2028-02-01T12:00:00Z"));
  const page = await context.newPage();
  const heard = listen(page);
  t.after(async () => {
    await context.close();
    assert.deepEqual(heard, []);
  });
  await page.goto(server.home + path);
  return page;
}

/** Nothing in English, and nothing that axe holds against it. */
async function isGerman(page, what) {
  assert.deepEqual(inEnglish(await page.evaluate(said)), [], what);
  assert.deepEqual(await examine(page, ALL), [], what);
}

test("the look for English words finds them", async () => {
  const server = await serve(handbook);
  const page = await browser.newPage();
  await page.goto(server.home + kinds.guide);
  assert.ok(inEnglish(await page.evaluate(said)).length > 30);
  await page.close();
});

test("every page of a German handbook says what language it is in, and no word of it is English", async () => {
  const server = await serve(german);
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce" });
  // A page that has moved leads on by itself.
  const pages = german.pages.filter((path) => !readFileSync(join(german.folder, path), "utf8").includes('http-equiv="refresh"'));
  const complaints = await each(context, pages, async (path, page) => {
    await page.goto(server.home + path);
    const { lang, dir } = await page.evaluate(() => ({ lang: document.documentElement.lang, dir: document.documentElement.dir }));
    const found = lang === "de" && dir === "ltr" ? [] : [`lang=${lang} dir=${dir}`];
    found.push(...inEnglish(await page.evaluate(said)), ...(await examine(page, ALL)));
    await page.emulateMedia({ colorScheme: "dark" });
    found.push(...(await examine(page, COLOURS)));
    await page.emulateMedia({ colorScheme: "light" });
    for (const window of [PHONE, SMALL]) {
      await page.setViewportSize(window);
      found.push(...(await page.evaluate(overflows)));
    }
    await page.setViewportSize(DESKTOP);
    return found;
  });
  await context.close();
  none(complaints);
});

test("home, a phase and the page for what is not there read as German pages do", async (t) => {
  const page = await visit(t, "index.html");
  await page.getByRole("heading", { name: say("where_are_you") }).waitFor();
  await page.getByRole("navigation", { name: say("path"), exact: true }).or(page.getByText(say("next_thing")).first()).first().waitFor();
  await page.getByRole("main").getByRole("link", { name: "Klärung", exact: true }).first().click();
  await page.getByText(say("you_are_here"), { exact: true }).waitFor();
  await page.getByText(say("oversight_advisory")).waitFor();
  await isGerman(page, "a phase");
  const other = await visit(t, "404.html");
  await other.getByRole("heading", { level: 1, name: say("not_found_title") }).waitFor();
  await isGerman(other, "404");
});

test("a guide in German: its tabs, its code, its alerts, its terms and its look that is overdue", async (t) => {
  const page = await visit(t, "leitfaden/sicherung.html");
  await page.getByText(say("overdue"), { exact: true }).waitFor();
  for (const alert of ["note", "tip", "important", "warning", "caution"]) await page.getByText(say(`alert_${alert}`), { exact: true }).waitFor();
  const copy = page.getByRole("button", { name: say("copy"), exact: true });
  await page.context().grantPermissions(["clipboard-write", "clipboard-read"]);
  await copy.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: say("copied"), exact: true }).waitFor();
  await page.locator("main a.term").first().focus();
  const card = page.locator("[popover]:popover-open");
  await card.getByText(say("term_more"), { exact: true }).waitFor();
  await isGerman(page, "with a term explained");
  await page.getByRole("button", { name: say("theme_system"), exact: true }).click();
  await page.getByRole("button", { name: say("theme_light"), exact: true }).waitFor();
  await isGerman(page, "with a choice of colours");
});

test("a checklist is filled in in German, from the first button to the file", async (t) => {
  const page = await visit(t, "checklists/klaerung.html");
  const panel = page.locator("#rb-answers");
  await panel.getByLabel(say("answers_name")).fill("Rechnungen");
  await panel.getByRole("button", { name: say("answers_begin"), exact: true }).click();
  await isGerman(page, "begun");
  const about = panel.locator("[data-part=service]");
  if (!(await about.isVisible())) await page.getByText(say("answers_about"), { exact: true }).click();
  const detail = panel.locator("[data-part=detail]");
  if (!(await about.getByLabel("Speichert Daten").isVisible())) await detail.locator("> summary").first().click();
  await about.getByLabel("Kritisch").check();
  await about.getByLabel("Speichert Daten").check();
  await page.locator("[data-part=uses] > summary").click();
  await about.getByLabel("Amazon DynamoDB").check();
  await isGerman(page, "described");
  const item = question(page, "KL-01");
  const form = await openAnswer(page, "KL-01");
  for (const state of ["answers_state_gap", "answers_state_not_applicable", "answers_state_answered"]) {
    await form.locator(".answers-pill", { hasText: say(state) }).click();
    await isGerman(page, state);
  }
  await form.getByLabel(say("answers_says"), { exact: true }).fill("Jede Woche.");
  await form.getByRole("checkbox", { name: say("answers_help"), exact: true }).check();
  await form.locator("select").selectOption({ label: say("answers_by_provider") });
  await item.locator("[data-do=more]").click();
  await isGerman(page, "answered");
  await form.getByRole("button", { name: say("answers_next"), exact: true }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), panel.getByText(say("answers_more"), { exact: true }).click().then(() => panel.getByRole("button", { name: say("answers_markdown"), exact: true }).click())]);
  const text = readFileSync(await file.path(), "utf8");
  assert.ok(text.includes("KL-01") && text.includes("Jede Woche."), text);
  assert.deepEqual(inEnglish([text]), [], "the task list");
  await panel.getByRole("button", { name: say("answers_leave"), exact: true }).click();
  await isGerman(page, "left");
});

test("a long checklist in German: what steps aside, what grew from an earlier answer, what can stop a launch", async (t) => {
  const page = await visit(t, "checklists/bereitschaft.html");
  const panel = page.locator("#rb-answers");
  await panel.getByLabel(say("answers_name")).fill("Rechnungen");
  await panel.getByRole("button", { name: say("answers_begin"), exact: true }).click();
  await isGerman(page, "with questions that step aside");
  await page.locator("#DA-02").locator("[data-do=more]").click();
  await isGerman(page, "with a question unfolded");
});

test("the matrix in German: its tools, a cell, two services side by side", async (t) => {
  const page = await visit(t, "nachschlagen/zustaendig.html");
  const tools = page.getByRole("search", { name: say("matrix_tools") });
  await tools.getByLabel(say("only_must_enable"), { exact: true }).check();
  assert.equal(await tools.getByRole("status").textContent(), say("services_one"));
  await isGerman(page, "filtered");
  await tools.getByLabel(say("only_must_enable"), { exact: true }).uncheck();
  await tools.getByLabel(say("compare_this"), { exact: true }).selectOption("tabellen");
  await tools.getByLabel(say("compare_with"), { exact: true }).selectOption("eigene");
  await page.getByRole("region", { name: say("compare") }).getByText(say("they_differ")).first().waitFor();
  await isGerman(page, "compared");
  await page.getByRole("table").getByRole("button", { name: new RegExp(say("must_enable")) }).click();
  const note = page.locator("main [popover]:popover-open");
  await note.getByText(say("later_possible")).waitFor();
  await note.getByText(say("overdue")).waitFor();
  await isGerman(page, "with a cell open");
  const guardrails = await page.context().newPage();
  await guardrails.goto(new URL("leitplanken.html#environment=betrieb", page.url()).href);
  assert.equal(await guardrails.getByRole("status").first().textContent(), say("guardrails_many").replace("{n}", 2));
  await isGerman(guardrails, "guardrails");
});

test("the search in German: its groups, what it finds with a German ending, and what it says when it finds nothing", async (t) => {
  const page = await visit(t, "index.html");
  await page.keyboard.press("/");
  const input = page.getByRole("combobox", { name: say("search_label") });
  await input.fill("sicherungen");
  const options = page.getByRole("option");
  await options.filter({ hasText: "Sicherung" }).first().waitFor();
  await isGerman(page, "with results");
  await input.fill("qqqqzzzz");
  await page.getByText(say("search_none")).waitFor();
  await isGerman(page, "with nothing found");
  await input.fill("rückspielen");
  await options.filter({ hasText: "Wiederherstellung" }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/glossar\.html#wiederherstellung$/);
});

// From right to left. The words and the text are still English: it is the sides that are looked at.

/** The shipped handbook as if it were in another language, outside of Git and without documents: the program knows which way it runs. */
function shipped(language) {
  const folder = temporary(language);
  for (const part of ["content", "checklists", "themes"]) cpSync(join(root, part), join(folder, part), { recursive: true });
  const settings = readFileSync(join(root, "handbook.yaml"), "utf8").replace(/^language: en$/m, `language: ${language}`).replace(/^documents: .*\n/m, "");
  writeFileSync(join(folder, "handbook.yaml"), settings);
  const english = readFileSync(join(root, "themes/default/words/en.yaml"), "utf8");
  writeFileSync(join(folder, `themes/default/words/${language}.yaml`), english.replace(/^direction: .*\n/m, ""));
  return build(language, folder);
}

const hebrew = shipped("he");

/** In the page: the boxes of what stands on one side or the other, by what it is. */
function sides() {
  const found = {};
  const note = (name, element) => {
    const box = element?.checkVisibility() && element.getBoundingClientRect();
    if (box && box.width > 0) found[name] = { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
  };
  const all = (name, selector, limit = 8) => [...document.querySelectorAll(selector)].slice(0, limit).forEach((element, index) => note(`${name} ${index + 1}`, element));
  all("logo", ".brand");
  all("link of the bar", ".quick a");
  all("search button", "#rb-search-button");
  all("theme button", "#rb-theme");
  all("menu button", ".menu-button");
  all("step", ".step");
  all("navigation", "nav.nav");
  all("entry of the navigation", "nav.nav > .tree > li");
  all("main", "main");
  all("title", "h1");
  all("contents", ".toc");
  all("entry of the contents", ".toc li");
  all("heading", ".content :is(h2, h3)");
  all("question", ".item");
  all("line of the questions", ".line > *");
  all("table", "table");
  all("head of a table", "thead th");
  all("cell", "tbody :is(th, td)", 12);
  all("bound", ".bounds > div");
  all("tool", ".table-tools :is(label, select)");
  all("card", ".card");
  all("step of the journey", ".journey > ol > li");
  all("half", ".pair > div");
  all("before and after", ".around > a");
  all("foot", ".foot-inner > *");
  return found;
}

const MIRRORED = 2; // Pixels by which a mirror may be off.

/** What does not stand on the other side. */
function unlikeMirror(one, other, width) {
  const complaints = [];
  for (const [name, box] of Object.entries(one)) {
    const there = other[name];
    if (!there) complaints.push(`${name} is not there`);
    else if (Math.abs(there.left - (width - box.right)) > MIRRORED || Math.abs(there.right - (width - box.left)) > MIRRORED) {
      complaints.push(`${name} stands from ${Math.round(there.left)} to ${Math.round(there.right)}, and its mirror from ${Math.round(width - box.right)} to ${Math.round(width - box.left)}`);
    }
  }
  return complaints;
}

const twin = shipped("en");

for (const viewport of [DESKTOP, PHONE, SMALL]) {
  test(`from right to left every kind of page is its mirror, and nothing runs over, at ${viewport.width}`, async () => {
    const servers = await Promise.all([serve(twin), serve(hebrew)]);
    const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
    // One typeface everywhere, whether the files of the other have come or not.
    await context.route("**/*.woff2", (route) => route.abort());
    let boxes = 0;
    // What changed last is known to Git alone.
    const pages = Object.values(kinds).filter((path) => path !== kinds.recent);
    const complaints = await each(context, pages, async (path, page) => {
      const seen = [];
      for (const server of servers) {
        await page.goto(server.home + path);
        seen.push(await page.evaluate(sides));
      }
      const dir = await page.evaluate(() => `${document.documentElement.lang} ${document.documentElement.dir}`);
      boxes += Object.keys(seen[0]).length;
      return [...(dir === "he rtl" ? [] : [dir]), ...unlikeMirror(...seen, viewport.width), ...(await page.evaluate(overflows))];
    });
    await context.close();
    none(complaints);
    assert.ok(boxes > 400, `${boxes} boxes were compared`);
  });
}

test("from right to left the navigation stands on the right on a desktop and comes from the right on a phone", async () => {
  const server = await serve(hebrew);
  const page = await browser.newPage({ viewport: DESKTOP, reducedMotion: "reduce" });
  await page.goto(server.home + kinds.guide);
  const navigation = page.getByRole("navigation", { name: word("navigation"), exact: true });
  const contents = page.getByRole("complementary", { name: word("on_this_page") });
  const [nav, text, toc] = await Promise.all([navigation, page.locator("main p").last(), contents].map((place) => place.boundingBox()));
  assert.ok(nav.x >= text.x + text.width, `the navigation begins at ${nav.x}, the text ends at ${text.x + text.width}`);
  assert.ok(toc.x + toc.width <= text.x, `the contents end at ${toc.x + toc.width}, the text begins at ${text.x}`);
  await page.setViewportSize(PHONE);
  await page.getByRole("button", { name: word("menu") }).click();
  const panel = await navigation.boundingBox();
  assert.ok(Math.abs(panel.x + panel.width - PHONE.width) <= 1 && panel.x > 0, JSON.stringify(panel));
  assert.deepEqual(await page.evaluate(overflows), []);
  await page.close();
});

test("from right to left code is still read from the left, and the matrix keeps its services in sight on the right", async () => {
  const server = await serve(hebrew);
  const page = await browser.newPage({ viewport: PHONE, reducedMotion: "reduce" });
  await page.goto(server.home + kinds.advice);
  const code = await page.locator("main pre code").first().evaluate((element) => getComputedStyle(element).direction);
  assert.equal(code, "ltr");
  await page.goto(server.home + kinds.matrix);
  const frame = page.locator(".table-frame");
  await frame.evaluate((element) => element.scrollTo({ left: -400 }));
  const [head, around] = await Promise.all([page.getByRole("rowheader", { name: /DynamoDB/ }), frame].map((place) => place.boundingBox()));
  assert.ok(Math.abs(head.x + head.width - around.x - around.width) <= 1, JSON.stringify([head, around]));
  await page.close();
});

test("from right to left the search, a term and a comparison open on their side, and nothing runs over", async () => {
  const server = await serve(hebrew);
  for (const viewport of [DESKTOP, PHONE]) {
    const page = await browser.newPage({ viewport, reducedMotion: "reduce" });
    await page.goto(server.home + kinds.guide);
    const term = page.locator("main a.term").first();
    await term.focus();
    const [word1, card] = await Promise.all([term, page.locator(".term-card")].map((place) => place.boundingBox()));
    assert.ok(card.x >= 0 && card.x + card.width <= viewport.width, JSON.stringify(card));
    if (word1.x + word1.width - card.width > 8) assert.ok(Math.abs(card.x + card.width - word1.x - word1.width) <= 2, "its right end stands below the right end of the word");
    await page.keyboard.press("/");
    await page.getByRole("combobox").fill("restore");
    await page.getByRole("option").first().waitFor();
    assert.deepEqual(await page.evaluate(overflows), [], "search");
    await page.goto(server.home + kinds.matrix);
    // On a phone the choices are folded.
    if (viewport === PHONE) await page.locator("summary").getByText(word("matrix_tools"), { exact: true }).click();
    await page.getByLabel(word("compare_this"), { exact: true }).selectOption("aws-rds");
    await page.getByLabel(word("compare_with"), { exact: true }).selectOption("self-database");
    const halves = await page.locator(".compare-halves").first().evaluate((pair) => [...pair.children].map((half) => half.getBoundingClientRect().toJSON()));
    if (viewport === DESKTOP) assert.ok(halves[1].right <= halves[0].left, "the first of two services stands on the right");
    assert.deepEqual(await page.evaluate(overflows), [], "comparison");
    await page.close();
  }
});
