// Every page works as it is delivered: under a strict policy, in a folder of a server, from a file share, without script.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { DESKTOP, PHONE, each, launch, listen, none } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, sites, word } from "./support/sites.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

for (const site of sites) {
  test(`under a strict policy and in a folder of a server, no page of the ${site.name} asks for what it may not have`, async () => {
    const server = await serve(site, { under: "/teams/a b/handbook/" });
    const context = await browser.newContext({ viewport: DESKTOP });
    await context.addInitScript(() => {
      globalThis.refused = [];
      document.addEventListener("securitypolicyviolation", (event) => {
        globalThis.refused.push(`refused by ${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`);
      });
    });
    // The page for what is not there is shown at any depth, so it names the site's own address, which these two do not set.
    const pages = site.pages.filter((path) => path !== "404.html");
    const complaints = await each(context, pages, async (path, page) => {
      const heard = listen(page);
      await page.goto(server.home + path, { waitUntil: "load" });
      const refused = await page.evaluate(() => globalThis.refused);
      page.removeAllListeners();
      return [...heard, ...refused];
    });
    await context.close();
    none(complaints);
  });
}

test("no page has a script or a style inside it, nor a script that holds up its reading", () => {
  const complaints = [];
  for (const site of sites) {
    for (const path of site.pages) {
      const text = readFileSync(join(site.folder, path), "utf8").replace(/<pre[\s>].*?<\/pre>/gs, "");
      for (const [tag, attributes] of text.matchAll(/<script\b([^>]*)>/g)) {
        if (!/\ssrc=/.test(attributes)) complaints.push(`${path}: ${tag}`);
        if (!/\s(defer|async)\b/.test(attributes)) complaints.push(`${path}: ${tag} holds up the page`);
      }
      for (const [tag] of text.matchAll(/<style\b[^>]*>/g)) complaints.push(`${path}: ${tag}`);
      for (const [tag] of text.matchAll(/<[a-z][^>]*\s(style|on[a-z]+)=["'][^>]*>/g)) complaints.push(`${path}: ${tag.slice(0, 80)}`);
    }
  }
  none(complaints);
});

/** In the page: the words in sight, but those that only a control of a script or what is closed holds. */
function inSight() {
  const words = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("template, script, noscript")) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const text = node.data.trim().replace(/\s+/g, " ");
    words.set(text, (words.get(text) ?? 0) + 1);
  }
  return [...words];
}

/** In the page: text of its main part that nobody can come by: hidden, and not in anything that opens by itself. */
function outOfReach() {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("template, script, details:not([open])")) continue;
    const popover = element.closest("[popover]");
    if (popover) {
      if (!document.querySelector(`[popovertarget="${popover.id}"]`)) found.push(`nothing opens #${popover.id}`);
      continue;
    }
    // What is said in another way on paper.
    if (element.closest(".paper-only")) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) found.push(node.data.trim().slice(0, 80));
  }
  for (const control of document.querySelectorAll(":is(button, input, select, textarea):enabled")) {
    if (!control.checkVisibility() || control.closest("form[action], form[method=get], dialog")) continue;
    if (!control.hasAttribute("popovertarget") && !control.hasAttribute("command")) {
      found.push(`without script nothing happens: ${control.outerHTML.slice(0, 100)}`);
    }
  }
  return [...new Set(found)];
}

for (const site of sites) {
  test(`without script everything in the ${site.name} can be read, and no control is dead`, async () => {
    const server = await serve(site);
    const context = await browser.newContext({ viewport: DESKTOP, javaScriptEnabled: false });
    const complaints = await each(context, site.pages, async (path, page) => {
      await page.goto(server.home + path);
      return page.evaluate(outOfReach);
    });
    await context.close();
    none(complaints);
  });
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
