// Answers to former words, and questions that came since, where the handbook has closed editions. Needs no browser.

import assert from "node:assert/strict";
import { test } from "node:test";

import { file, former, here, storage, store } from "./support/answers.mjs";

const ITEM = { id: "RUN-02", digests: { asks: "now" } };
const WORDS = [
  { id: "RUN-02", asked: "first", editions: ["2026-11-01", "2026-11-05"], isCorrected: false, texts: ["How do you roll back?"] },
  { id: "RUN-02", asked: "typo", editions: ["2026-11-15"], isCorrected: true, texts: ["How do you rol back it?"] },
  { id: "RUN-03", asked: "other", editions: ["2026-11-01"], isCorrected: false, texts: ["Who?"] },
];
const before = (answer, edition = "2026-11-20") => here(former.wordsBefore(ITEM, answer, edition, WORDS));

test("an answer that names its words is told by them, whatever edition its file has", () => {
  assert.deepEqual(before({ says: "By hand.", asked: "first" }), { texts: ["How do you roll back?"] });
  assert.deepEqual(before({ says: "By hand.", asked: "unknown" }), { texts: [] });
  assert.equal(before({ says: "By hand.", asked: "now" }, "2026-11-01"), null);
});

test("an answer that names none was given to the words of the edition in its file", () => {
  assert.deepEqual(before({ says: "By hand." }, "2026-11-05"), { texts: ["How do you roll back?"] });
  assert.equal(before({ says: "By hand." }), null);
  assert.equal(before({ says: "By hand." }, null), null);
});

test("where only a mistake was mended, and where nothing was answered, nobody looks again", () => {
  assert.equal(before({ says: "By hand.", asked: "typo" }), null);
  assert.equal(before({ help_wanted: true, asked: "first" }), null);
  assert.equal(before(undefined), null);
});

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

const item = (id) => ({ id, ask: "What?", grows_from: [], applies_when: { any: [], all: [] }, digests: { asks: `asks-${id}` } });
const HANDBOOK = {
  id: "test",
  words: {},
  settings: { traits: [], tiers: [], roles: [] },
  responsibilities: { duties: [], services: [] },
  checklists: [
    {
      id: "ready",
      title: "Ready",
      edition: "2026-11-15.10",
      areas: [{ id: "", title: "", items: ["RUN-01", "RUN-02", "RUN-03"].map(item) }],
      editions: [
        { id: "2026-11-01", questions: ["RUN-01"] },
        { id: "2026-11-15.9", after: ["2026-11-01"], changes: [{ kind: "added", id: "RUN-02" }] },
        { id: "2026-11-15.10", after: ["2026-11-15.9"], changes: [{ kind: "added", id: "RUN-03" }, { kind: "reworded", id: "RUN-01", former: { ask: "Whom?" } }] },
      ],
    },
  ],
};

function opened(edition) {
  const text = `answers: 2\nservice:\n  id: ledger\n  launch: new-service\nchecklists:\n  ready:\n    edition: ${edition}\n    items:\n      RUN-01:\n        says: Me.\n        asked: old\n`;
  const page = store.create({ handbook: HANDBOOK, storage: storage.open(memory, HANDBOOK.id), today: () => "2026-11-28", tell: () => {} });
  page.take(file.read(text).file, { name: "a.yaml", text }, "opened");
  return page;
}

test("questions that editions brought after the one in the file are new", () => {
  const added = (edition) => here(opened(edition).changes("ready").added);
  assert.deepEqual(added("2026-11-01"), ["RUN-02", "RUN-03"]);
  assert.deepEqual(added("2026-11-15.9"), ["RUN-03"]);
  assert.deepEqual(added("2026-11-15.10"), []);
});

test("who says that an answer is still true says it of today's words, and changes nothing else", () => {
  const page = opened("2026-11-01");
  page.confirm("ready", "RUN-01");
  assert.deepEqual(here(page.answer("ready", "RUN-01")), { says: "Me.", asked: "asks-RUN-01", updated: "2026-11-28" });
  assert.ok(page.text().includes("        says: Me.\n        asked: asks-RUN-01\n        updated: 2026-11-28\n"), page.text());
});
