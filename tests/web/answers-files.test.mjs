// The file that is begun on screen and the one that `readybook review new` makes: the same bytes, places that stay, and branches that
// Git merges. Runs the program and Git; needs no browser.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { file, here, launch, places } from "./support/answers.mjs";
import { program, temporary } from "./support/build.mjs";

const json = new URL("../fixtures/answers/book.json", import.meta.url);
const book = JSON.parse(readFileSync(json, "utf8"));
const SERVICE = { id: "ledger", title: "Ledger", launch: "new-service", team: "payments", tier: "critical", traits: ["stores-data"], uses: ["aws-table"], walkthrough: "2026-12-20" };
const FLAGS = ["--launch", "new-service", "--team", "payments", "--tier", "critical", "--trait", "stores-data", "--uses", "aws-table", "--walkthrough", "2026-12-20"];

const run = (folder, ...args) => execFileSync(program, ["review", ...args, "--handbook", json.pathname], { cwd: folder, encoding: "utf8", timeout: 60_000 });
const read = (folder, name) => readFileSync(join(folder, name), "utf8");
const answered = (text, id, value, where = "readiness") => {
  const next = here(file.read(text).file);
  ((next.checklists[where] ??= { items: {} }).items ??= {})[id] = value;
  return file.edit(places.withPlaces(text, next.service, book), next, book);
};

test("a file begun on screen is byte for byte the one of `review new`", () => {
  const folder = temporary("begun");
  run(folder, "new", "Ledger", ...FLAGS);
  assert.equal(places.create({ service: SERVICE, checklists: {} }, book), read(folder, "ledger.answers.yaml"));
  run(folder, "new", "Bare", "--launch", "new-product");
  assert.equal(places.create({ service: { id: "bare", title: "Bare", launch: "new-product" }, checklists: {} }, book), read(folder, "bare.answers.yaml"));
});

test("the next launch is begun with the same bytes on screen and by the program", () => {
  for (const name of ["full", "version-2", "by-hand", "odd-texts"]) {
    const folder = temporary("next");
    const old = readFileSync(new URL(`../fixtures/answers/${name}/answers.yaml`, import.meta.url));
    writeFileSync(join(folder, "old.answers.yaml"), old);
    const earlier = file.read(old.toString("utf8")).file;
    const value = launch.next(earlier, { id: launch.nextId(earlier.service.id), from: "old.answers.yaml", handbook: book });
    run(folder, "new", earlier.service.id, "--from", "old.answers.yaml");
    assert.equal(places.create(value, book), read(folder, `${value.service.id}.answers.yaml`), name);
    assert.equal(read(folder, "old.answers.yaml"), old.toString("utf8"));
  }
});

test("two branches that answer neighbouring questions on screen merge without conflict", () => {
  const folder = temporary("branches");
  const git = (...args) => {
    const done = spawnSync("git", ["-c", "user.name=Kim", "-c", "user.email=kim@example.org", "-c", "commit.gpgsign=false", ...args], { cwd: folder, encoding: "utf8", env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: "1" }, timeout: 30_000 });
    assert.equal(done.status, 0, `git ${args.join(" ")}: ${done.stdout}${done.stderr}`);
  };
  const path = join(folder, "ledger.answers.yaml");
  const put = (text) => writeFileSync(path, text);
  const begun = places.create({ service: SERVICE, checklists: {} }, book);
  put(begun);
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("commit", "-qm", "Begin");
  git("switch", "-qc", "one");
  put(answered(begun, "REL-01", { state: "answered", says: "Two zones." }));
  git("commit", "-qam", "One");
  git("switch", "-q", "main");
  git("switch", "-qc", "two");
  put(answered(answered(begun, "REL-02", { state: "gap", plan: { what: "Switch it on", owner: "Kim", due: "2026-12-01" } }), "GL-01", { says: "Small." }, "green-light"));
  git("commit", "-qam", "Two");
  git("merge", "-q", "--no-edit", "one");
  const { items } = here(file.read(readFileSync(path, "utf8")).file).checklists.readiness;
  assert.deepEqual([items["REL-01"].says, items["REL-02"].plan.owner], ["Two zones.", "Kim"]);
  run(folder, "check", "ledger.answers.yaml", "--as-of", "2026-11-23");
});

test("places stay when answers come and go, and questions that begin to apply get one", () => {
  const begun = places.create({ service: SERVICE, checklists: {} }, book);
  const said = answered(begun, "REL-01", { says: "Two zones." });
  assert.equal(said, begun.replace("      REL-01:\n", "      REL-01:\n        says: Two zones.\n"));
  assert.equal(answered(said, "REL-01", undefined), begun);
  // Another trait: two more questions, each at its place.
  const more = here(file.read(begun).file);
  more.service.traits = ["stores-data", "async"];
  const wider = file.edit(places.withPlaces(begun, more.service, book), more, book);
  assert.equal(wider, places.create({ service: more.service, checklists: {} }, book));
  assert.ok(wider.includes("      REL-03:\n") && !begun.includes("      REL-03:\n"), wider);
  // The line ends of a file stay, and a text that is written otherwise stays as it is.
  const windows = begun.replaceAll("\n", "\r\n");
  assert.equal(places.withPlaces(windows, more.service, book).replaceAll("\r\n", "\n").includes("      REL-03:\n"), true);
  assert.doesNotMatch(places.withPlaces(windows, more.service, book), /[^\r]\n/);
  const flow = "answers: 2\nservice: {id: a, launch: new-service}\nchecklists: {readiness: {items: {}}}\n";
  assert.equal(places.withPlaces(flow, more.service, book), flow);
});

test("an answer that is no longer asked goes to the retired ones with the comments above it", () => {
  const before = "answers: 2\nservice:\n  id: a\n  launch: new-service\nchecklists:\n  readiness:\n    edition: 2026-10-01\n    items:\n      # both at once\n      # Kim knows\n      REL-09:\n        says: Both.\n      # Which parts fail together?\n      REL-01:\n";
  const next = here(file.read(before).file);
  next.checklists.readiness = { edition: "2026-10-01", retired: { "REL-09": { says: "Both." } } };
  const after = file.edit(before, next, book);
  assert.equal(after, "answers: 2\nservice:\n  id: a\n  launch: new-service\nchecklists:\n  readiness:\n    edition: 2026-10-01\n    items:\n      # Which parts fail together?\n      REL-01:\n    retired:\n      # both at once\n      # Kim knows\n      REL-09:\n        says: Both.\n");
});

test("the marks that Git leaves where two changes meet are called so, with their line", () => {
  const text = "answers: 2\nservice:\n  id: a\n<<<<<<< HEAD\n  tier: critical\n=======\n  tier: standard\n>>>>>>> two\n";
  assert.deepEqual(here(file.read(text).problems), [{ code: "conflict", what: "", near: "", line: 4, column: 1 }]);
});
