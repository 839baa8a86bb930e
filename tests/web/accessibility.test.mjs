// axe-core finds nothing on any kind of page, however somebody has it. Every page in light and in dark is in `every-page`.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ALL, COLOURS, examine } from "./support/axe.mjs";
import { DESKTOP, PHONE, each, launch, none } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds } from "./support/sites.mjs";

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await serve(handbook);
});
after(() => browser.close());

/** Opens each kind of page in a window and tells what axe finds, once for each set of media. */
async function examineKinds(window, medias, options) {
  const context = await browser.newContext(window);
  const complaints = await each(context, Object.values(kinds), async (path, page) => {
    await page.goto(server.home + path);
    const found = [];
    for (const media of medias) {
      await page.emulateMedia(media);
      found.push(...(await examine(page, options)));
    }
    return found;
  });
  await context.close();
  return complaints;
}

test("with more contrast, in light and in dark", async () => {
  const medias = [
    { colorScheme: "light", contrast: "more" },
    { colorScheme: "dark", contrast: "more" },
  ];
  none(await examineKinds({ viewport: DESKTOP }, medias, COLOURS));
});

test("on a phone", async () => {
  none(await examineKinds({ viewport: PHONE, hasTouch: true, isMobile: true }, [{ colorScheme: "light" }], ALL));
});

test("what is wrong with one of many that are alike is found, and the page is left as it was", async () => {
  const page = await browser.newPage({ viewport: DESKTOP, reducedMotion: "reduce" });
  await page.goto(server.home + kinds.glossary);
  const spoilt = await page.evaluate(() => {
    const entries = [...document.querySelectorAll(".entry")];
    const pale = entries.at(-2).querySelector("p, dd");
    pale.style.color = "#ddd";
    entries.at(-3).append(document.createElement("button"));
    return entries.length > 20 && pale.checkVisibility();
  });
  assert.ok(spoilt);
  const whole = () => page.evaluate(() => document.body.outerHTML);
  const before = await whole();
  const found = (await examine(page, ALL)).map((complaint) => complaint.split(":")[0]);
  for (const rule of ["color-contrast", "button-name"]) assert.ok(found.includes(rule), `${rule} is not in ${found}`);
  assert.equal(await whole(), before);
  await page.close();
});
