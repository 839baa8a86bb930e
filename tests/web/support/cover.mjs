// Some pages of a site that together have everything that any of its pages has.

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Attributes whose presence says nothing of how an element is drawn or read. */
const SILENT = new Set(["id", "href", "src", "title", "content", "datetime", "class"]);

/** The elements of a page, each as its name, classes, role and attributes: what a rule of accessibility may look at. */
function shapes(site, path) {
  const text = readFileSync(join(site.folder, path), "utf8");
  const found = new Set();
  for (const [, tag, attributes] of text.matchAll(/<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/g)) {
    const value = (name) => new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
    const names = [...attributes.replace(/="[^"]*"/g, "=").matchAll(/\s([a-z][a-z0-9-]*)/g)].map(([, name]) => name);
    const telling = names.filter((name) => !SILENT.has(name)).sort();
    found.add([tag, value("class").split(/\s+/).sort().join("."), value("role"), telling].join(" "));
  }
  return found;
}

/** Pages of a site in which every kind of element occurs, few of them: always the one that adds most. */
export function cover(site) {
  const pages = site.pages.map((path) => [path, shapes(site, path)]);
  const left = new Set(pages.flatMap(([, found]) => [...found]));
  const chosen = [];
  while (left.size > 0) {
    const adds = ([, found]) => [...found].filter((shape) => left.has(shape)).length;
    const [path, found] = pages.reduce((best, page) => (adds(page) > adds(best) ? page : best));
    chosen.push(path);
    found.forEach((shape) => left.delete(shape));
  }
  return chosen.sort();
}
