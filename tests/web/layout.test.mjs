// The pages fit every window. What is true of every page is in `every-page`; from right to left, in `languages`.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { overflows } from "./support/boxes.mjs";
import { DESKTOP, PHONE, SMALL, each, launch, none } from "./support/browser.mjs";
import { answer, begin, describe } from "./support/filling-in.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, word } from "./support/sites.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** What `overflows` finds on each page in each window: as it is, or with larger letters. */
async function measure(pages, windows, { letters = "" } = {}) {
  const server = await serve(handbook);
  const context = await browser.newContext();
  const complaints = await each(context, pages, async (path, page) => {
    await page.setViewportSize(windows[0]);
    await page.goto(server.home + path);
    await page.evaluate((size) => (document.documentElement.style.fontSize = size), letters);
    const found = [];
    for (const window of windows) {
      await page.setViewportSize(window);
      found.push(...(await page.evaluate(overflows)));
    }
    return found;
  });
  await context.close();
  return complaints;
}

test("no kind of page scrolls sideways or is cut on a wide screen", async () => {
  none(await measure(Object.values(kinds), [DESKTOP, { width: 1920, height: 1080 }]));
});

test("no kind of page scrolls sideways or is cut where somebody has letters of twice the size, on a phone neither", async () => {
  none(await measure(Object.values(kinds), [DESKTOP, PHONE, SMALL], { letters: "200%" }));
});

/** What opens on a page: its menu, the search, a cell of the matrix, an answer, an explained term. */
const openings = {
  menu: [kinds.guide, (page) => page.getByRole("button", { name: word("menu") }).click()],
  contents: [kinds.guide, (page) => page.locator(".toc-fold > summary").click()],
  search: [
    kinds.guide,
    async (page) => {
      await page.keyboard.press("/");
      await page.getByRole("combobox").fill("restore");
      await page.getByRole("option").first().waitFor();
    },
  ],
  term: [kinds.guide, (page) => page.locator("main a.term").first().focus()],
  cell: [kinds.matrix, (page) => page.locator("main td button", { hasText: word("must_enable") }).first().click()],
  comparison: [
    kinds.matrix,
    async (page) => {
      await page.getByText(word("matrix_tools"), { exact: true }).click();
      await page.getByLabel(word("compare_this"), { exact: true }).selectOption("aws-rds");
      await page.getByLabel(word("compare_with"), { exact: true }).selectOption("aws-dynamodb");
    },
  ],
  answer: [
    kinds.green_light,
    async (page) => {
      await begin(page);
      await describe(page, { tier: "critical", uses: ["aws-dynamodb"] });
      await answer(page, "GL-01", { state: "gap", help_wanted: true });
    },
  ],
};

for (const [name, [path, act]] of Object.entries(openings)) {
  test(`with letters of twice the size nothing runs over on a phone when somebody opens: ${name}`, async () => {
    const server = await serve(handbook);
    const complaints = [];
    for (const viewport of [PHONE, SMALL]) {
      const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
      context.setDefaultTimeout(10_000);
      const page = await context.newPage();
      await page.goto(server.home + path);
      await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
      await act(page);
      for (const complaint of await page.evaluate(overflows)) complaints.push(`${viewport.width}: ${complaint}`);
      await context.close();
    }
    none(complaints);
  });
}

test("a wide table scrolls inside its frame, by keyboard too", async () => {
  const server = await serve(handbook);
  const page = await browser.newPage({ viewport: PHONE });
  for (const path of [kinds.matrix, kinds.guardrails, kinds.advice, kinds.guide]) {
    await page.goto(server.home + path);
    const wide = await page.evaluate(() => {
      const frame = (table) => {
        for (let element = table; element; element = element.parentElement) {
          if (["auto", "scroll"].includes(getComputedStyle(element).overflowX)) return element;
        }
        return null;
      };
      return [...document.querySelectorAll("main table")]
        .filter((table) => table.checkVisibility() && table.getBoundingClientRect().width > document.documentElement.clientWidth)
        .map(frame)
        .map((frame) => frame && { isReached: frame.tabIndex >= 0, name: frame.getAttribute("aria-label") ?? frame.getAttribute("aria-labelledby") });
    });
    for (const frame of wide) {
      assert.ok(frame, `${path}: a table wider than the window has no frame that scrolls`);
      assert.ok(frame.isReached, `${path}: the frame cannot be reached by keyboard`);
      assert.ok(frame.name, `${path}: the frame has no name`);
    }
  }
  await page.close();
});

test("on a phone the text has the whole width, and the navigation waits behind its button", async () => {
  const server = await serve(handbook);
  const page = await browser.newPage({ viewport: PHONE, hasTouch: true, isMobile: true });
  await page.goto(server.home + kinds.guide);
  const main = await page.getByRole("main").boundingBox();
  assert.ok(main.x <= 24 && main.x + main.width >= PHONE.width - 24, `main spans ${main.x} to ${main.x + main.width}`);
  const size = await page.locator("main p").last().evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
  assert.ok(size >= 16, `text of ${size} px`);
  const navigation = page.getByRole("navigation", { name: word("navigation"), exact: true });
  assert.ok(!(await navigation.isVisible()), "the navigation is open");
  await page.getByRole("button", { name: word("menu") }).tap();
  await navigation.getByRole("link", { name: word("glossary"), exact: true }).first().tap();
  await page.waitForURL(server.home + kinds.glossary);
  await page.close();
});

test("on a desktop the navigation stands beside the text, and lines stay short enough to read", async () => {
  const server = await serve(handbook);
  const page = await browser.newPage({ viewport: DESKTOP });
  await page.goto(server.home + kinds.guide);
  const navigation = await page.getByRole("navigation", { name: word("navigation"), exact: true }).boundingBox();
  const text = await page.evaluate(() => {
    const paragraphs = [...document.querySelectorAll("main p")].filter((paragraph) => paragraph.textContent.length > 200);
    const { left, right } = paragraphs[0].getBoundingClientRect();
    const lines = paragraphs.map((paragraph) => {
      const range = document.createRange();
      range.selectNodeContents(paragraph);
      const tops = new Set([...range.getClientRects()].map((box) => Math.round(box.bottom / 6)));
      return paragraph.textContent.trim().length / tops.size;
    });
    return { left, right, longest: Math.max(...lines) };
  });
  assert.ok(navigation, "no navigation in sight");
  assert.ok(navigation.x + navigation.width <= text.left, `the navigation ends at ${navigation.x + navigation.width}, the text begins at ${text.left}`);
  assert.ok(text.longest <= 90, `lines of ${text.longest} letters`);
  await page.close();
});
