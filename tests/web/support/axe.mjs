// axe-core, run inside a page.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

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
