// axe-core finds nothing on any kind of page, however somebody has it. Every page in light and in dark is in `every-page`.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ALL, COLOURS, examineThin } from "./support/axe.mjs";
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
      found.push(...(await examineThin(page, options)));
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

test("of siblings that are made alike axe looks at two, at each that is not, and the page stays as it was", async () => {
  const page = await browser.newPage();
  const alike = '<li><span style="color: #ddd">Too pale.</span></li>';
  const lines = [...Array(20).fill(alike), '<li><img src="data:,"></li>', ...Array(20).fill(alike), '<li><span id="named" style="color: #ddd">Named.</span></li>'];
  await page.setContent(`<!doctype html><html lang="en"><title>Lines</title><main><h1 aria-describedby="named">Lines</h1><ul>${lines.join("")}</ul></main></html>`);
  const whole = await page.content();
  const rules = (await examineThin(page, ALL)).map((line) => line.split(":")[0]).sort();
  const pale = process.env.READYBOOK_EVERY_PAGE ? 41 : 3;
  assert.deepEqual(rules, [...Array(pale).fill("color-contrast"), "image-alt"]);
  assert.equal(await page.content(), whole);
  await page.close();
});
