// The answer file as the browser reads, writes and changes it, and what is exported from it. The same fixtures hold the command
// line to the same bytes. Run with `node --test tests/web/`; needs no browser.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { applies, exports, file, here, model, places, storage, thin, yaml } from "./support/answers.mjs";

const fixtures = new URL("../fixtures/answers/", import.meta.url);
const folders = readdirSync(fixtures, { withFileTypes: true }).filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/canonical.yaml`, fixtures))).map(({ name }) => name);
const text = (path) => readFileSync(new URL(path, fixtures), "utf8");
const book = existsSync(new URL("book.json", fixtures)) ? JSON.parse(text("book.json")) : null;

test("there are fixtures, and the handbook that they are read against", () => {
  assert.ok(folders.length >= 3 && book, folders.join(", "));
});

for (const name of folders) {
  test(`the fixture \`${name}\` is written in canonical form, and canonical form stays as it is`, () => {
    const { file: found, problems } = file.read(text(`${name}/answers.yaml`));
    assert.deepEqual(here(problems), []);
    const canonical = text(`${name}/canonical.yaml`);
    assert.equal(file.write(found, book), canonical);
    assert.equal(file.write(file.read(canonical).file, book), canonical);
    assert.equal(file.edit(canonical, found, book), canonical);
  });

  test(`the fixture \`${name}\` becomes its task list and its table`, () => {
    const { file: found } = file.read(text(`${name}/answers.yaml`));
    assert.equal(exports.markdown(found, book), text(`${name}/tasks.md`));
    assert.equal(exports.csv(found, book), text(`${name}/answers.csv`));
  });
}

for (const name of folders.filter((folder) => existsSync(new URL(`${folder}/edited.yaml`, fixtures)))) {
  test(`the fixture \`${name}\` keeps each byte that its change does not touch`, () => {
    const before = text(`${name}/answers.yaml`);
    const next = here(file.read(before).file);
    for (const [id, { items }] of Object.entries(here(file.read(text(`${name}/edit.yaml`)).file).checklists)) Object.assign(((next.checklists[id] ??= {}).items ??= {}), items);
    assert.equal(file.edit(before, next, book), text(`${name}/edited.yaml`));
  });
}

test("thin answers are told apart from short good ones, as the program does", () => {
  const handbook = JSON.parse(text("thin/handbook.json"));
  const [area] = handbook.checklists[0].areas;
  const { service, checklists } = file.read(text("thin/answers.yaml")).file;
  const fillers = thin.fillersOf(handbook);
  const lacks = (item) => thin.thinness(item, checklists.list.items[item.id], { fillers, isOwned: false, isStop: applies.isStop(item, service, handbook) });
  const found = Object.fromEntries(area.items.map((item) => [item.id, here(lacks(item)).map((name) => name.replaceAll("_", "-"))]));
  assert.deepEqual(found, JSON.parse(text("thin/lacks.json")));
});

test("what is asked of a service and what can stop it follows from what is said of it, as in the program", () => {
  const handbook = JSON.parse(text("applies/handbook.json"));
  const [area] = handbook.checklists[0].areas;
  const names = readdirSync(new URL("applies/services/", fixtures)).map((name) => name.replace(".yaml", ""));
  const of = (service) => (item) => {
    const aside = applies.stepsAside(item, service, handbook);
    const [kind, names] = Object.entries(aside ?? {})[0] ?? [];
    const reason = kind && handbook.words[`review_aside_${kind}`].replace("{names}", names.join(handbook.words[kind === "all" ? "review_and" : "review_or"]));
    return [item.id, `${reason ?? "asked"}${applies.isStop(item, service, handbook) ? ", can stop the launch" : ""}`];
  };
  const found = Object.fromEntries(names.map((name) => [name, Object.fromEntries(area.items.map(of(file.read(text(`applies/services/${name}.yaml`)).file.service)))]));
  assert.deepEqual(found, JSON.parse(text("applies/expected.json")));
});

test("answers to what a handbook hides are set aside with their text, as by the program", () => {
  const handbook = JSON.parse(text("hidden/handbook.json"));
  const { file: found } = file.read(text("hidden/answers.yaml"));
  assert.equal(exports.markdown(found, handbook), text("hidden/tasks.md"));
  assert.equal(exports.csv(found, handbook), text("hidden/answers.csv"));
  const made = places.create(found, handbook);
  assert.equal(made, text("hidden/created.yaml"));
  assert.deepEqual(here(model.cleanFile(file.read(made).file, handbook)), here(model.cleanFile(found, handbook)));
  // A service that the matrix leaves out still brings its traits.
  const service = { ...found.service, traits: [] };
  const [area] = handbook.checklists[0].areas;
  assert.deepEqual(here(area.items.map((item) => applies.stepsAside(item, service, handbook))), [null, null]);
});

test("each hostile file is refused with a place, or is text and nothing else", () => {
  const harmless = ["markup.yaml", "unknown-ids.yaml"];
  const names = readdirSync(new URL("hostile/", fixtures)).filter((name) => name.endsWith(".yaml"));
  assert.ok(names.length >= 10, names.join(", "));
  for (const name of names) {
    const bytes = readFileSync(new URL(`hostile/${name}`, fixtures));
    const isText = Buffer.from(bytes.toString("utf8")).equals(bytes);
    const { file: found, problems } = file.read(bytes.toString("utf8"));
    if (!isText) continue;
    assert.equal(Boolean(found), harmless.includes(name), name);
    assert.ok(harmless.includes(name) || problems.every(({ line, column }) => line > 0 && column > 0), name);
  }
  assert.equal({}.state, undefined);
});

/** A browser's storage that lies in a map. */
const memory = (kept) => ({
  get length() {
    return kept.size;
  },
  key: (number) => [...kept.keys()][number],
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => kept.set(key, String(value)),
  removeItem: (key) => kept.delete(key),
});

const head = "answers: 1\nservice:\n  id: invoice-api\n";
const withItem = (item) => `${head}checklists:\n  green-light:\n    items:\n      GL-01:${item}\n`;
const answerOf = (item) => {
  const found = file.read(withItem(item));
  return found.file ? here(found.file.checklists["green-light"].items["GL-01"]) : here(found.problems.map(({ code, line }) => `${code} ${line}`));
};

test("an answer is read however it is written", () => {
  const says = (written) => answerOf(`\n        says: ${written}`).says;
  assert.equal(says("plain  # note"), "plain");
  assert.equal(says("'it''s'"), "it's");
  assert.equal(says(String.raw`"a\tb\u00e9\n"`), "a\tbé\n");
  assert.equal(says("|-\n          one\n            two\n\n          three"), "one\n  two\n\nthree");
  assert.equal(says(">-\n          one\n          two\n\n          three"), "one two\nthree");
  assert.equal(says("one\n          two"), "one two");
  assert.equal(says("no"), "no");
  assert.equal(says("2026-01-01"), "2026-01-01");
  assert.deepEqual(answerOf(" {says: a b, evidence: [https://a.b/c?d=1#e, 'x, y'], plan: {what: c, due: 2026-12-01}}"), { says: "a b", evidence: ["https://a.b/c?d=1#e", "x, y"], plan: { what: "c", due: "2026-12-01" } });
  assert.deepEqual(answerOf("\n        evidence:\n        - a\n        - b"), { evidence: ["a", "b"] });
  assert.deepEqual(answerOf(" # nothing yet"), {});
});

test("a byte order mark and the line ends of Windows are read", () => {
  const { file: found } = file.read(`\ufeff${withItem("\n        says: |-\n          a\n          b").replaceAll("\n", "\r\n")}`);
  assert.equal(model.cleanFile(found, null).checklists["green-light"].items["GL-01"].says, "a\nb");
});

test("what cannot be understood is refused with its place", () => {
  const refused = {
    "\n        says: *a": "alias 8",
    " &a {says: x}": "alias 7",
    "\n        says: !!str x": "tag 8",
    "\n\t says: x": "tab 8",
    "\n        says: a: b": "colon 8",
    "\n        says: 'open": "quote 8",
    " {says: x": "bracket 8",
    "\n        says: x\n        says: y": "twice 9",
    "\n        say: x": "key-unknown 8",
    "\n        state: done": "word 8",
    "\n        help_wanted: yes": "flag 8",
    "\n        updated: 2026-02-30": "date 8",
    "\n        says: [a]": "no-text 8",
    "\n        says: x\n       why: y": "indent 9",
    '\n        says: "\\q"': "escape 8",
    "\n        says: \u0007": "character 8",
    "\n---": "documents 8",
  };
  for (const [item, message] of Object.entries(refused)) assert.deepEqual(answerOf(item), [message], item);
});

test("all wrong keys and values of a file are told together, each with what was probably meant", () => {
  const { problems } = file.read(`${head}  teir: critical\n  walkthrough: soon\nchecklist: {}\n`);
  assert.deepEqual(here(problems.map(({ code, line, near }) => [code, line, near])), [["key-unknown", 4, "tier"], ["date", 5, ""], ["key-unknown", 6, "checklists"]]);
});

test("every text that somebody may write comes back as it was", () => {
  const pieces = ["a", "Z", "0", " ", "  ", "\n", "\n\n", "\t", ":", ": ", "#", " #", "-", "- ", "'", '"', "\\", "{", "}", "[", "]", ",", "&", "*", "!", "|", ">", "%", "@", "`", "?", "~", "null", "true", "1e3", "0x1f", "2026-01-01", "é", "\u{1f600}", "\u0085", "\u00a0", "\u2028", "\ufeff", "=", "<b>"];
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 4000; round++) {
    const says = Array.from({ length: 1 + random(6) }, () => pieces[random(pieces.length)]).join("");
    const value = { service: { id: "a" }, checklists: { c: { items: { "A-1": { says, evidence: [says], plan: { what: says } } } } } };
    const wanted = here(model.cleanFile(value, null));
    const written = file.write(value, null);
    const { file: found, problems } = file.read(written);
    assert.deepEqual(here(problems), [], written);
    assert.deepEqual(here(model.cleanFile(found, null)), wanted, written);
  }
});

const NOTES = `# Our answers
answers: 1   # the format

service:
    id: invoice-api
    title: "Invoice API"   # as customers know it
    traits: [stores-data, async]
checklists:
    # first talk
    green-light:
        edition: 2026-11-22
        items:
            # GL-01 is with Kim
            GL-01: {says: Two zones., help_wanted: true}  # ask again

            GL-03:
                # measured in May
                says: About 50 a second
                speaker:   Kim
`;

test("a change leaves every other byte as it was", () => {
  const { file: found } = file.read(NOTES);
  // It is of an older version, and written as one of the current version.
  const RAISED = NOTES.replace("answers: 1   # the format", "answers: 2 # the format");
  assert.notEqual(RAISED, NOTES);
  assert.equal(file.edit(NOTES, found, null), RAISED);
  assert.equal(file.edit(RAISED, found, null), RAISED);
  const next = here(found);
  const { items } = next.checklists["green-light"];
  items["GL-03"].says = "About 80 a second";
  items["GL-02"] = { says: "Encrypted." };
  next.service.tier = "critical";
  const edited = RAISED.replace("About 50", "About 80")
    .replace("# ask again\n", "# ask again\n            GL-02:\n              says: Encrypted.\n")
    .replace("know it\n", "know it\n    tier: critical\n");
  assert.equal(file.edit(NOTES, next, null), edited);
  delete items["GL-02"];
  delete next.service.tier;
  assert.equal(file.edit(edited, next, null), RAISED.replace("About 50", "About 80"));
  items["GL-01"].state = "gap";
  assert.match(file.edit(NOTES, next, null), /GL-01: # ask again\n {14}state: gap\n {14}help_wanted: true\n {14}says: Two zones\.\n\n/);
});

test("the line ends of a file stay", () => {
  const windows = NOTES.replaceAll("\n", "\r\n");
  const next = here(file.read(windows).file);
  next.checklists["green-light"].items["GL-02"] = { says: "a\nb" };
  const edited = file.edit(windows, next, null);
  assert.doesNotMatch(edited, /[^\r]\n/);
  assert.equal(file.read(edited).file.checklists["green-light"].items["GL-02"].says, "a\nb");
});

test("every change to a file says afterwards what it should", () => {
  const values = ["x", "a: b", "two\nlines", "true", "", "- dash"];
  let seed = 11;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  let current = NOTES;
  for (let round = 0; round < 600; round++) {
    const next = here(model.cleanFile(file.read(current).file, null));
    const list = (next.checklists[["green-light", "load-profile"][random(2)]] ??= { edition: "2026-11-22", items: {} });
    const items = (list.items ??= {});
    const id = `GL-0${1 + random(9)}`;
    if (random(5) === 0) delete items[id];
    else items[id] = { ...items[id], [["says", "speaker", "setting", "why"][random(4)]]: values[random(values.length)], ...(random(3) ? {} : { evidence: [values[random(5)], "z"], plan: { what: values[random(5)] } }) };
    if (random(4) === 0) next.service.team = values[random(values.length)];
    current = file.edit(current, next, null);
    assert.deepEqual(here(model.cleanFile(file.read(current).file, null)), here(model.cleanFile(next, null)), current);
    for (const note of ["# Our answers", "# the format", "# first talk"]) if (next.checklists["green-light"]) assert.ok(current.includes(note), `${note}\n${current}`);
  }
});

test("a question steps aside with what the service lacks", () => {
  const words = { settings: { traits: [{ id: "a", title: "A" }, { id: "b", title: "B" }], tiers: [{ id: "critical", title: "Critical" }, { id: "standard", title: "Standard" }] } };
  const why = (condition, service) => here(applies.stepsAside({ applies_when: condition }, service, words));
  assert.equal(why({ any: [], all: [] }, {}), null);
  assert.equal(why({ any: ["critical"], all: [] }, { tier: "critical" }), null);
  assert.deepEqual(why({ any: ["a", "critical"], all: [] }, { traits: ["b"], tier: "standard" }), { any: ["A", "Critical"] });
  // Nobody has said how much depends on it.
  assert.equal(why({ any: ["a", "critical"], all: [] }, { traits: ["b"] }), null);
  assert.deepEqual(why({ any: ["a"], all: ["a", "b"] }, { traits: ["a"] }), { all: ["B"] });
});

test("the day to begin is counted back from the walkthrough", () => {
  assert.equal(applies.beginBy({ walkthrough: "2026-03-01" }, { settings: { lead_time_days: 30 } }), "2026-01-30");
  assert.equal(applies.beginBy({}, { settings: { lead_time_days: 30 } }), "");
});

test("every cell that a spreadsheet would take for a formula is held back", () => {
  const small = { settings: { traits: [], tiers: [] }, words: {}, checklists: [{ id: "c", title: "C", areas: [{ id: "", title: "C", prefix: "A", items: [{ id: "A-1", ask: "What?", hard_stop: [], applies_when: { any: [], all: [] } }] }] }] };
  for (const start of ["=", "+", "-", "@", "\uff1d"]) {
    const table = exports.csv({ service: { id: "s" }, checklists: { c: { items: { "A-1": { says: `${start}1+1` } } } } }, small);
    assert.ok(table.includes(`,'${start}1+1,`), table);
  }
});

test("a storage that stops taking anything is told, and what it holds is not touched", () => {
  const kept = new Map([["readybook:h:s:c:A-1", "{broken"], ["readybook:h:s:service", '{"id":"s","title":"S"}']]);
  const fake = {
    get length() {
      return kept.size;
    },
    key: (number) => [...kept.keys()][number],
    getItem: (key) => kept.get(key) ?? null,
    setItem: () => {
      throw Object.assign(new Error("quota"), { name: "QuotaExceededError" });
    },
    removeItem: (key) => kept.delete(key),
  };
  const store = storage.open(() => fake, "h");
  const found = store.load("s");
  assert.equal(found.broken.length, 1);
  assert.equal(store.putAnswer("s", "c", "A-1", { says: "new" }), "broken");
  assert.equal(store.putAnswer("s", "c", "A-2", { says: "new" }), "full");
  assert.equal(kept.get("readybook:h:s:c:A-1"), "{broken");
});

test("a newer file is refused whole, with one problem, and any other version that is none as well", () => {
  const problems = (version) => here(file.read(`answers: ${version}\nservice:\n  id: b\nunknown: 1\n`).problems);
  assert.deepEqual(problems(3), [{ code: "newer", what: "3", near: "", line: 1, column: 1 }]);
  for (const wrong of ["0", "-1", "1.0", "one", "''"]) assert.deepEqual(problems(wrong).map(({ code }) => code), ["version", "key-unknown"], wrong);
  for (const known of [1, 2]) assert.deepEqual(problems(known).map(({ code }) => code), ["key-unknown"]);
});

test("records that a newer readybook made are neither read nor written over", () => {
  const kept = new Map([["readybook:h:version", "3"], ["readybook:h:s:service", '{"id":"s","title":"S"}']]);
  const before = [...kept];
  const store = storage.open(() => memory(kept), "h");
  assert.equal(store.trouble, "newer");
  assert.deepEqual(here(store.services()), []);
  assert.equal(store.putAnswer("s", "c", "A-1", { says: "new" }), "newer");
  assert.deepEqual([...kept], before);
  // Those of the time before versions are read, and marked with the current one at the next write.
  kept.delete("readybook:h:version");
  const older = storage.open(() => memory(kept), "h");
  assert.equal(older.services().length, 1);
  assert.equal(older.putAnswer("s", "c", "A-1", { says: "new" }), "");
  assert.equal(kept.get("readybook:h:version"), "2");
});

test("what is kept under a former name is offered, moves whole, and is under one name at any moment", () => {
  const kept = new Map([
    ["readybook:old:s:service", '{"id":"s","title":"S"}'],
    ["readybook:old:s:c:A-1", '{"says":"kept"}'],
    ["readybook:old:s:c:A-2", "{broken"],
    ["readybook:old:s:broken:1", '{"key":"k","text":"t"}'],
    ["readybook:old:s-2:service", '{"id":"s-2","title":"S2"}'],
    ["readybook:older:t:service", '{"id":"t"}'],
  ]);
  const store = storage.open(() => memory(kept), "h", ["old", "h", "older"]);
  const offered = here(store.former());
  assert.deepEqual(offered.map(({ handbook, id, title }) => `${handbook} ${id} ${title}`), ["old s S", "old s-2 S2", "older t t"]);
  assert.equal([...kept.keys()].some((key) => key.startsWith("readybook:h:")), false, "nothing is taken by itself");
  assert.equal(store.moveFormer(offered[0]), "");
  assert.deepEqual([...kept.keys()].filter((key) => key.includes(":s:")).sort(), ["readybook:h:s:broken:1", "readybook:h:s:c:A-1", "readybook:h:s:c:A-2", "readybook:h:s:service"]);
  assert.equal(kept.get("readybook:h:s:c:A-2"), "{broken", "as it stands");
  assert.deepEqual(here(store.former()).map(({ id }) => id), ["s-2", "t"]);
  // Where there is no room, everything stays where it is.
  const full = storage.open(() => ({ ...memory(kept), setItem: () => { throw new Error("quota"); }, length: kept.size }), "h", ["old"]);
  assert.equal(full.moveFormer(offered[1]), "full");
  assert.ok(kept.has("readybook:old:s-2:service"));
});

test("keys of other handbooks and of other programs are left alone", () => {
  const store = storage.open(() => ({ length: 0, getItem: () => null }), "h");
  for (const key of ["readybook:other:s:service", "readybook:h:current", "readybook:h:version", "something", "readybook:h:s:a:b:c:d", null]) assert.equal(store.meaning(key), null, key);
});

test("YAML that is not an answer file is read as YAML is", () => {
  const plain = (source) => here(file.plainValue(yaml.parse(source)));
  assert.deepEqual(plain("a:\n- b\n-   c: d\n    e: f\n- [g, {h: i}]\n"), { a: ["b", { c: "d", e: "f" }, ["g", { h: "i" }]] });
  assert.deepEqual(plain("---\n'a b': >\n  c\n  d\n\n   e\n  f\n\nx: |+\n  y\n\n"), { "a b": "c d\n\n e\nf\n", x: "y\n\n" });
});
