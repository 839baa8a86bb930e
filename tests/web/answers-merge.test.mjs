// Three ways: the last text that both knew, what was changed here, what was changed there. Run with `node --test tests/web/`; needs no
// browser.

import assert from "node:assert/strict";
import { test } from "node:test";

import { here, merge } from "./support/answers.mjs";

const file = (items, more = {}) => ({ service: { id: "a", title: "A", ...more.service }, ...(more.from && { from: more.from }), checklists: { c: { edition: more.edition ?? "2026-11-01", owners: more.owners, items, retired: more.retired } } });
const names = (list) => here(list.map(({ key }) => key)).sort();
const items = (value) => here(value.checklists.c?.items ?? {});

const BASE = file({ "A-1": { says: "One." }, "A-2": { says: "Two." }, "A-3": { says: "Three." } });

test("what only one side changed is taken, and only what both changed is asked", () => {
  const mine = file({ "A-1": { says: "Mine 99.95" }, "A-2": { says: "Two." }, "A-3": { says: "Mine RTO 2 h" } });
  const theirs = file({ "A-1": { says: "Theirs." }, "A-2": { says: "Theirs two." }, "A-3": { says: "Three." } });
  const found = merge(BASE, mine, theirs);
  assert.deepEqual([names(found.asked), names(found.taken), names(found.kept)], [["items:c:A-1"], ["items:c:A-2"], ["items:c:A-3"]]);
  // What nobody chose stays mine.
  assert.deepEqual(items(found.resolve()), { "A-1": { says: "Mine 99.95" }, "A-2": { says: "Theirs two." }, "A-3": { says: "Mine RTO 2 h" } });
  assert.deepEqual(items(found.resolve(new Map([["items:c:A-1", "theirs"]])))["A-1"], { says: "Theirs." });
});

test("the service is merged key by key, and so are owners, edition, the earlier file and retired answers", () => {
  const base = file({}, { service: { team: "t", tier: "critical" }, owners: { REL: "kim" } });
  const mine = file({}, { service: { team: "payments", tier: "critical", uses: ["aws-sqs"] }, owners: { REL: "kim", SEC: "lee" } });
  const theirs = file({}, { service: { team: "t", walkthrough: "2026-12-20", uses: ["aws-s3"] }, owners: { REL: "ada" }, edition: "2026-12-01", from: "old.yaml", retired: { "A-9": { says: "Gone." } } });
  const found = merge(base, mine, theirs);
  assert.deepEqual(names(found.asked), ["service:uses"]);
  const value = here(found.resolve());
  assert.deepEqual(value.service, { id: "a", title: "A", team: "payments", uses: ["aws-sqs"], walkthrough: "2026-12-20" });
  assert.deepEqual([value.from, value.checklists.c], ["old.yaml", { edition: "2026-12-01", owners: { REL: "ada", SEC: "lee" }, retired: { "A-9": { says: "Gone." } } }]);
});

test("without a text that both knew, every difference is asked, also what only one side says, and nothing goes without a choice", () => {
  const mine = file({ "A-1": { says: "Mine." }, "A-2": { says: "Only here." }, "A-4": { says: "Same." } }, { service: { team: "a", tier: "critical" } });
  const theirs = file({ "A-1": { says: "Theirs." }, "A-3": { says: "Only there." }, "A-4": { says: "Same.", updated: "2026-11-02" } }, { service: { team: "b" }, from: "old.yaml" });
  const found = merge(null, mine, theirs);
  assert.deepEqual([names(found.asked), names(found.taken), names(found.kept), found.same], [["from", "items:c:A-1", "items:c:A-2", "items:c:A-3", "service:team", "service:tier"], [], [], 1]);
  const all = (whose) => found.resolve(new Map(found.asked.map(({ key }) => [key, whose])));
  assert.deepEqual(here(all("mine")), here({ ...mine, checklists: { c: { ...mine.checklists.c, items: { ...mine.checklists.c.items, "A-4": theirs.checklists.c.items["A-4"] } } } }));
  assert.deepEqual(here(all("theirs")), here(theirs));
  assert.deepEqual(Object.keys(items(found.resolve(new Map([["items:c:A-3", "theirs"]])))), ["A-1", "A-2", "A-3", "A-4"]);
});

test("an edition comes with the checklist of the side that has it, and two editions are asked", () => {
  const list = (checklists) => ({ service: { id: "a" }, checklists });
  const mine = list({ c: { edition: "2026-11-01", items: { "A-1": { says: "One." } } }, d: { edition: "2026-11-01" } });
  const theirs = list({ c: { edition: "2026-12-01", items: { "A-1": { says: "One." } } }, e: { edition: "2026-12-01" } });
  const found = merge(null, mine, theirs);
  assert.deepEqual([names(found.asked), names(found.taken), names(found.kept)], [["edition:c"], ["edition:e"], ["edition:d"]]);
});

test("empty places are nothing: neither counted nor listed", () => {
  const found = merge(null, file({ "A-1": { says: "Mine." } }), file({ "A-1": {}, "A-2": {}, "A-3": { state: "open" }, "A-4": { plan: {} } }));
  assert.deepEqual([names(found.asked), names(found.taken), names(found.kept)], [["items:c:A-1"], [], []]);
});

test("an answer that vanished there, or went back to an earlier day, is asked; one that moved to the retired ones moves", () => {
  const base = file({ "A-1": { says: "New.", updated: "2026-11-20" }, "A-2": { says: "Two." }, "A-3": { says: "Three." } });
  const theirs = file({ "A-1": { says: "Old.", updated: "2026-11-10" } }, { retired: { "A-3": { says: "Three." } } });
  const found = merge(base, base, theirs);
  assert.deepEqual([names(found.asked), names(found.taken)], [["items:c:A-1", "items:c:A-2"], ["items:c:A-3", "retired:c:A-3"]]);
  const value = found.resolve();
  assert.deepEqual([Object.keys(items(value)), Object.keys(here(value.checklists.c.retired))], [["A-1", "A-2"], ["A-3"]]);
  const gone = found.resolve(new Map([["items:c:A-2", "theirs"]]));
  assert.deepEqual(Object.keys(items(gone)), ["A-1"]);
});

test("what was removed here stays removed, unless it was changed there", () => {
  const mine = file({ "A-3": { says: "Three." } });
  const found = merge(BASE, mine, file({ "A-1": { says: "One." }, "A-2": { says: "Changed." }, "A-3": { says: "Three." } }));
  assert.deepEqual([names(found.asked), names(found.kept), Object.keys(items(found.resolve()))], [["items:c:A-2"], ["items:c:A-1"], ["A-3"]]);
});

test("whatever two sides did to a text, no word of either is lost without being asked", () => {
  let seed = 5;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  const change = (from, who) => {
    const next = here(from);
    for (let n = 0; n < 3; n++) {
      const id = `A-${1 + random(6)}`;
      next.checklists.c.items[id] = { says: `${who} ${random(1000)}` };
    }
    return next;
  };
  for (let round = 0; round < 500; round++) {
    const [mine, theirs] = [change(BASE, "mine"), change(BASE, "theirs")];
    const found = merge(random(4) ? BASE : null, mine, theirs);
    const asked = new Set(found.asked.map(({ name }) => name));
    const merged = items(found.resolve());
    for (const [who, said] of [["mine", items(mine)], ["theirs", items(theirs)]])
      for (const [id, { says }] of Object.entries(said)) if (says.startsWith(who)) assert.ok(asked.has(id) || merged[id].says === says, `${id} ${says}`);
  }
});
