// The schemas that `readybook schema` prints, held against the program itself by a validator of somebody else's: they accept all
// that it reads, and refuse each mistake of shape that it finds in one file.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { test } from "node:test";

import Ajv from "ajv";
import { parseDocument } from "yaml";

import { findings, program, root, temporary } from "./support/build.mjs";

const say = (...args) => execFileSync(program, args, { encoding: "utf8" });

/** What the command says without a kind: its kinds, each with its files, and the codes of mistakes that a schema shows. */
const told = say("schema");
const kinds = [...told.matchAll(/^([a-z-]+) +(\S+) +\S.*$/gm)].filter(([line]) => !line.startsWith("An editor")).map(([, kind]) => kind);
const codes = /shape: (.+)$/m.exec(told)[1].split(", ");

const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true });
// Words that editors know beside those of the standard.
ajv.addVocabulary(["errorMessage", "patternErrorMessage"]);
const schemas = Object.fromEntries(kinds.map((kind) => [kind, JSON.parse(say("schema", kind))]));
const accepts = Object.fromEntries(kinds.map((kind) => [kind, ajv.compile(schemas[kind])]));

test("each kind has a schema, and each schema is one by its own meta-schema", () => {
  assert.deepEqual(kinds, ["settings", "page", "checklist", "checklist-head", "checklist-area", "data", "glossary", "responsibilities", "guardrails", "domains", "offers", "edition", "edition-reference", "baseline", "answers", "record-entry", "record-people"]);
  for (const kind of kinds) {
    assert.ok(ajv.validateSchema(schemas[kind]), `${kind}: ${ajv.errorsText()}`);
    assert.equal(schemas[kind].$schema, "http://json-schema.org/draft-07/schema#");
  }
});

test("each key of a schema has a sentence, and a mapping refuses other keys unless a company may add some", () => {
  const open = new Set();
  const look = (schema, at) => {
    if (Array.isArray(schema)) return schema.forEach((one) => look(one, at));
    if (typeof schema !== "object" || schema === null) return;
    if ("title" in schema && "properties" in schema) {
      if (schema.additionalProperties === true) open.add(schema.title);
      else assert.equal(schema.additionalProperties, false, at);
      for (const [key, one] of Object.entries(schema.properties)) assert.match(one.description, /^[A-Z`].*\.$/, `${at}.${key}`);
    }
    for (const [key, one] of Object.entries(schema)) look(one, `${at}.${key}`);
  };
  for (const kind of kinds) look(schemas[kind], kind);
  assert.deepEqual([...open].sort(), ["Front matter", "Guardrail", "Item", "Service"]);
});

// Files, and what kind of file each is

const front = (text) => /^---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*$/ms.exec(text)?.[1] ?? "";
const isYaml = (path) => /\.ya?ml$/.test(path);

/** The kinds of a file by its path below the handbook's folder; none for what is no file of ours. */
function kindsOf(path, value) {
  if (path === "handbook.yaml") return ["settings"];
  if (path === "baseline.yaml") return ["baseline"];
  if (path.startsWith("content/") && path.endsWith(".md")) return ["page"];
  if (path.startsWith("content/") && isYaml(path)) {
    const kind = kinds.find((kind) => value !== null && typeof value === "object" && kind in value);
    return ["data", ...(kind ? [kind] : [])];
  }
  if (!path.startsWith("checklists/") || !isYaml(path)) return path.endsWith("answers.yaml") ? ["answers"] : [];
  if (path.split("/").length === 2) return ["checklist"];
  return path.split("/").length > 3 ? [] : [basename(path) === "_checklist.yaml" ? "checklist-head" : "checklist-area"];
}

/** The value of a YAML text; undefined for a text that is no YAML. */
function read(text) {
  const document = parseDocument(text.replace(/^\ufeff/, ""), { version: "1.2", logLevel: "silent", merge: false });
  if (document.errors.length > 0) return undefined;
  try {
    // Too many aliases are a mistake as well.
    return document.toJS();
  } catch {
    return undefined;
  }
}

/** A file as the schemas see it: its kinds, and what they hold against it. */
function judge(path, text) {
  const value = read(path.endsWith(".md") ? front(text) : text);
  if (value === undefined) return { kinds: [], refused: [] };
  const found = kindsOf(path, value);
  const refused = found.filter((kind) => !accepts[kind](value)).map((kind) => `${kind}: ${ajv.errorsText(accepts[kind].errors)}`);
  return { kinds: found, refused };
}

/** The texts of a handbook's folder that could be files of ours, by their paths. */
function* texts(folder) {
  for (const top of ["content", "checklists", "."]) {
    if (!existsSync(join(folder, top))) continue;
    for (const name of readdirSync(join(folder, top), { recursive: top !== "." })) {
      const path = join(top, name);
      if (/\.(md|ya?ml)$/.test(path)) yield [path, readFileSync(join(folder, path), "utf8")];
    }
  }
}

/** Does a task for each of many, a few at once. */
async function each(list, task) {
  const left = [...list.entries()];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) await task(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

test("every file of every handbook that the program accepts is accepted", () => {
  const books = ["book", "thin", "applies", "hidden"].map((name) => `tests/fixtures/answers/${name}`);
  const wrong = [];
  const seen = {};
  for (const book of [".", "docs", "tests/fixtures/all-formats/in", "tests/fixtures/german", ...books]) {
    const folder = join(root, book);
    for (const [path, text] of texts(folder)) {
      const { kinds, refused } = judge(path, text);
      kinds.forEach((kind) => (seen[kind] = (seen[kind] ?? 0) + 1));
      wrong.push(...refused.map((why) => `${book}/${path}: ${why}`));
    }
  }
  // There is no shipped one.
  const known = read(readFileSync(join(root, "tests/fixtures/codes/stale-baseline/baseline.yaml"), "utf8"));
  seen.baseline = 1;
  if (!accepts.baseline(known)) wrong.push(`baseline.yaml: ${ajv.errorsText(accepts.baseline.errors)}`);
  const closed = read(readFileSync(join(root, "tests/fixtures/codes/edition-chain/editions/ready/2026-11-01.yaml"), "utf8"));
  seen.edition = 1;
  if (!accepts.edition(closed)) wrong.push(`edition: ${ajv.errorsText(accepts.edition.errors)}`);
  for (const path of readdirSync(join(root, "tests/fixtures/answers"), { recursive: true })) {
    const isOfBook = books.some((book) => `tests/fixtures/answers/${path}`.startsWith(`${book}/`)) && !/(^|\/)(answers|services\/.*)\.yaml$/.test(path);
    if (!isYaml(path) || path.startsWith("hostile/") || isOfBook || basename(path) === "edit.yaml") continue;
    const value = read(readFileSync(join(root, "tests/fixtures/answers", path), "utf8"));
    seen.answers = (seen.answers ?? 0) + 1;
    if (!accepts.answers(value)) wrong.push(`answers/${path}: ${ajv.errorsText(accepts.answers.errors)}`);
  }
  const example = join(root, "examples/invoice-api");
  for (const path of readdirSync(example, { recursive: true }).filter(isYaml)) {
    const kind = path.endsWith(".answers.yaml") ? "answers" : basename(path) === "people.yaml" ? "record-people" : "record-entry";
    seen[kind] = (seen[kind] ?? 0) + 1;
    if (!accepts[kind](read(readFileSync(join(example, path), "utf8")))) wrong.push(`${path}: ${ajv.errorsText(accepts[kind].errors)}`);
  }
  assert.deepEqual(wrong, []);
  // The program alone writes one, and `tests/suite/editions.rs` looks at it.
  assert.deepEqual(kinds.filter((kind) => !seen[kind]), ["edition-reference"]);
});

/** Findings with a code of shape that no schema can show: how their messages read, and why. */
const BEYOND = [
  [/^(an item|a page|a service|a guardrail) has no key/, "a company may add keys, and only the settings say which"],
  [/^the id .* is one of the theme's$/, "it stands in the prose of a page"],
  [/ says that it belongs to the phase /, "the settings say otherwise"],
  [/ is in a (place named|file with another name)/, "the file's name says otherwise"],
  [/^the meeting takes \d+ minutes, and /, "no schema adds numbers up"],
  [/ cannot be a key$/, "a key may be spelled as another tool does, and the program alone says how far that goes"],
];
const isShape = ({ code, message }) => codes.includes(code) && !BEYOND.some(([words]) => words.test(message));

/** What the program says of the folder of a code, as `tests/suite/codes.rs` holds it to it. */
function expected(folder) {
  const text = existsSync(join(folder, "expected.txt")) ? readFileSync(join(folder, "expected.txt"), "utf8") : "";
  return [...text.matchAll(/^\w+\[([a-z0-9-]+)\]: (.*)\n *--> (.*):\d+:\d+$/gm)].map(([, code, message, path]) => ({ code, message, path }));
}

test("of every fixture of a code of shape a file is refused, and no file without such a mistake is", () => {
  const fixtures = join(root, "tests/fixtures/codes");
  const wrong = [];
  const shown = new Set();
  let accepted = 0;
  for (const name of readdirSync(fixtures)) {
    const folder = join(fixtures, name);
    const said = expected(folder);
    assert.ok(said.length > 0, name);
    for (const [path, text] of texts(folder)) {
      const { kinds, refused } = judge(path, text);
      const found = said.filter((one) => one.path === path && codes.includes(one.code));
      if (kinds.length === 0 || text.trim() === "") continue;
      if (found.length === 0 && refused.length > 0) wrong.push(`${name}/${path} is refused: ${refused}`);
      if (found.some(isShape) && refused.length < kinds.length) wrong.push(`${name}/${path} is accepted: ${found.map(({ message }) => message)}`);
      if (refused.length > 0 && found.some(({ code }) => code === name)) shown.add(name);
      accepted += refused.length === 0;
    }
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual([...shown].sort(), [...codes].sort());
  assert.ok(accepted > 100, `${accepted} files`);
});

// Mistakes that are made here, one in each place of each format

const PIECES = [null, "Some text.", "true", 7, "7", true, [], ["x"], {}, { zzz: "x" }];
/** Where the program has to be started for each, every so many are looked at; with `READYBOOK_EVERY_MISTAKE` in the environment, all. */
const EVERY = process.env.READYBOOK_EVERY_MISTAKE ? 1 : 7;

/** A value with one mistake, for each place in it: `at` says which. Lists are changed in their first two entries. */
function* mistakes(value, at = "") {
  for (const piece of PIECES) {
    if (JSON.stringify(piece) !== JSON.stringify(value)) yield { at: `${at} = ${JSON.stringify(piece)}`, value: piece };
  }
  if (Array.isArray(value)) {
    for (const [index, one] of value.slice(0, 2).entries()) {
      for (const made of mistakes(one, `${at}[${index}]`)) yield { ...made, value: value.with(index, made.value) };
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      const { [key]: _, ...others } = value;
      yield { at: `${at} without ${key}`, value: others };
      for (const made of mistakes(one, `${at}.${key}`)) yield { ...made, value: { ...value, [key]: made.value } };
    }
    yield { at: `${at} with zzz`, value: { ...value, zzz: 1 } };
  }
}

const formats = join(root, "tests/fixtures/all-formats/in");
const custom = read(readFileSync(join(formats, "handbook.yaml"), "utf8")).fields.map(({ id }) => id);

/** A value without the keys of the company: of these a schema knows nothing. */
function plain(value, path) {
  if (Array.isArray(value)) return value.map((one) => plain(one, path));
  if (typeof value !== "object" || value === null) return value;
  const isKept = (key) => !custom.includes(key) || (key === "since" && !path.endsWith(".md"));
  return Object.fromEntries(Object.entries(value).filter(([key]) => isKept(key)).map(([key, one]) => [key, plain(one, path)]));
}

/** Mistakes on which the two need not agree, and why. */
const APART = [
  [/\.(grows_from|replaced_by)\b.* = /, "that no item can have such an id is told once all items are known, as an id that nothing has"],
  [/\boffers\[\d+\]\.(questions|cells)\b.* = /, "the same is true of the questions and the cells that an offer names"],
  [/\.prefix = true$/, "`TRUE` is a prefix, `true` is none, and in YAML they are the same"],
  [/\.answers = "7"$/, "a number in quotes has no bounds in a schema"],
];

/** Where a schema and the program do not agree on one file, if they do not. */
function differ({ name, kind, value }, diagnostics) {
  const found = diagnostics.filter(({ code }) => codes.includes(code));
  const refused = !accepts[kind](value);
  if (APART.some(([names]) => names.test(name))) return [];
  if (refused && found.length === 0) return [`${name} is refused: ${ajv.errorsText(accepts[kind].errors)}`];
  return !refused && found.some(isShape) ? [`${name} is accepted: ${found.map(({ message }) => message)}`] : [];
}

const put = (folder, path, text) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

test("a schema and the program agree on a mistake in each place of pages, checklists and data", async () => {
  const folder = temporary("mistakes");
  // Without a title nothing is drawn, and each file is read all the same.
  put(folder, "handbook.yaml", "summary: Mistakes.\n");
  const made = new Map();
  const seen = new Set();
  for (const [path, text] of texts(formats)) {
    const [kind] = kindsOf(path, read(text) ?? {}).slice(-1);
    if (kind === "settings") continue;
    const whole = plain(read(path.endsWith(".md") ? front(text) : text), path);
    for (const { at, value } of mistakes(whole)) {
      // Each mistake once: `.items[0].ask` in one checklist is as good as in another.
      const name = `${kind}${at}`;
      if (seen.has(name)) continue;
      seen.add(name);
      const number = `m-${made.size}`;
      const [place, text] = {
        page: [`content/${number}.md`, `---\n${JSON.stringify(value)}\n---\n`],
        checklist: [`checklists/${number}.yaml`, JSON.stringify(value)],
        "checklist-head": [`checklists/${number}/_checklist.yaml`, JSON.stringify(value)],
        "checklist-area": [`checklists/${number}/area.yaml`, JSON.stringify(value)],
      }[kind] ?? [`content/${number}.yaml`, JSON.stringify(value)];
      put(folder, place, text);
      made.set(place, { name, kind, value });
    }
  }
  assert.ok(made.size > 2000, `${made.size} mistakes`);
  const { diagnostics } = await findings(["check", folder]);
  const byFile = new Map([...made.keys()].map((path) => [path, []]));
  for (const found of diagnostics) byFile.get(found.place.file)?.push(found);
  const wrong = [...made].flatMap(([path, one]) => differ(one, byFile.get(path)));
  assert.deepEqual(wrong, []);
});

test("a schema and the program agree on a mistake in places of the settings", async () => {
  const { theme: _, ...whole } = read(readFileSync(join(formats, "handbook.yaml"), "utf8"));
  const wrong = [];
  const made = [...mistakes(whole)].filter((_, number) => number % EVERY === 0);
  await each(made, async ({ at, value }, number) => {
    const folder = temporary(`settings-${number}`);
    // Without a title nothing is drawn, and all that is wrong is told.
    const { title, ...others } = value ?? {};
    const without = title === whole.title;
    put(folder, "handbook.yaml", JSON.stringify(without ? others : value));
    const { diagnostics } = await findings(["check", folder]);
    const found = diagnostics.filter(({ message }) => !(without && message === "`handbook.yaml` has no `title`"));
    wrong.push(...differ({ name: `settings${at}`, kind: "settings", value }, found));
  });
  assert.ok(made.length > 150, `${made.length} mistakes`);
  assert.deepEqual(wrong, []);
});

test("a schema and the program agree on a mistake in places of an answer file", async () => {
  const whole = read(readFileSync(join(root, "tests/fixtures/answers/version-2/answers.yaml"), "utf8"));
  const handbook = join(root, "tests/fixtures/answers/book.json");
  const folder = temporary("answers");
  const wrong = [];
  const made = [...mistakes(whole)].filter((_, number) => number % EVERY === 0);
  await each(made, async ({ at, value }, number) => {
    put(folder, `${number}.yaml`, JSON.stringify(value));
    const { diagnostics } = await findings(["review", "check", join(folder, `${number}.yaml`), "--handbook", handbook]);
    wrong.push(...differ({ name: `answers${at}`, kind: "answers", value }, diagnostics));
  });
  assert.ok(made.length > 70, `${made.length} mistakes`);
  assert.deepEqual(wrong, []);
});
