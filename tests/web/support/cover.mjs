// Which pages of a site a test looks at where it does not look at all: those that together have everything that any page has, and
// of the others some with each commit.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { kinds } from "./sites.mjs";

/** With READYBOOK_EVERY_PAGE in the environment, as in `tests/long`, nothing is left out. */
export const everything = Boolean(process.env.READYBOOK_EVERY_PAGE);
/** In so many commits each page has had its turn. */
const TURNS = 5;

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

/** Each kind of page, each kind of element, and of all else one page in five: others with the next commit. */
export function sample(site) {
  if (everything) return site.pages;
  const always = new Set([...cover(site), ...Object.values(kinds)]);
  const commits = Number(execFileSync("git", ["rev-list", "--count", "HEAD"], { cwd: import.meta.dirname, encoding: "utf8" }));
  const isDue = new Set(site.pages.filter((path) => !always.has(path)).filter((_, number) => number % TURNS === commits % TURNS));
  return site.pages.filter((path) => always.has(path) || isDue.has(path));
}
