// axe-core finds nothing on any kind of page, however somebody has it. Every page in light and in dark is in `every-page`.

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
