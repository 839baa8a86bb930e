// axe-core, run inside a page.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { thin } from "./thin.mjs";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** All that axe knows but what it calls experimental; WCAG 2.2's size of targets is off unless it is asked for. */
export const ALL = { rules: { "target-size": { enabled: true } } };
/** What other colours can change. */
export const COLOURS = { runOnly: { type: "rule", values: ["color-contrast"] } };

/** What axe holds against the open page, one line for each element. */
export async function examine(page, options) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(source);
  return page.evaluate(async (options) => {
    const { violations } = await globalThis.axe.run(document, { reporter: "no-passes", preload: false, elementRef: false, ...options });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(" ")} ${(node.failureSummary ?? "").replace(/\s+/g, " ").slice(0, 240)}`),
    );
  }, options);
}

/**
 * The same, but of siblings that are made alike, as the rows of a long table are, axe looks at two: for pages on which nobody does anything
 * meanwhile. With READYBOOK_EVERY_PAGE, as in `tests/long`, it looks at all.
 */
export async function examineThin(page, options) {
  if (process.env.READYBOOK_EVERY_PAGE) return examine(page, options);
  const putBack = await page.evaluateHandle(thin);
  const found = await examine(page, options);
  await putBack.evaluate((putBack) => putBack());
  return found;
}
