// axe-core finds nothing on any page of the shipped handbook and of the authors' guide.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { DESKTOP, PHONE, each, launch, none } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, sites } from "./support/sites.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** All that axe knows but what it calls experimental; WCAG 2.2's size of targets is off unless it is asked for. */
const ALL = { rules: { "target-size": { enabled: true } } };
/** What other colours can change. */
const COLOURS = { runOnly: { type: "rule", values: ["color-contrast"] } };

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Examines each page once for each reader: name, media, and what is asked of axe. */
async function examine(site, pages, window, readers) {
  const server = await serve(site);
  const context = await browser.newContext({ ...window, bypassCSP: true });
  const complaints = await each(context, pages, async (path, page) => {
    await page.goto(server.home + path);
    await page.evaluate(axe);
    const found = [];
    for (const [reader, media, options] of readers) {
      await page.emulateMedia({ contrast: "no-preference", ...media });
      found.push(...(await page.evaluate(run, options)).map((complaint) => `${reader}: ${complaint}`));
    }
    return found;
  });
  await context.close();
  return complaints;
}

/** In the page: what axe holds against it, one line for each element. */
async function run(options) {
  const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"], elementRef: false, ...options });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")} ${(node.failureSummary ?? "").replace(/\s+/g, " ").slice(0, 240)}`),
  );
}

for (const site of sites) {
  test(`no page of the ${site.name} keeps anybody out, in light or in dark`, async () => {
    none(
      await examine(site, site.pages, { viewport: DESKTOP }, [
        ["light", { colorScheme: "light" }, ALL],
        ["dark", { colorScheme: "dark" }, COLOURS],
      ]),
    );
  });
}

test("no kind of page keeps anybody out who asks for more contrast", async () => {
  none(
    await examine(handbook, Object.values(kinds), { viewport: DESKTOP }, [
      ["light", { colorScheme: "light", contrast: "more" }, COLOURS],
      ["dark", { colorScheme: "dark", contrast: "more" }, COLOURS],
    ]),
  );
});

test("no kind of page keeps anybody out on a phone", async () => {
  none(await examine(handbook, Object.values(kinds), { viewport: PHONE, hasTouch: true }, [["light", { colorScheme: "light" }, ALL]]));
});
