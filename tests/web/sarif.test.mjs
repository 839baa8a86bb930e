// A SARIF log of the program is one by the standard's own schema. The schema comes in a package of those who wrote the standard.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";

import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";

import { program, temporary } from "./support/build.mjs";

const require = createRequire(import.meta.url);
const schema = JSON.parse(readFileSync(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"));
// One of its patterns has a bracket too many, which a Unicode pattern may not have.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const isSarif = ajv.compile(schema);

/** The log of a check of these files. */
function log(files) {
  const folder = temporary("sarif");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const run = spawnSync(program, ["check", folder, "--format", "sarif"], { encoding: "utf8", timeout: 60_000 });
  assert.ok(run.status === 0 || run.status === 1, run.stderr);
  return JSON.parse(run.stdout);
}

const wrong = {
  "handbook.yaml": "title: Test\norganization: X\n",
  "content/index.md": "# Home\n\n[a](gone.md), [b](gone.md)\n\n```klingon\nnuqneH\n```\n\n![c](https://example.org/a.png)\n",
  "content/two words, 100%.md": "# Two\n\n[c](\u202e::error,\u009b31m%0A.md)\n",
  "content/empty.md": "",
  "checklists/one.yaml": "id: one\ntitle: One\nitems:\n  - {id: AB-01, ask: How?}\n  - {id: AB-01, ask: Why?}\n",
};

test("a log with findings of every level, with second places and odd names, is valid, and so is an empty one", () => {
  const full = log(wrong);
  assert.ok(isSarif(full), JSON.stringify(isSarif.errors, null, 2));
  const results = full.runs[0].results;
  assert.deepEqual([...new Set(results.map((result) => result.level))].sort(), ["error", "note", "warning"]);
  assert.ok(results.some((result) => result.relatedLocations?.length === 1), "a second place");
  for (const { ruleId, ruleIndex } of results) assert.equal(full.runs[0].tool.driver.rules[ruleIndex].id, ruleId);
  const fingerprints = results.map((result) => result.partialFingerprints["findingKey/v1"]);
  assert.equal(new Set(fingerprints).size, results.length, "each has a fingerprint of its own");

  const empty = log({ "handbook.yaml": "title: Test\n", "content/index.md": "# Home\n" });
  assert.ok(isSarif(empty), JSON.stringify(isSarif.errors, null, 2));
  assert.deepEqual(empty.runs[0].results, []);
});

test("the schema refuses what is no such log", () => {
  const spoil = (change) => {
    const spoilt = log(wrong);
    change(spoilt.runs[0]);
    return isSarif(spoilt);
  };
  assert.ok(spoil(() => {}));
  assert.ok(!spoil((run) => (run.results[0].locations[0].physicalLocation.region.startLine = 0)), "lines are counted from one");
  assert.ok(!spoil((run) => (run.results[0].locations[0].physicalLocation.artifactLocation.uri = "two words.md")), "a path is no URI");
  assert.ok(!spoil((run) => (run.results[0].level = "notice")), "a level that is none");
  assert.ok(!spoil((run) => delete run.results[0].message), "a result says something");
  assert.ok(!spoil((run) => delete run.tool.driver.name), "a tool has a name");
});
