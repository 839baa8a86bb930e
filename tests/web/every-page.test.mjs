// What must be true of every page of the shipped handbook and of the authors' guide. Each page is opened once, in a folder of
// a server with a strict policy, and looked at in every way; each test below tells one of them. axe, which takes longest, and who
// has no script look at pages that together have every kind of element, and narrow windows and paper at those and every third one;
// with READYBOOK_EVERY_PAGE, as in `tests/long`, all look at every page.

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { ALL, COLOURS, examine } from "./support/axe.mjs";
import { onPaper, outOfReach, overflows } from "./support/boxes.mjs";
import { cover } from "./support/cover.mjs";
import { DESKTOP, PHONE, SMALL, ZOOMED, each, launch, listen, none } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { kinds, sites } from "./support/sites.mjs";

/** What margins of 14 mm leave of A4, in CSS pixels. Letter is wider. */
const SHEET = { width: 688, height: 1000 };

/** What was found, by the way of looking: a list of lines each. */
const found = { policy: [], light: [], dark: [], window: [], paper: [], bare: [] };
let browser;

before(async () => {
  browser = await launch();
  for (const site of sites) {
    const server = await serve(site, { under: "/teams/a b/handbook/" });
    const some = examined(site);
    await lookAtAll(site, server, some);
    await lookWithoutScript(site, server, some);
  }
});
after(() => browser.close());

/** The pages of a site that are looked at in the ways that take long. */
function examined(site) {
  const some = () => new Set([...cover(site), ...Object.values(kinds)]);
  return process.env.READYBOOK_EVERY_PAGE ? new Set(site.pages) : some();
}

async function lookAtAll(site, server, forAxe) {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce" });
  await context.addInitScript(() => {
    globalThis.refused = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      globalThis.refused.push(`refused by ${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`);
    });
  });
  const isMeasured = (path) => process.env.READYBOOK_EVERY_PAGE || forAxe.has(path) || site.pages.indexOf(path) % 3 === 0;
  await each(context, site.pages, async (path, page) => {
    const note = (way, complaints) => found[way].push(...complaints.map((complaint) => `${site.name}/${path}: ${complaint}`));
    const heard = listen(page);
    await page.goto((await homeOf(path, site, server)) + path, { waitUntil: "load" });
    note("policy", [...heard, ...(await page.evaluate(() => globalThis.refused))]);
    page.removeAllListeners();
    await page.emulateMedia({ media: "screen", colorScheme: "light" });
    if (forAxe.has(path)) {
      note("light", await examine(page, ALL));
      await page.emulateMedia({ colorScheme: "dark" });
      note("dark", await examine(page, COLOURS));
    }
    if (!isMeasured(path)) return;
    for (const window of [ZOOMED, PHONE, SMALL]) {
      await page.setViewportSize(window);
      note("window", await page.evaluate(overflows));
    }
    await page.setViewportSize(SHEET);
    // As somebody prints who has chosen the dark.
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.evaluate(() => (document.documentElement.dataset.theme = "dark"));
    note("paper", await page.evaluate(onPaper));
    // The matrix lies on its side.
    if (path !== kinds.matrix) note("paper", await page.evaluate(overflows));
    await page.setViewportSize(DESKTOP);
  });
  await context.close();
}

/** The page for what is not there is shown at any depth, so it is written for the address of the site: the root of a server. */
const homeOf = async (path, site, server) => (path === kinds.not_found ? (await serve(site)).home : server.home);

async function lookWithoutScript(site, server, some) {
  const context = await browser.newContext({ viewport: DESKTOP, javaScriptEnabled: false });
  await each(context, site.pages.filter((path) => some.has(path)), async (path, page) => {
    await page.goto((await homeOf(path, site, server)) + path);
    found.bare.push(...(await page.evaluate(outOfReach)).map((complaint) => `${site.name}/${path}: ${complaint}`));
  });
  await context.close();
}

test("no page asks for what a strict policy forbids, for what is not there, or complains", () => none(found.policy));

test("axe finds nothing on the pages that it looks at", () => none(found.light));

test("axe finds nothing in the colours of the dark", () => none(found.dark));

test("no page scrolls sideways or is cut at 320, at 390, or at 1280 enlarged to 200 %", () => none(found.window));

test("on paper no page has navigation, is dark, keeps anything folded, or is wider than the sheet", () => none(found.paper));

test("without script everything can be read, and no control is dead", () => none(found.bare));

/** Whether a script is the one that settles what would flash or move later, and small enough to be waited for. */
function isFirst(site, attributes) {
  const [path] = /assets\/first-paint\.[0-9a-f]+\.js(?=")/.exec(attributes) ?? [];
  return path !== undefined && statSync(join(site.folder, path)).size <= 1000;
}

test("no page has a script or a style inside it, and one small script alone is waited for", () => {
  const complaints = [];
  for (const site of sites) {
    for (const path of site.pages) {
      const text = readFileSync(join(site.folder, path), "utf8").replace(/<pre[\s>].*?<\/pre>/gs, "");
      for (const [tag, attributes] of text.matchAll(/<script\b([^>]*)>/g)) {
        if (!/\ssrc=/.test(attributes)) complaints.push(`${path}: ${tag}`);
        if (!/\s(defer|async)\b/.test(attributes) && !isFirst(site, attributes)) complaints.push(`${path}: ${tag} holds up the page`);
      }
      for (const [tag] of text.matchAll(/<style\b[^>]*>/g)) complaints.push(`${path}: ${tag}`);
      for (const [tag] of text.matchAll(/<[a-z][^>]*\s(style|on[a-z]+)=["'][^>]*>/g)) complaints.push(`${path}: ${tag.slice(0, 80)}`);
    }
  }
  none(complaints);
});
