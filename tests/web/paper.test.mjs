// What the browser prints: no navigation, light, everything open, nothing cut. The promised sheets are PDFs and tested elsewhere.

import { after, before, test } from "node:test";

import { onPaper, overflows } from "./support/boxes.mjs";
import { each, launch, none } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { kinds, sites } from "./support/sites.mjs";

/** What margins of 14 mm leave of A4, in CSS pixels. Letter is wider. */
const SHEET = { width: 688, height: 1000 };

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

for (const site of sites) {
  test(`on paper no page of the ${site.name} has navigation, is dark, keeps anything folded, or is wider than the sheet`, async () => {
    const server = await serve(site);
    const context = await browser.newContext({ viewport: SHEET, colorScheme: "dark" });
    const complaints = await each(context, site.pages, async (path, page) => {
      await page.goto(server.home + path);
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      const found = await page.evaluate(onPaper);
      // The matrix lies on its side.
      if (path !== kinds.matrix) found.push(...(await page.evaluate(overflows)));
      return found;
    });
    await context.close();
    none(complaints);
  });
}
