// The page for the meeting before a launch: the agenda by risk, the clock, marks and decisions by keyboard, and entries that the program
// reads.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { ALL, examine } from "./support/axe.mjs";
import { DESKTOP, PHONE, launch, listen, none } from "./support/browser.mjs";
import { program, temporary } from "./support/build.mjs";
import { fillAll } from "./support/filling-in.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, word } from "./support/sites.mjs";

const json = join(handbook.folder, "handbook.json");
const book = JSON.parse(readFileSync(json, "utf8"));
const DAY = "2026-11-12";

let browser, server;
before(async () => ([browser, server] = await Promise.all([launch(), serve(handbook)])));
after(() => browser.close());

/** The answers of a team that is nearly ready: gaps with a plan and without, nothing at some, one word at others. */
function answersOf({ tier = "critical", kind = "new-service" } = {}) {
  const lines = [
    ...["answers: 2", "service:", "  id: invoice-api", "  title: Invoice API", `  launch: ${kind}`, "  team: payments", ...(tier ? [`  tier: ${tier}`] : [])],
    ...["  traits: [stores-data, public-facing, async]", "  uses: [aws-dynamodb, aws-sqs]", `  walkthrough: ${DAY}`, "checklists:"],
  ];
  let number = 0;
  for (const checklist of book.checklists.slice(0, 4)) {
    lines.push(`  ${checklist.id}:`, "    items:");
    for (const { id } of checklist.areas.flatMap((area) => area.items)) {
      number++;
      const is = checklist.advisory ? "july" : number % 13 === 0 ? "nothing" : number % 9 === 0 ? "gap" : number % 11 === 0 ? "thin" : "answer";
      if (is === "nothing") continue;
      lines.push(`      ${id}:`, `        state: ${is === "gap" ? "gap" : "answered"}`);
      if (is === "july") lines.push(`        says: Said in July of ${id}.`, "        updated: 2026-07-06");
      if (is === "gap") lines.push("        help_wanted: true", "        says: Never exercised.", "        plan: {what: Exercise it, owner: Kim, due: 2026-12-10}");
      if (is === "thin") lines.push("        says: Yes.");
      if (is === "answer") lines.push(`        says: Two instances in two zones take the load (${id}).`, "        evidence: [https://git.example.org/docs.md]", "        speaker: team-lead", "        handled_by: team");
    }
  }
  return `${lines.join("\n")}\n`;
}

async function open({ viewport = DESKTOP, answers = answersOf(), address = server.home + kinds.room, ...more } = {}) {
  const context = await browser.newContext({ viewport, ...more });
  const page = await context.newPage();
  const heard = listen(page);
  await page.clock.install({ time: new Date(`${DAY}T10:00:00Z`) });
  await page.goto(address);
  if (answers) {
    await give(page, "picker", "invoice-api.answers.yaml", answers);
    await page.locator("[data-part=desk]:visible, [data-part=problems]:not(:empty)").first().waitFor();
  }
  return { page, heard, close: () => context.close() };
}

const give = (page, part, name, text) => page.locator(`[data-part=${part}]`).setInputFiles({ name, mimeType: "application/yaml", buffer: Buffer.from(text) });
const button = (page, name, options = {}) => page.getByRole("button", { name: word(name), exact: true, ...options });
const current = (page) => page.locator("[data-part=point] [data-part=id]").textContent();
const status = (page) => page.locator("[data-part=status]");
const form = (page, kind, at = 0) => page.locator(`[data-decision][data-kind=${kind}]`).nth(at);
const field = (host, key) => host.locator(`[data-key="${key}"]`).locator("input, textarea, select");
const problemsIn = (host) => host.locator(".room-problem:visible").allTextContents();
/** Where the focus is. */
const focused = (page) => page.evaluate(() => document.activeElement?.dataset.part ?? document.activeElement?.id);

/** Names everybody, and who writes. */
async function people(page) {
  const here = page.locator("[data-part=here]");
  for (const [role, ids] of [["team-lead", "ida"], ["security", "piet"], ["architect", "mona, ravi"]]) await field(here, `took_part:${role}`).fill(ids);
  await field(page.locator("[data-part=meeting]"), "written_by").fill("nils");
}

async function exception(page, values = {}) {
  await page.locator("[data-part=decision-list] ~ p [data-add=exception]").click();
  const host = form(page, "exception");
  const all = { question: "SEC-15", gap: "The rotation is by hand.", acceptable: "Two people know how.", limits: "The keys are read-only.", ends_on: "2026-12-10", closes_when: "The job has run once.", by: "piet, olga", ...values };
  for (const [key, value] of Object.entries(all)) await field(host, key).fill(value);
  for (const role of ["security", "product-owner"]) await host.locator(`[value=${role}]`).check();
  return host;
}

/** Downloads that a press brings: `{name, text}`, as many as there are to come. */
async function downloads(page, n, press) {
  const found = [];
  const all = new Promise((resolve) => page.on("download", (one) => found.push(one) === n && resolve()));
  await press();
  // Each waits a little for the one before it.
  const ticking = setInterval(() => page.clock.runFor(300).catch(() => {}), 100);
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 8000))]);
  clearInterval(ticking);
  assert.equal(found.length, n, `${await status(page).textContent()} ${await page.locator(".room-problem:visible").allTextContents()}`);
  return Promise.all(found.map(async (one) => ({ name: one.suggestedFilename(), text: readFileSync(await one.path(), "utf8") })));
}

const letters = (text) => {
  const bits = [...createHash("sha256").update(text).digest()].slice(0, 5).map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return Array.from({ length: 5 }, (_, at) => "abcdefghijklmnopqrstuvwxyz234567"[parseInt(bits.slice(at * 5, at * 5 + 5), 2)]).join("");
};

/** What the program says of entries beside an answer file: its lines about them. */
function judged(answers, entries) {
  const folder = temporary("room");
  writeFileSync(join(folder, "invoice-api.answers.yaml"), answers);
  mkdirSync(join(folder, "invoice-api.record"));
  for (const { name, text } of entries) writeFileSync(join(folder, "invoice-api.record", name), text);
  const ids = ["ida", "piet", "mona", "ravi", "nils", "olga", "kim"];
  const roles = { ida: "team-lead", piet: "security", mona: "architect", ravi: "architect", nils: "enablement", olga: "product-owner", kim: "developer" };
  writeFileSync(join(folder, "people.yaml"), `record: 1\npeople:\n${ids.map((id) => `  ${id}: {name: ${id} example, roles: [${roles[id]}]}\n`).join("")}`);
  const run = spawnSync(program, ["review", "check", "invoice-api.answers.yaml", "--record", ".", "--handbook", json, "--as-of", DAY], { cwd: folder, encoding: "utf8", timeout: 60_000 });
  return (run.stdout + run.stderr).match(/^error[^\n]*\n\s*--> [^\n]*\.record\/[^\n]*/gm) ?? [];
}

test("the points come in the order of the printed agenda, with the same reasons and the same ones if there is time", async () => {
  const folder = temporary("agenda");
  writeFileSync(join(folder, "invoice-api.answers.yaml"), answersOf());
  const printed = JSON.parse(execFileSync(program, ["review", "print", "invoice-api.answers.yaml", "--handbook", json, "--as-of", DAY, "--format", "json"], { cwd: folder, encoding: "utf8", timeout: 60_000 }));
  const { groups, if_there_is_time: later, areas } = printed.agenda;
  assert.ok(groups.length >= 4 && later.length > 3, JSON.stringify(groups.map(({ kind, items }) => [kind, items.length])));
  const { page, heard, close } = await open();
  const list = page.locator("[data-part=list]");
  assert.deepEqual(await list.locator(".id").allTextContents(), groups.flatMap(({ items }) => items.map(({ id }) => id)));
  assert.deepEqual(await list.locator("h4").allTextContents(), groups.map(({ kind }) => book.words[{ "hard-stops": "review_agenda_stops" }[kind] ?? `review_agenda_${kind}`]));
  const marked = await list.locator("li", { hasText: word("room_later") }).locator(".id").allTextContents();
  assert.deepEqual(marked.sort(), [...later].sort());
  assert.deepEqual(await page.locator("[data-part=area-list] h4").allTextContents(), areas.map(({ title }) => title));
  none(heard);
  await close();
});

test("a point shows its question, the answer, the plan, who speaks, and what July said beside it", async () => {
  const { page, close } = await open();
  const list = page.locator("[data-part=list]");
  const grown = book.checklists.flatMap(({ areas }) => areas.flatMap(({ items }) => items)).filter((item) => item.grows_from.length);
  const shown = await list.locator(".id").allTextContents();
  const item = grown.find(({ id }) => shown.includes(id));
  await list.getByRole("button", { name: new RegExp(item.id) }).click();
  const card = page.locator("[data-part=point]");
  assert.equal(await card.locator("[data-text=ask]").textContent(), item.ask);
  assert.ok((await card.locator("[data-part=earlier]").textContent()).includes(`Said in July of ${item.grows_from[0]}.`));
  assert.ok((await card.locator("[data-part=earlier]").textContent()).includes("2026-07-06"));
  const gap = await list.locator("li", { hasText: word("answers_help") }).first().locator("button");
  await gap.click();
  for (const text of ["Never exercised.", "Exercise it", "Kim", "2026-12-10", word("answers_help")]) assert.ok((await card.textContent()).includes(text), text);
  await close();
});

test("the clock runs, pauses, and says aloud only that a step begins", async () => {
  const { page, close } = await open();
  const { steps } = book.settings.meeting;
  await page.clock.pauseAt(new Date(`${DAY}T10:05:00Z`));
  const at = async () => [await page.locator("[data-part=step] [data-text=step]").textContent(), await page.locator("[data-text=left]").textContent()];
  await button(page, "room_clock_start").click();
  await page.clock.runFor(61_000);
  assert.deepEqual(await at(), [steps[0].title, "3:59"]);
  assert.notEqual(await status(page).textContent(), steps[0].title);
  const line = page.locator("[data-part=steps] li");
  assert.equal(await line.nth(0).getAttribute("aria-current"), "step");
  assert.ok((await line.nth(0).textContent()).includes(word("room_step_now")), "it is said in a word");
  const before = await status(page).textContent();
  await page.clock.runFor(120_000);
  assert.equal(await status(page).textContent(), before, "nothing is said between steps");
  await page.clock.runFor(120_000);
  assert.deepEqual(await at(), [steps[1].title, "9:59"]);
  assert.equal(await status(page).textContent(), word("room_step_begins").replace("{title}", steps[1].title).replace("{n}", steps[1].minutes));
  await button(page, "room_clock_pause").click();
  await page.clock.runFor(600_000);
  assert.deepEqual(await at(), [steps[1].title, "9:59"]);
  // A reload does not stop it, and a running one goes on meanwhile.
  await button(page, "room_clock_go_on").click();
  await page.reload();
  await page.clock.runFor(30_000);
  assert.deepEqual(await at(), [steps[1].title, "9:29"]);
  await button(page, "room_clock_next").click();
  assert.deepEqual(await at(), [steps[2].title, "30:00"]);
  await page.clock.runFor(46 * 60_000);
  assert.deepEqual(await at(), [word("room_clock_over"), "1:00"]);
  await close();
});

test("all of it goes by keyboard, and letters are letters in a text", async () => {
  const { page, close } = await open();
  const ids = await page.locator("[data-part=list] .id").allTextContents();
  assert.equal(await current(page), ids[0]);
  for (const [key, to] of [["j", 1], ["ArrowRight", 2], ["k", 1], ["ArrowLeft", 0], ["k", 0]]) {
    await page.keyboard.press(key);
    assert.equal(await current(page), ids[to], key);
  }
  await page.keyboard.press("d");
  assert.equal(await button(page, "room_done").getAttribute("aria-pressed"), "true");
  assert.ok((await page.locator("[data-part=list] li").first().textContent()).includes(word("room_done")));
  const mark = page.locator("[data-part=mark]");
  for (const [key, name] of [["s", "solid"], ["t", "talk"], ["w", "weak"]]) {
    await page.keyboard.press(key);
    assert.deepEqual(await mark.locator("[aria-pressed=true]").evaluateAll((all) => all.map((one) => one.dataset.mark)), [name]);
  }
  const area = await mark.locator(".room-mark").getAttribute("data-area");
  const inList = page.locator(`[data-part=area-list] [data-area="${area}"]`);
  assert.equal(await inList.locator("[data-mark=weak]").getAttribute("aria-pressed"), "true");
  // In a text they are letters.
  await inList.locator("input").focus();
  await page.keyboard.type("just stow it");
  assert.equal(await inList.locator("input").inputValue(), "just stow it");
  assert.equal(await current(page), ids[0]);
  assert.equal(await inList.locator("[data-mark=weak]").getAttribute("aria-pressed"), "true");
  // The same key takes a mark back, at the area with the focus.
  await inList.locator("[data-mark=solid]").focus();
  await page.keyboard.press("w");
  assert.equal(await inList.locator("[aria-pressed=true]").count(), 0);
  // Whoever speaks to the machine, or has other keys, turns them off.
  await page.getByLabel(word("room_keys_on")).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("j");
  assert.equal(await current(page), ids[0]);
  // A decision from the point, filled in and taken away by keys alone.
  await page.locator("[data-part=point] [data-decide=condition]").focus();
  await page.keyboard.press("Enter");
  assert.equal(await field(form(page, "condition"), "questions").inputValue(), ids[0]);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Exercise it");
  assert.equal(await field(form(page, "condition"), "what").inputValue(), "Exercise it");
  await form(page, "condition").locator("[data-remove]").focus();
  await page.keyboard.press("Enter");
  assert.equal(await form(page, "condition").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.add), "condition");
  await close();
});

test("a reload keeps all that was typed; starting anew asks, and leaves the answers", async () => {
  const { page, close } = await open();
  await people(page);
  await page.keyboard.press("Escape");
  await exception(page);
  await page.locator("[data-add=discussion]").last().click();
  await field(form(page, "discussion"), "topic").fill("Who is called at night");
  await page.locator("[data-part=area-list] [data-mark=talk]").first().click();
  const seen = () => page.evaluate(() => [...document.querySelectorAll("#rb-room :is(input:not([type=file]), textarea, select)")].map((one) => (one.type === "checkbox" ? one.checked : one.value)));
  const was = await seen();
  await page.reload();
  assert.deepEqual(await seen(), was);
  assert.equal(await page.locator("[data-part=area-list] [aria-pressed=true]").count(), 1);
  // Nothing of it is a record of the answers.
  const keys = await page.evaluate(() => Object.keys(localStorage));
  assert.deepEqual(keys, [`readybook-room:${book.id}:invoice-api`]);
  await button(page, "room_anew").click();
  await button(page, "answers_cancel").click();
  assert.deepEqual(await seen(), was);
  await button(page, "room_anew").click();
  await page.locator("dialog").getByRole("button", { name: word("room_anew"), exact: true }).click();
  assert.equal(await page.locator("[data-decision]").count(), 0);
  assert.equal(await page.locator("#rb-room [aria-pressed=true]").count(), 0);
  assert.ok((await page.locator("[data-part=list] .id").count()) > 5);
  await close();
});

test("the answers that the browser keeps are another way in", async () => {
  const { page, close } = await open({ answers: "" });
  await page.goto(server.home + kinds.readiness);
  await fillAll(page, "operational-readiness");
  await page.goto(server.home + kinds.room);
  await page.getByRole("button", { name: "Invoice API", exact: true }).click();
  assert.ok((await page.locator("[data-text=facts]").textContent()).includes(word("room_read_here")));
  assert.ok((await page.locator("[data-part=list] .id").count()) > 3);
  const before = await page.evaluate(() => JSON.stringify(Object.entries(localStorage).filter(([key]) => key.startsWith("readybook:")).sort()));
  await page.keyboard.press("s");
  assert.equal(await page.evaluate(() => JSON.stringify(Object.entries(localStorage).filter(([key]) => key.startsWith("readybook:")).sort())), before);
  await close();
});

test("a veto is there where the tier allows it, for a role that may, with its reason and what lifts it", async () => {
  const { page, close } = await open({ answers: answersOf({ tier: "standard" }) });
  await page.locator("[data-add=verdict]").click();
  assert.deepEqual(await field(form(page, "verdict"), "outcome").locator("option").evaluateAll((all) => all.map(({ value }) => value)), ["", "go", "go-with-conditions", "not-yet"]);
  assert.ok((await form(page, "verdict").textContent()).includes(word("room_no_veto_or_high_risk").replace("{tiers}", "Critical")));
  await close();

  // Nobody has said the tier: then it may be one that allows a veto.
  const unsaid = await open({ answers: answersOf({ tier: "" }) });
  await unsaid.page.locator("[data-add=verdict]").click();
  assert.equal(await field(form(unsaid.page, "verdict"), "outcome").locator("option[value=veto]").count(), 1);
  await unsaid.close();

  const critical = await open();
  await people(critical.page);
  await critical.page.locator("[data-add=verdict]").click();
  const host = form(critical.page, "verdict");
  await field(host, "role").selectOption("team-lead");
  await field(host, "outcome").selectOption("veto");
  assert.equal(await field(host, "by").inputValue(), "ida", "who is here in that role decides");
  await host.locator("[data-save]").click();
  assert.deepEqual(await problemsIn(host), [word("room_problem_no_veto_role").replace("{roles}", "Security engineer or Architect"), word("room_problem_missing"), word("room_problem_missing")]);
  await field(host, "role").selectOption("security");
  await field(host, "by").fill("piet");
  await field(host, "reason").fill("Nobody can revoke a key.");
  await field(host, "lifted_by").fill("A key was revoked once, in staging.");
  assert.deepEqual(await problemsIn(host), []);
  await critical.close();
});

test("what is missing is told at its field, and nothing is saved", async () => {
  const { page, close } = await open();
  await page.locator("[data-add=condition]").last().click();
  await page.locator("[data-decision][data-kind=condition] [data-key=owner] input").fill("security");
  await field(form(page, "condition"), "questions").fill("REL-999");
  await field(form(page, "condition"), "ends_on").fill("2026-11-01");
  await button(page, "room_save_one").click();
  const missing = word("room_problem_missing");
  assert.deepEqual(await problemsIn(form(page, "condition")), [
    word("room_problem_no_question").replace("{what}", "REL-999"),
    missing,
    word("room_problem_nobody").replace("{what}", "security"),
    word("room_problem_too_early").replace("{day}", DAY),
    word("room_problem_person"),
  ]);
  assert.equal(await focused(page), await field(form(page, "condition"), "questions").getAttribute("id"));
  assert.equal(await field(form(page, "condition"), "what").getAttribute("aria-invalid"), "true");
  assert.ok((await status(page).textContent()).includes("6"), await status(page).textContent());
  const host = await exception(page, { question: "SEC-15" });
  await host.locator("[value=security]").uncheck();
  await host.locator("[data-save]").click();
  const stop = book.checklists.flatMap(({ areas }) => areas.flatMap(({ items }) => items)).find(({ id }) => id === "SEC-15").hard_stop.length > 0;
  assert.ok(stop, "SEC-15 can stop a launch");
  assert.deepEqual(await problemsIn(host), [word("room_problem_stop_role").replace("{roles}", "Security engineer or Architect")]);
  await close();
});

test("entries come as files of their own that the program reads, and a saved one is put right by another", async () => {
  const answers = answersOf();
  const { page, heard, close } = await open();
  await page.evaluate(() => delete globalThis.showDirectoryPicker);
  await people(page);
  await page.locator("[data-part=area-list] [data-area=reliability] [data-mark=talk]").click();
  await page.locator("[data-part=area-list] [data-area=reliability] input").fill("Failover: never exercised");
  await page.locator("[data-part=area-list] [data-area=security] [data-mark=weak]").click();
  await page.locator("[data-add=verdict]").click();
  const verdict = form(page, "verdict");
  await field(verdict, "role").selectOption("security");
  await field(verdict, "outcome").selectOption("go-with-conditions");
  await field(verdict, "reason").fill("The failover was never exercised.");
  await page.locator("[data-part=decision-list] ~ p [data-add=condition]").click();
  const condition = form(page, "condition");
  for (const [key, value] of Object.entries({ questions: "REL-04 OPS-03", what: "Exercise the failover:\nonce in each zone.", owner: "kim", ends_on: "2026-12-10", closes_when: "The drill is written down.", by: "piet" })) await field(condition, key).fill(value);
  await exception(page);
  await page.locator("[data-add=discussion]").last().click();
  const discussion = form(page, "discussion");
  for (const [key, value] of Object.entries({ topic: "Who is called at night", owner: "kim", due: "2026-11-20" })) await field(discussion, key).fill(value);
  await field(page.locator("[data-part=meeting]"), "decides").fill("olga");

  const entries = await downloads(page, 4, () => button(page, "room_save_all").click());
  const by = (kind) => entries.find(({ name }) => name.startsWith(`${DAY}-${kind}`));
  const head = (ids) => `record: 1\nservice: invoice-api\nphase: ready-for-production\n"on": ${DAY}\nby:\n${ids.map((id) => `  - ${id}\n`).join("")}written_by: nils\nwritten_on: ${DAY}\nconfirmed: room\n`;
  const texts = {
    walkthrough: `${head(["ida", "mona", "ravi", "piet"])}walkthrough:\n  took_part:\n    team-lead:\n      - ida\n    security:\n      - piet\n    architect:\n      - mona\n      - ravi\n  areas:\n    reliability:\n      mark: talk\n      line: "Failover: never exercised"\n    security: weak\n  discussions:\n    - topic: Who is called at night\n      owner: kim\n      due: 2026-11-20\n  decides: olga\n`,
    verdict: `${head(["piet"])}verdict:\n  outcome: go-with-conditions\n  role: security\n  reason: The failover was never exercised.\n`,
    condition: `${head(["piet"])}condition:\n  questions:\n    - REL-04\n    - OPS-03\n  what: |-\n    Exercise the failover:\n    once in each zone.\n  owner: kim\n  ends_on: 2026-12-10\n  closes_when: The drill is written down.\n`,
    exception: `${head(["piet", "olga"])}exception:\n  question: SEC-15\n  gap: The rotation is by hand.\n  acceptable: Two people know how.\n  limits: The keys are read-only.\n  ends_on: 2026-12-10\n  closes_when: The job has run once.\n  accepted_as:\n    - security\n    - product-owner\n`,
  };
  texts.walkthrough = texts.walkthrough.replace("by:\n  - ida\n  - mona\n  - ravi\n  - piet\n", "by:\n  - ida\n  - piet\n  - mona\n  - ravi\n");
  for (const [kind, text] of Object.entries(texts)) assert.equal(by(kind).text, text);
  const subject = { walkthrough: "", verdict: "-security", condition: "-rel-04-ops-03", exception: "-sec-15" };
  for (const kind of Object.keys(texts)) assert.equal(by(kind).name, `${DAY}-${kind}${subject[kind]}-${letters(by(kind).text)}.yaml`);
  assert.deepEqual(judged(answers, entries), []);
  const broken = judged(answers, [{ name: by("verdict").name, text: by("verdict").text.replace("outcome: go-with-conditions", "outcome: perhaps") }]);
  assert.ok(broken.length > 0, "what is no entry would be told");

  // Saved is saved; a change is a new entry that names the old one and says why.
  await button(page, "room_save_all").and(page.locator(":disabled")).waitFor();
  await field(condition, "ends_on").fill("2026-12-17");
  await condition.locator("[data-save]").click();
  assert.deepEqual(await problemsIn(condition), [word("room_problem_missing")]);
  await field(condition, "why").fill("Kim is away that week.");
  const [corrected] = await downloads(page, 1, () => condition.locator("[data-save]").click());
  assert.equal(corrected.text, by("condition").text.replace("condition:\n", `corrects: "${by("condition").name.replace(".yaml", "")}"\nwhy: Kim is away that week.\ncondition:\n`).replace("2026-12-10", "2026-12-17"));
  assert.deepEqual(judged(answers, [...entries, corrected]), []);
  none(heard);
  await close();
});

test("entries go into the folder that is chosen, and what is there is never written over", async () => {
  const { page, close } = await open();
  await page.evaluate(() => (globalThis.showDirectoryPicker = () => navigator.storage.getDirectory()));
  await people(page);
  await button(page, "room_folder").click();
  await page.locator("[data-add=verdict]").click();
  const verdict = form(page, "verdict");
  await field(verdict, "role").selectOption("security");
  await field(verdict, "outcome").selectOption("go");
  const files = () =>
    page.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("invoice-api.record", { create: true });
      const found = {};
      for await (const [name, handle] of folder) found[name] = await (await handle.getFile()).text();
      return found;
    });
  const text = `record: 1\nservice: invoice-api\nphase: ready-for-production\n"on": ${DAY}\nby:\n  - piet\nwritten_by: nils\nwritten_on: ${DAY}\nconfirmed: room\nverdict:\n  outcome: go\n  role: security\n`;
  const name = `${DAY}-verdict-security-${letters(text)}.yaml`;
  await page.evaluate(
    async ([name]) => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("invoice-api.record", { create: true });
      const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await writable.write("somebody else's");
      await writable.close();
    },
    [name],
  );
  await verdict.locator("[data-save]").click();
  await verdict.locator("[data-save]:disabled").waitFor();
  const found = await files();
  assert.equal(found[name], "somebody else's");
  const [[other, written]] = Object.entries(found).filter(([one]) => one !== name);
  assert.match(other, new RegExp(`^${DAY}-verdict-security-[a-z2-7]{5}\\.yaml$`));
  assert.equal(written, text);
  await close();
});

test("people of people.yaml are offered by name, and kept nowhere", async () => {
  const { page, close } = await open();
  await give(page, "people-picker", "people.yaml", "record: 1\npeople:\n  piet:\n    name: Piet Example\n    roles: [security]\n  gone:\n    name: Gone Example\n    roles: [security]\n    until: 2026-01-31\n");
  const here = page.locator("[data-part=here] [data-key='took_part:security']");
  await here.getByRole("button").first().waitFor();
  assert.deepEqual(await here.getByRole("button").allTextContents(), ["Piet Example"]);
  await here.getByRole("button").click();
  assert.equal(await here.locator("input").inputValue(), "piet");
  await here.locator("input").fill("Piet Example");
  await here.locator("input").blur();
  assert.equal(await here.locator("input").inputValue(), "piet");
  assert.ok(!(await page.evaluate(() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage))).includes("Piet Example"));
  await give(page, "people-picker", "other.yaml", "a: b\n");
  await status(page).filter({ hasText: word("room_people_wrong").replace("{name}", "other.yaml") }).waitFor();
  await close();
});

test("a change has no meeting; a file that is none says so; the page works from a folder", async () => {
  const change = await open({ answers: answersOf({ kind: "change" }) });
  await change.page.getByText(word("room_change"), { exact: true }).waitFor();
  assert.equal(await change.page.locator("[data-part=work]").isVisible(), false);
  await change.close();
  const file = await open({ answers: "answers: 2\nservice: {id: a, launch: sometimes}\n", address: pathToFileURL(join(handbook.folder, kinds.room)).href });
  await file.page.locator("[data-part=problems]", { hasText: "sometimes" }).waitFor();
  await give(file.page, "picker", "invoice-api.answers.yaml", answersOf());
  await file.page.locator("[data-part=work]").waitFor();
  await file.page.keyboard.press("j");
  assert.notEqual(await current(file.page), "");
  none(file.heard);
  await file.close();
});

test("axe finds nothing, in light, in dark and on a phone, and nothing is wider than the window", async () => {
  const complaints = [];
  for (const [name, how] of [["light", {}], ["dark", { colorScheme: "dark" }], ["phone", { viewport: PHONE, hasTouch: true, isMobile: true }]]) {
    const { page, close } = await open(how);
    await give(page, "people-picker", "people.yaml", "record: 1\npeople:\n  piet: {name: Piet Example, roles: [security]}\n");
    await button(page, "room_clock_start").click();
    await page.locator("[data-part=area-list] [data-mark=weak]").first().click();
    for (const kind of ["verdict", "condition", "exception", "discussion"]) await page.locator(`[data-add=${kind}]`).last().click();
    await button(page, "room_save_all").click();
    // Below what sticks to the window's top a button is as large as what is left of it: looked at is a page that stands still, at its top.
    await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
    complaints.push(...(await examine(page, ALL)).map((one) => `${name}: ${one}`));
    const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    if (wide > window) complaints.push(`${name}: ${wide} px wide`);
    const small = await page.locator("#rb-room button:visible").evaluateAll((all) => all.filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < 24).map((one) => one.textContent));
    complaints.push(...small.map((text) => `${name}: ${text} is small`));
    await close();
  }
  none(complaints);
});

test("the phase and its checklists lead to it, and no other page loads its scripts", async () => {
  const { page, close } = await open({ answers: "" });
  for (const kind of ["readiness"]) {
    await page.goto(server.home + kinds[kind]);
    assert.equal(await page.locator('script[src*="room"]').count(), 0);
    await page.getByRole("main").getByRole("link", { name: word("room_title").replace("{name}", book.settings.review_name), exact: true }).click();
    await page.getByRole("heading", { level: 2, name: word("room_begin"), exact: true }).waitFor();
  }
  await page.goto(`${server.home}ready-for-production/index.html`);
  await page.getByRole("main").getByRole("link", { name: word("room_title").replace("{name}", book.settings.review_name), exact: true }).first().click();
  await page.getByRole("heading", { level: 2, name: word("room_begin"), exact: true }).waitFor();
  await page.goto(server.home + kinds.green_light);
  assert.equal(await page.locator('a[href*="in-the-room"]').count(), 0);
  await close();
});
