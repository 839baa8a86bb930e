// To which words an answer on screen was given: the digest that the handbook publishes for its question. Needs no browser.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { file, here, merge, storage, store } from "./support/answers.mjs";

const book = JSON.parse(readFileSync(new URL("../fixtures/answers/book.json", import.meta.url), "utf8"));
const memory = () => {
  const kept = new Map();
  return {
    get length() {
      return kept.size;
    },
    key: (number) => [...kept.keys()][number],
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
};
const asksOf = (id) => book.checklists.flatMap(({ areas }) => areas).flatMap(({ items }) => items).find((item) => item.id === id).digests.asks;
const create = (handbook) => store.create({ handbook, storage: storage.open(memory, handbook.id), today: () => "2026-11-28", tell: () => {} });
const TEXT = "answers: 2\nservice:\n  id: ledger\n  launch: new-service\nchecklists:\n  readiness:\n    items:\n      REL-01:\n        says: Two zones.\n        asked: old\n      REL-02:\n        says: Daily.\n        asked: old\n";

/** The answers of the readiness checklist after some changes. */
const after = (handbook, changes) => {
  const page = create(handbook);
  page.take(file.read(TEXT).file, { name: "a.yaml", text: TEXT }, "opened");
  for (const [item, key, value] of changes) page.set("readiness", item, key, value);
  return { items: here(page.value().checklists.readiness.items), text: page.text() };
};

test("an answer that is written or changed takes the digest of today's question, and no other does", () => {
  const { items, text } = after(book, [["REL-01", "says", "Three zones."], ["REL-03", "state", "gap"]]);
  assert.match(asksOf("REL-01"), /^[0-9a-f]{64}$/);
  assert.deepEqual([items["REL-01"].asked, items["REL-02"].asked, items["REL-03"].asked], [asksOf("REL-01"), "old", asksOf("REL-03")]);
  assert.ok(text.includes(`        says: Three zones.\n        asked: ${asksOf("REL-01")}\n        updated: 2026-11-28\n`), text);
});

test("asking for help is no answer to other words", () => {
  assert.equal(after(book, [["REL-01", "help_wanted", true]]).items["REL-01"].asked, "old");
});

test("a handbook without digests says nothing of the words, and what is there of other words goes", () => {
  const older = structuredClone(book);
  for (const item of older.checklists.flatMap(({ areas }) => areas).flatMap(({ items }) => items)) delete item.digests;
  const { items } = after(older, [["REL-01", "says", "Three zones."]]);
  assert.deepEqual([items["REL-01"].asked, items["REL-02"].asked], [undefined, "old"]);
});

test("two answers that say the same are the same, to whichever words they were given", () => {
  const of = (asked) => ({ service: { id: "s", launch: "new-service" }, checklists: { c: { items: { "A-1": { says: "Yes.", asked } } } } });
  const found = merge(null, of("one"), of("other"));
  assert.deepEqual([found.asked.length, found.same], [0, 1]);
});
