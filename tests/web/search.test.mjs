// The search of the shipped handbook: the index as it was built, and the theme's script that answers queries from it.
// How fast it is and how large, `benches/search.mjs` tells.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

import { handbook } from "./support/sites.mjs";

const site = handbook.folder;
const searches = JSON.parse(readFileSync(new URL("searches.json", import.meta.url), "utf8"));
const asset = readdirSync(`${site}/assets`).find((name) => name.startsWith("search-match."));

const context = vm.createContext({});
for (const file of [`${site}/assets/${asset}`, `${site}/search-index.js`]) {
  vm.runInContext(readFileSync(file, "utf8"), context, { filename: file });
}
const { readybookMatch: match, readybookIndex: index } = context;
const search = match.prepare(index);

const groups = (query) => search(query).map(({ kind, results }) => ({ kind, results: [...results] }));
const results = (query) => groups(query).flatMap((group) => group.results);
const hrefs = (query, count = 2) => results(query).slice(0, count).map((result) => result.href);

for (const [query, right] of Object.entries(searches)) {
  test(`"${query}" is answered first or second`, () => {
    const found = hrefs(query);
    assert.ok(found.some((href) => right.includes(href)), `found ${found.join(" and ")}, wanted ${right.join(" or ")}`);
  });
}

test("each right answer is a place that is there", () => {
  for (const href of Object.values(searches).flat()) {
    const [file, anchor] = href.split("#");
    assert.ok(existsSync(`${site}/${file}`), file);
    if (anchor) assert.match(readFileSync(`${site}/${file}`, "utf8"), new RegExp(`id="?${anchor}["\\s>]`), href);
  }
});

test("every script is folded as in the index", () => {
  // `src/output/search/fold.rs` is held to the same list.
  const cases = JSON.parse(readFileSync(new URL("../fixtures/folding.json", import.meta.url), "utf8"));
  for (const { says, text, words } of cases) {
    assert.deepEqual([...match.words(text)], words, says);
    const marked = [...match.mark(text, words)].filter((piece) => piece.marked);
    assert.deepEqual(marked.flatMap((piece) => [...match.words(piece.text)]), words, `marked: ${says}`);
  }
});

test("every place of the index is there", () => {
  const pages = new Map();
  const text = (file) => pages.get(file) ?? pages.set(file, readFileSync(`${site}/${file}`, "utf8")).get(file);
  for (const [, title, href, outer] of index.places) {
    const [file, anchor] = (href.startsWith("#") ? index.places[outer][2] + href : href).split("#");
    if (anchor) assert.ok(text(file).includes(`id="${decodeURIComponent(anchor)}"`), `${file}#${anchor} (${title})`);
    else assert.ok(existsSync(`${site}/${decodeURIComponent(file)}`), `${file} (${title})`);
  }
});

test("a question is found by its id, however it is written", () => {
  for (const query of ["SEC-07", "sec-07", "sec07", "SEC 07", " sec-07 "]) {
    assert.match(hrefs(query, 1)[0], /#SEC-07$/, query);
  }
});

test("the beginning of a word is enough", () => {
  assert.ok(hrefs("dyn", 3).some((href) => href.includes("dynamodb")));
  assert.ok(hrefs("incident resp").includes("guides/incident-response.html"));
});

test("typing on never loses a page that was found by its whole title", () => {
  const title = "disaster recovery";
  for (let length = 5; length <= title.length; length++) {
    const found = hrefs(title.slice(0, length), 8);
    assert.ok(found.some((href) => href.includes("disaster-recovery")), title.slice(0, length));
  }
});

test("one mistake in four letters or more is forgiven, two in eight or more", () => {
  for (const query of ["runbok", "runnbook", "rumbook", "urnbook", "rnubook"]) {
    assert.ok(hrefs(query, 3).includes("guides/runbooks.html"), query);
  }
  for (const query of ["obsrvabilty", "obzervabilitty", "boservabiltiy"]) {
    assert.ok(hrefs(query, 3).includes("guides/observability.html"), query);
  }
  assert.equal(results("xqz").length, 0);
  assert.equal(results("zzzzqqqqxxxx").length, 0);
});

test("synonyms, other endings, accents and capitals lead to the same place", () => {
  assert.equal(hrefs("game day", 1)[0], "reference/glossary.html#chaos-exercise");
  assert.equal(hrefs("threat modelling", 1)[0], hrefs("threat model", 1)[0]);
  assert.equal(hrefs("RÚNBÖOKS", 1)[0], hrefs("runbooks", 1)[0]);
});

test("a place that has all words itself stands before headings that have one of them", () => {
  assert.ok(hrefs("launch date fixed").includes("ready-for-production/timeline.html#if-the-dates-do-not-fit"));
});

test("a guide stands before rows of the matrix, unless the query names a service", () => {
  const found = (query) => hrefs(query, 40);
  const guides = { "encryption at rest": "guides/encryption.html", "backup restore": "guides/backups.html", "restore testing": "guides/backups.html" };
  for (const [query, guide] of Object.entries(guides)) {
    const row = found(query).findIndex((href) => /responsibilities.*#/.test(href));
    assert.ok(row > found(query).indexOf(guide) && found(query).includes(guide), `${query}: ${found(query)}`);
  }
  assert.equal(found("rds backups")[0], "reference/responsibilities/aws-rds.html#backups");
});

test("a page is found by its keywords, and shows those that were found", () => {
  const names = (query) => results(query)[0].names;
  assert.equal(names("sandbox"), "sandbox");
  assert.equal(names("AWS account"), "experiment account, AWS account");
  assert.equal(names("timeline"), "");
});

test("letters that are tied are one word, in a query as in the handbook", () => {
  for (const query of ["N/A", "n/a", " N-A ", "is it N/A?"]) assert.equal(hrefs(query, 1)[0], "start/does-not-apply.html", query);
});

test("nothing is found for nothing, and signs are no harm", () => {
  for (const query of ["", "  ", "?!", "'", "\\", "[(*", "\u0000"]) assert.equal(results(query).length, 0, query);
  assert.ok(results("who is it").length >= 0);
});

test("the best come first, the others by kind, no place twice", () => {
  const found = groups("backup");
  assert.equal(found[0].kind, "found_best");
  assert.ok(found.length > 3);
  const all = found.flatMap((group) => group.results.map((result) => result.href));
  assert.equal(new Set(all).size, all.length);
  const kinds = new Set(Object.keys(searches).flatMap((query) => groups(query).map((group) => group.kind)));
  for (const kind of index.kinds) assert.ok(kinds.has(kind) || groups("storage of a database").some((g) => g.kind === kind), kind);
});

test("a match is marked in the text where it stands", () => {
  const marked = (text, words) => match.mark(text, words).filter((piece) => piece.marked).map((piece) => piece.text);
  assert.deepEqual([...marked("Rolling back is a rollback; Rôlling too.", ["rolling", "rollback"])], ["Rolling", "rollback", "Rôlling"]);
  const [best] = results("hot partition");
  assert.deepEqual([...marked(best.title, [...best.words])], ["Hot", "partition"]);
});
