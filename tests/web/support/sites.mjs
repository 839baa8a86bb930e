// The sites under test, as `tests/run` built them: the shipped handbook and the authors' guide.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { site } from "./site.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));

export const handbook = site("handbook", process.env.READYBOOK_SITE ?? join(root, "target/tested/handbook"));
export const guide = site("guide", process.env.READYBOOK_GUIDE ?? join(root, "target/tested/docs"));
export const sites = [handbook, guide];

/** One page of each kind that the shipped handbook has: what is true of these is true of the templates. */
export const kinds = {
  home: "index.html",
  page: "start/why.html",
  phase: "playground/index.html",
  guide: "guides/backups.html",
  advice: "advice/hot-partition.html",
  area: "areas/reliability.html",
  green_light: "checklists/green-light.html",
  readiness: "checklists/operational-readiness.html",
  checklists: "checklists/index.html",
  matrix: "reference/responsibilities.html",
  service: "reference/responsibilities/aws-dynamodb.html",
  guardrails: "reference/guardrails.html",
  glossary: "reference/glossary.html",
  domains: "reference/domains.html",
  offers: "start/what-we-offer.html",
  contents: "contents.html",
  sheets: "sheets/index.html",
  sheet: "sheets/green-light.html",
  search: "search.html",
  recent: "recent.html",
  blanks: "to-fill-in.html",
  looks: "to-look-at.html",
  room: "in-the-room.html",
  not_found: "404.html",
};

/** The words of the interface in a language, as the theme has them, by key. */
export function words(language) {
  const text = readFileSync(join(root, `themes/default/words/${language}.yaml`), "utf8");
  const found = new Map([...text.matchAll(/^(\w+): *"?(.*?)"? *(?: #.*)?$/gm)].map(([, key, value]) => [key, value]));
  const review = found.get("review_short");
  const named = (value) => value.replace(/^\{review_short\}/, review[0].toUpperCase() + review.slice(1)).replaceAll("{review_short}", review);
  return new Map([...found].map(([key, value]) => [key, named(value)]));
}

const languages = new Map();

/** A word of the interface. */
export function word(key, language = "en") {
  if (!languages.has(language)) languages.set(language, words(language));
  const value = languages.get(language).get(key);
  if (!value) throw new Error(`the words of the theme have no ${key} in ${language}`);
  return value;
}
