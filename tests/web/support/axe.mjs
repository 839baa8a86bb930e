// axe-core, run inside a page.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** All that axe knows but what it calls experimental; WCAG 2.2's size of targets is off unless it is asked for. */
export const ALL = { rules: { "target-size": { enabled: true } } };
/** What other colours can change. */
export const COLOURS = { runOnly: { type: "rule", values: ["color-contrast"] } };

/** How many elements of a kind axe looks at on a page: a list of two has a first and a last, and two rows have the colours of both. */
const OF_A_KIND = 2;

/**
 * What axe holds against the open page, one line for each element. Of elements that are drawn and named alike in places that are
 * alike it looks at two; with READYBOOK_EVERY_PAGE, as in `tests/long`, at each.
 */
export async function examine(page, options) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(source);
  const most = process.env.READYBOOK_EVERY_PAGE ? Infinity : OF_A_KIND;
  const restore = await page.evaluateHandle(setAside, most);
  try {
    return await page.evaluate(async (options) => {
      const { violations } = await globalThis.axe.run(document, { reporter: "no-passes", preload: false, elementRef: false, ...options });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(" ")} ${(node.failureSummary ?? "").replace(/\s+/g, " ").slice(0, 240)}`),
      );
    }, options);
  } finally {
    await restore.evaluate((restore) => restore());
  }
}

/** In the page: takes out what repeats elements of which `most` stand before it, with all in them. Returns what puts it back. */
function setAside(most) {
  // An element's kind: where it stands, what it says to programs, and all that its contrast and its size depend on.
  const STYLES = ["display", "visibility", "opacity", "color", "backgroundColor", "backgroundImage", "fontSize", "fontWeight", "position", "textDecorationLine", "outlineStyle"];
  const SILENT = /^(id|href|src|title|content|datetime|value|name|style|for|popovertarget|data-.*|aria-(label|labelledby|describedby|controls|activedescendant|details|owns))$/;
  const kinds = new Map();
  const kindOf = new Map();
  const hidden = new Set();
  const drawn = (element) => {
    if (hidden.has(element.parentElement)) return hidden.add(element) && "";
    const style = getComputedStyle(element);
    if (style.display === "none") hidden.add(element);
    return STYLES.map((name) => style[name]).join();
  };
  const nameKind = (element) => {
    const attributes = [...element.attributes].map(({ name, value }) => (SILENT.test(name) ? name : `${name}=${value}`)).sort();
    const key = [kindOf.get(element.parentElement) ?? 0, element.localName, ...attributes, drawn(element)].join("\n");
    if (!kinds.has(key)) kinds.set(key, { number: kinds.size + 1, count: 0 });
    kindOf.set(element, kinds.get(key).number);
    return kinds.get(key);
  };
  const all = [document.body, ...document.body.querySelectorAll("*")];
  const kind = new Map(all.map((element) => [element, nameKind(element)]));

  const lists = ["aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant", "aria-details", "aria-owns", "for"];
  const named = new Set([...document.querySelectorAll(lists.map((name) => `[${name}]`).join())].flatMap((element) => lists.flatMap((name) => element.getAttribute(name)?.split(/\s+/) ?? [])));
  // What somebody is at, what lies on top, headings, which are judged by their order, and what others name.
  const stays = (element) => element === document.activeElement || element.matches("dialog, [popover]:popover-open, h1, h2, h3, h4, h5, h6, main, nav, header, footer") || named.has(element.id);
  const repeated = [];
  const walk = (element) => {
    const within = [element, ...element.querySelectorAll("*")];
    if (within.every((one) => kind.get(one).count >= most && !stays(one))) return void repeated.push(element);
    // What something is called by is what it holds.
    const whole = element.matches("a, button, label, summary, legend, caption, th, h1, h2, h3, h4, h5, h6");
    for (const one of whole ? within : [element]) kind.get(one).count += 1;
    if (!whole) [...element.children].forEach(walk);
  };
  if (Number.isFinite(most)) walk(document.body);

  const scroll = [scrollX, scrollY];
  const places = repeated.map((element) => {
    const place = document.createComment("");
    element.replaceWith(place);
    return [place, element];
  });
  return () => {
    for (const [place, element] of places) place.replaceWith(element);
    scrollTo({ left: scroll[0], top: scroll[1], behavior: "instant" });
  };
}
