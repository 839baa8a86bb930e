// Content stands on the first screen: how far from the top of the window it begins, for each kind of page and window.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { PHONE, launch, none } from "./support/browser.mjs";
import { begin } from "./support/filling-in.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds } from "./support/sites.mjs";

const DESK = { width: 1440, height: 900 };
/** What a window of 1440 × 900 leaves at 200 %. */
const ZOOMED = { width: 720, height: 450 };

const FIRST = { guide: ".content > .prose > p", green_light: ".content .item > .ask", readiness: ".content .line .ask", matrix: ".duties tr[data-kind]", guardrails: ".glance tbody tr" };

/** A page, what has been done on it, and by how many pixels its content begins at most: on a desktop, on a phone. */
const TABLE = [
  ["guide", "", 260, 300],
  ["green_light", "", 480, 560],
  ["green_light", "begun", 480, 560],
  ["readiness", "", 480, 560],
  ["readiness", "begun", 480, 560],
  ["matrix", "", 420, 480],
  ["guardrails", "", 480, 560],
];

let browser;
let server;
before(async () => {
  browser = await launch({ whole: true });
  server = await serve(handbook);
});
after(() => browser.close());

async function open(kind, viewport, options = {}) {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  await page.goto(server.home + kinds[kind]);
  return page;
}

for (const [kind, state, desk, phone] of TABLE) {
  for (const [name, viewport, most] of [["a desktop", DESK, desk], ["a phone", PHONE, phone]]) {
    test(`${kind} ${state}: the content begins within ${most} px on ${name}, and all of its beginning is in sight`, async () => {
      const page = await open(kind, viewport, name === "a phone" ? { hasTouch: true, isMobile: true } : {});
      if (state) {
        await begin(page);
        await page.locator(".answers-bar").waitFor();
      }
      const box = await page.locator(FIRST[kind]).first().boundingBox();
      assert.ok(box.y <= most, `it begins at ${box.y}`);
      assert.ok(box.y >= 48 && box.y + box.height <= viewport.height, `it ends at ${box.y + box.height}`);
      await page.context().close();
    });
  }
}

test("at 200 % two sentences of a guide stand on the first screen", async () => {
  const page = await open("guide", ZOOMED);
  const bottom = await page.locator(FIRST.guide).first().evaluate((paragraph) => {
    const text = paragraph.textContent;
    const end = text.indexOf(".", text.indexOf(". ") + 1) + 1;
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    let left = end;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (left <= node.length) {
        const range = document.createRange();
        range.setStart(paragraph, 0);
        range.setEnd(node, left);
        return range.getBoundingClientRect().bottom;
      }
      left -= node.length;
    }
    return Infinity;
  });
  assert.ok(bottom <= ZOOMED.height, `the second sentence ends at ${bottom}`);
  await page.context().close();
});

test("all duties of the matrix stand side by side at 1440, and its services scroll with the page below heads that stay", async () => {
  const page = await open("matrix", DESK);
  const frame = await page.locator(".matrix .table-frame").evaluate(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => [scrollWidth - clientWidth, scrollHeight - clientHeight]);
  assert.deepEqual(frame, [0, 0]);
  const cut = await page.locator(".duties :is(th, td)").evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent));
  assert.deepEqual(cut, []);
  await page.locator(".duties tbody").last().scrollIntoViewIfNeeded();
  const [bar, head] = await Promise.all([page.locator(".top").boundingBox(), page.locator(".duties thead th").nth(1).boundingBox()]);
  assert.ok(Math.abs(head.y - (bar.y + bar.height)) <= 1, `${head.y} below ${bar.y + bar.height}`);
  await page.context().close();
});

test("twelve terms of the glossary stand on its first screen, and a field leaves those that hold what is typed", async () => {
  const page = await open("glossary", DESK);
  const inSight = () => page.locator(".entry:visible").evaluateAll((entries, height) => entries.filter((entry) => entry.getBoundingClientRect().bottom <= height).length, DESK.height);
  assert.ok((await inSight()) >= 12, `${await inSight()} terms`);
  const entries = page.locator(".entry:visible");
  const all = await entries.count();
  await page.getByRole("searchbox").fill("RTO");
  const some = await entries.allTextContents();
  assert.ok(some.length > 0 && some.length < all, `${some.length} of ${all}`);
  assert.deepEqual(some.filter((text) => !text.toLowerCase().includes("rto")), []);
  await page.reload();
  assert.equal(await entries.count(), some.length, "the address says what is shown");
  await page.context().close();
});

test("the bar stays, 48 px high, on every kind of page and at its end, and only pages of a phase have the path", async () => {
  for (const viewport of [DESK, PHONE]) {
    const page = await open("home", viewport);
    for (const [kind, path] of Object.entries(kinds)) {
      await page.goto(server.home + path);
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      const bar = await page.locator(".top").boundingBox();
      assert.deepEqual([bar.y, Math.round(bar.height)], [0, 48], `${kind} at ${viewport.width}`);
      const here = await page.locator(".here-now").count();
      assert.equal(await page.locator(".path").count(), here, kind);
    }
    await page.context().close();
  }
});

test("the strip of who answers is one line of 40 px below the bar, and what is led to stands below both", async () => {
  for (const viewport of [DESK, PHONE]) {
    const page = await open("readiness", viewport);
    await begin(page);
    await page.evaluate(() => (location.hash = "#SEC-01"));
    await page.locator("#SEC-01 form").waitFor();
    const [bar, strip, question] = await Promise.all([".top", ".answers-bar", "#SEC-01"].map((place) => page.locator(place).boundingBox()));
    assert.ok(Math.abs(strip.y - bar.height) <= 1, `the strip begins at ${strip.y}`);
    assert.ok(strip.height <= 41, `it is ${strip.height} high`);
    assert.ok(question.y >= strip.y + strip.height, `the question begins at ${question.y}`);
    await page.context().close();
  }
});

/** The typefaces in which a page shows its title and its first paragraph. */
async function typefacesOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument");
  const families = [];
  for (const selector of ["h1", "main p"]) {
    const { nodeId } = await session.send("DOM.querySelector", { nodeId: root.nodeId, selector });
    const { fonts } = await session.send("CSS.getPlatformFontsForNode", { nodeId });
    families.push(...fonts.map(({ familyName }) => familyName));
  }
  return families;
}

test("each first visit shows the real typeface, from a server and from a folder, and asks for no file of it", async () => {
  for (const home of [server.home, `${pathToFileURL(handbook.folder)}/`]) {
    for (const kind of ["home", "guide", "readiness"]) {
      for (let visit = 0; visit < 3; visit += 1) {
        const before = server.answers.length;
        const context = await browser.newContext({ viewport: DESK });
        const page = await context.newPage();
        await page.goto(home + kinds[kind]);
        assert.deepEqual((await typefacesOf(page)).filter((family) => !family.startsWith("Inter")), [], `${home}${kind}, visit ${visit}`);
        const asked = server.answers.slice(before).map(({ path }) => path);
        assert.deepEqual(asked.filter((path) => /inter-(regular|semibold)/.test(path)), [], kind);
        await context.close();
      }
    }
  }
});

test("what is touched on a phone is at least 24 px high and wide, but for links in running text", async () => {
  const small = [];
  const page = await open("home", PHONE, { hasTouch: true, isMobile: true });
  for (const [kind, path] of Object.entries(kinds)) {
    await page.goto(server.home + path);
    const found = await page.locator(":is(a[href], button, select, summary, input):visible").evaluateAll((all) =>
      all.flatMap((one) => {
        const place = one.closest("label") ?? one;
        // A link among words is as high as its line.
        const isInline = (element) => getComputedStyle(element).display === "inline";
        let block = one;
        while (isInline(block)) block = block.parentElement;
        if (one.matches("a") && block.textContent.trim() !== one.textContent.trim()) return [];
        const { width, height } = place.getBoundingClientRect();
        return Math.min(width, height) < 24 && width > 1 ? [`${Math.round(width)} × ${Math.round(height)}: ${one.className} ${one.textContent.trim().slice(0, 40)}`] : [];
      }),
    );
    small.push(...found.map((line) => `${kind}: ${line}`));
  }
  await page.context().close();
  none(small);
});

test("the button that copies covers no line of its code", async () => {
  for (const [viewport, options] of [[DESK, {}], [PHONE, { hasTouch: true, isMobile: true }]]) {
    const page = await open("guide", viewport, options);
    const gaps = await page.locator(".code").evaluateAll((all) =>
      all.map((frame) => frame.querySelector("pre > code").getBoundingClientRect().top - frame.querySelector(".copy-button").getBoundingClientRect().bottom),
    );
    assert.ok(gaps.length > 0);
    assert.deepEqual(gaps.filter((gap) => gap < 0), []);
    await page.context().close();
  }
});
