// A launch on the page is judged by the editions that its file pinned, as the program judges it: counts, hard stops, what is open, what
// came later, and the move to the editions of today.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import { agenda, exports, file as answerFile, here, model, pinned } from "./support/answers.mjs";
import { launch } from "./support/browser.mjs";
import { build, program, temporary } from "./support/build.mjs";
import { download, newPage, press, question, upload, withoutPickers } from "./support/filling-in.mjs";
import { serve } from "./support/server.mjs";
import { word } from "./support/sites.mjs";

const LIST = (id, prefix, items) => `id: ${id}\ntitle: ${id}\nphase: launch\nprefix: ${prefix}\nitems:\n${items.map((item) => `  - {${item}}\n`).join("")}`;
const READY = [
  "id: RUN-01, ask: Who is called at night?, severity: high, hard_stop: [critical]",
  "id: RUN-02, ask: How do you roll back a release?, severity: medium",
  "id: RUN-03, ask: How do you restore the data?, severity: medium",
  "id: RUN-04, ask: Which servers does it use?, severity: low",
  "id: RUN-05, ask: What does it cost in a month?, severity: low",
  "id: RUN-06, ask: Who may read the data?, severity: medium",
];
const HANDBOOK = `title: Test
tiers: [{id: critical, title: Critical}, {id: internal, title: Internal}]
traits: [{id: public, title: Public}]
phases: [{id: launch, title: Launch, oversight: sign-off, only_for: [new-service, new-product], checklists: [ready, extra]}]
`;

let browser, server, site, json;
before(async () => {
  const book = temporary("pinned");
  const put = (path, text) => {
    mkdirSync(dirname(join(book, path)), { recursive: true });
    writeFileSync(join(book, path), text);
  };
  const ready = join(book, "checklists/ready.yaml");
  const edit = (from, to) => {
    const text = readFileSync(ready, "utf8");
    assert.ok(text.includes(from), from);
    writeFileSync(ready, text.replace(from, to));
  };
  const close = (...args) => execFileSync(program, ["edition", book, "--date", ...args], { stdio: "pipe", encoding: "utf8" });
  put("handbook.yaml", HANDBOOK.replace(", extra", ""));
  put("content/index.md", "# Home\n");
  put("checklists/ready.yaml", LIST("ready", "RUN", READY));
  close("2026-11-01");
  // The second edition: one other words, one retired, one a hard stop now, one for other services, and one new that is a hard stop.
  edit("roll back a release?", "take back a release that went wrong?");
  edit("  - {id: RUN-04, ask: Which servers does it use?, severity: low}\n", "");
  edit("restore the data?, severity: medium", "restore the data?, severity: high, hard_stop: [critical]");
  edit("cost in a month?, severity: low", "cost in a month?, severity: low, applies_when: {any: [public]}");
  edit("items:\n", "items:\n  - {id: RUN-07, ask: How do you find a leak?, severity: high, hard_stop: [critical]}\n");
  writeFileSync(ready, `${readFileSync(ready, "utf8")}retired:\n  - {id: RUN-04, why: Nobody learned from it.}\n`);
  put("handbook.yaml", HANDBOOK);
  put("checklists/extra.yaml", LIST("extra", "EXT", ["id: EXT-01, ask: Who tells customers?, severity: high, hard_stop: [critical]", "id: EXT-02, ask: Who pays?, severity: low"]));
  close("2026-11-15", "--reworded", "RUN-02");
  // The running one.
  edit("items:\n", "items:\n  - {id: RUN-08, ask: What is not closed yet?, severity: high, hard_stop: [critical]}\n");
  edit("Who may read the data?, severity: medium", "Who may read the data?, severity: low");
  site = build("pinned", book);
  json = JSON.parse(readFileSync(join(site.folder, "handbook.json"), "utf8"));
  [browser, server] = await Promise.all([launch(), serve(site)]);
});
after(() => browser?.close());

/** The question as files of the first edition have it above its answer. */
const asks = (id) => READY.filter((item) => item.includes(id)).map((item) => `      # ${/ask: ([^,]*\?)/.exec(item)[1]}\n`).join("");

function text({ version = 2, edition = "2026-11-01", traits = "[]", items = {}, extra = "" } = {}) {
  const said = Object.entries(items).map(([id, says]) => `${asks(id)}      ${id}:\n        ${says}\n`).join("");
  return `answers: ${version}\nservice:\n  id: ledger\n  title: Ledger\n  launch: new-service\n  tier: critical\n  traits: ${traits}\n  uses: []\nchecklists:\n  ready:\n${edition ? `    edition: ${edition}\n` : ""}    items:\n${said || "      RUN-01:\n"}${extra}`;
}
const ANSWERED = { "RUN-01": "state: answered\n        says: Ana is called.", "RUN-02": "state: answered\n        says: One command.", "RUN-04": "state: answered\n        says: Three of them." };
const FILES = {
  "an old edition": text({ items: ANSWERED }),
  "an old edition of which nothing is answered": text(),
  "an old edition of a public service": text({ items: ANSWERED, traits: "[public]" }),
  "a later question that is answered already": text({ items: { ...ANSWERED, "RUN-07": "state: gap" } }),
  "a question that became a hard stop and is a gap": text({ items: { ...ANSWERED, "RUN-03": "state: gap" } }),
  "the last edition, beside the running one": text({ edition: "2026-11-15", items: ANSWERED }),
  "a later checklist that was begun": text({ items: ANSWERED, extra: "  extra:\n    edition: 2026-11-15\n    items:\n      EXT-02:\n        says: The team.\n" }),
  "an edition that was never closed": text({ edition: "2026-10-01", items: ANSWERED }),
  "no edition": text({ edition: "", items: ANSWERED }),
  "a file of version 1": text({ version: 1, items: ANSWERED }),
};

/** A file as these scripts judge it. */
function judge(written) {
  const { file, version } = answerFile.read(written);
  const value = model.cleanFile(file, json);
  // A checklist that is listed belongs to the file, with an answer or without.
  for (const id of Object.keys(file.checklists)) value.checklists[id] ??= { items: {} };
  return { value, ...pinned.pinned(value, json, version) };
}

function run(written, verb, ...args) {
  const path = join(temporary("answers"), "ledger.answers.yaml");
  writeFileSync(path, written);
  const found = spawnSync(program, ["review", verb, path, "--handbook", join(site.folder, "handbook.json"), ...args], { encoding: "utf8", timeout: 60_000 });
  assert.ok(found.stdout, found.stderr);
  return found.stdout;
}

/** What came later, in the words of the program's notes. */
function notes({ later, checklists }) {
  const since = (id) => (id ? `since ${id}` : "in the edition that is not closed yet");
  const grade = ({ severity, hard_stop: stops }) => `${severity ?? "no grade"}${stops.length ? `, a hard stop for ${stops.join(", ")}` : ""}`;
  const WORDS = {
    new: (when) => `new ${when}, and not part of this launch`,
    regraded: (when) => `graded otherwise ${when}, and for this launch as before`,
    reworded: (when) => `in other words ${when}, and not answered yet`,
    no_longer: (when) => `no longer asked ${when}, and still part of this launch`,
  };
  const ids = ({ ids: all, grades }) => all.map((id, at) => (grades ? `${id} (${grades[at].map(grade).join(" → ")})` : id)).join(", ");
  const questions = later.flatMap((one) => one.questions).map((one) => `${WORDS[one.kind](since(one.since))}: ${ids(one)}`);
  const lists = checklists.map(({ id, since: first, applies }) => `\`${id}\` is a new checklist ${since(first)}, and not part of this launch: ${applies} of its questions apply`);
  return [...questions, ...lists].sort();
}

for (const [name, written] of Object.entries(FILES)) {
  test(`judged as by the program: ${name}`, () => {
    const judged = judge(written);
    assert.equal(exports.csv(judged.value, judged.handbook), run(written, "export", "--format", "csv"));
    assert.equal(exports.markdown(judged.value, judged.handbook), run(written, "export", "--format", "tasks"));
    const { diagnostics } = JSON.parse(run(written, "check", "--as-of", "2026-11-20", "--format", "json"));
    assert.deepEqual(notes(here(judged)), diagnostics.filter(({ code }) => code === "later-edition").map(({ message }) => message).sort());
    const printed = JSON.parse(run(written, "print", "--as-of", "2026-11-20", "--format", "json")).agenda;
    const { points, areas } = here(agenda().agendaOf(judged.value, judged.handbook));
    assert.deepEqual(points.filter(({ kind }) => kind !== "aside").map(({ id }) => id), printed.groups.filter(({ kind }) => kind !== "aside").flatMap(({ items }) => items.map(({ id }) => id)));
    assert.deepEqual(points.filter(({ kind }) => kind === "stops").map(({ id }) => id), printed.groups.filter(({ kind }) => kind === "hard-stops").flatMap(({ items }) => items.map(({ id }) => id)));
    assert.deepEqual(areas.map(({ title }) => title), printed.areas.map(({ title }) => title));
  });
}

function visit(t, path) {
  return newPage(browser, t, server.home + path, { init: withoutPickers });
}

async function opened(t, written) {
  const page = await visit(t, "checklists/ready.html");
  await upload(page, "ledger.answers.yaml", written);
  await page.locator("dialog[open]").getByRole("button", { name: word("answers_import_take") }).click();
  return page;
}

const counts = (page) => page.locator(".answers-counts").innerText();
const later = (page) => page.locator(".answers-panel [data-list=later]").innerText();

test("the page counts what the pinned edition asks, and tells what came later", async (t) => {
  const page = await opened(t, FILES["an old edition"]);
  assert.match(await counts(page), /6 questions · 3 answered · 3 not decided yet/);
  assert.match(await page.locator('[data-bar="stops"]').innerText(), /0 of 1/);
  const told = await later(page);
  for (const line of ["Added since 2026-11-15, and not part of this launch: RUN-07.", "in the edition that is not closed yet, and not part of this launch: RUN-08.", "RUN-03 (medium → high, a hard stop for: Critical)", "and still part of this launch: RUN-04, RUN-05.", "“extra” is a new checklist since 2026-11-15"]) assert.ok(told.includes(line), `${line}\n${told}`);
  assert.match(await question(page, "RUN-07").locator(".answer-reason").textContent(), /Added later: not part of this launch/);
  assert.match(await page.locator("#rb-answers-gone").innerText(), /RUN-04[^]*Three of them/);
});

test("the button moves a file as the program's update does", async (t) => {
  const page = await opened(t, FILES["an old edition"]);
  await press(page, "answers_edition_take");
  assert.ok(await page.locator(".answers-edition").isHidden());
  const { text: saved } = await download(page, () => page.locator('[data-part=desk] [data-do=save]').click());
  const path = join(temporary("moved"), "ledger.answers.yaml");
  writeFileSync(path, FILES["an old edition"]);
  execFileSync(program, ["review", "update", path, "--handbook", join(site.folder, "handbook.json")], { stdio: "pipe", timeout: 60_000 });
  const value = (written) => {
    const { checklists } = here(model.cleanFile(answerFile.read(written).file, json));
    for (const { items = {}, retired = {} } of Object.values(checklists)) for (const answer of [...Object.values(items), ...Object.values(retired)]) ["asked", "updated"].forEach((key) => delete answer[key]);
    return checklists;
  };
  assert.deepEqual(value(saved), value(readFileSync(path, "utf8")));
  assert.equal(value(saved).ready.items["RUN-02"].look, true);
  assert.equal(value(saved).extra.edition, "2026-11-15");
});

test("the room takes the points of the pinned edition, and tells what came later", async (t) => {
  const page = await visit(t, "in-the-room.html");
  await page.locator("[data-part=picker]").setInputFiles({ name: "ledger.answers.yaml", mimeType: "application/yaml", buffer: Buffer.from(FILES["an old edition"]) });
  await page.locator("[data-part=desk]:visible").waitFor();
  const ids = await page.locator("[data-part=list] .id").allTextContents();
  assert.ok(ids.includes("RUN-03") && !ids.some((id) => ["RUN-07", "RUN-08", "EXT-01"].includes(id)), String(ids));
  assert.match(await page.locator('[data-list="later"]').innerText(), /not part of this launch: RUN-07/);
});
