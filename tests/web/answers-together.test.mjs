// Several people, tabs, browsers and branches on one list, and nothing that anybody wrote is lost: merging three ways on screen, undoing,
// removing, renaming, a storage that somebody cleared, and the next launch. Needs the built handbook; one test runs Git and the program.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { ALL, COLOURS, examine } from "./support/axe.mjs";
import { overflows } from "./support/boxes.mjs";
import { DESKTOP, PHONE, launch, listen } from "./support/browser.mjs";
import { program, temporary } from "./support/build.mjs";
import { answer, begin, describe, download, panel, press, question, records, upload, withoutPickers } from "./support/filling-in.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, word } from "./support/sites.mjs";

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await serve(handbook);
});
after(() => browser.close());

const readiness = () => server.home + kinds.readiness;

/** Names a service of which all questions of these tests are asked. */
async function begun(page) {
  await begin(page);
  await describe(page, { tier: "critical", traits: ["stores-data"] });
}

/** A page in a context of its own; with `path` its browser opens and saves that file on disk, as one with file handles does. */
async function visit(t, { path, ...options } = {}) {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", acceptDownloads: true, ...options });
  context.setDefaultTimeout(8000);
  if (path) {
    const name = path.split("/").at(-1);
    await context.exposeFunction("readDisk", () => {
      const stamp = statSync(path, { throwIfNoEntry: false });
      return stamp ? readFileSync(path, "utf8") : "";
    });
    await context.exposeFunction("writeDisk", (text) => writeFileSync(path, text));
    await context.addInitScript((fileName) => {
      const handle = {
        name: fileName,
        getFile: async () => new File([await globalThis.readDisk()], fileName),
        async createWritable() {
          let text = "";
          return {
            write: async (part) => {
              text += part;
            },
            close: () => globalThis.writeDisk(text),
            abort: async () => {},
          };
        },
      };
      globalThis.showSaveFilePicker = async ({ suggestedName }) => {
        globalThis.suggested = suggestedName;
        return handle;
      };
      globalThis.showOpenFilePicker = async () => [handle];
    }, name);
  } else await context.addInitScript(withoutPickers);
  const page = await context.newPage();
  const heard = listen(page);
  t.after(async () => {
    await context.close();
    assert.deepEqual(heard, []);
  });
  await page.goto(readiness());
  return page;
}

const dialog = (page) => page.locator("dialog[open]");
const inDialog = (page, name) => dialog(page).getByRole("button", { name, exact: true });
const status = (page, text) => page.locator("[data-part=status]", { hasText: text }).waitFor();
const says = (page, id, text) => page.locator(`#${id}`, { hasText: text }).waitFor();
const undo = (page) => page.locator("[data-part=undo] button");
const savedFile = (page) => download(page, () => press(page, "answers_save"));
const conflict = (page, id) => dialog(page).locator(".answers-conflict", { has: page.locator("legend strong", { hasText: new RegExp(`^${id}$`) }) });
const choose = (page, id, whose) => conflict(page, id).locator(`[value=${whose}]`).check();
/** The text of a file with a place filled in, as somebody does in an editor. */
const filledIn = (text, id, said) => {
  assert.ok(text.includes(`      ${id}:\n`), `${id} has no place\n${text}`);
  return text.replace(`      ${id}:\n`, `      ${id}:\n        state: answered\n        says: "${said}"\n`);
};
/** The records without what a page remembers beside them. */
const kept = async (page) => Object.fromEntries(Object.entries(await records(page)).filter(([key]) => !/:(current|version)$/.test(key)));

test("a file begun on screen is byte for byte the one of `review new` with the published handbook", async (t) => {
  const folder = temporary("new");
  const page = await visit(t);
  await begun(page);
  const { name, text } = await savedFile(page);
  const made = spawnSync(program, ["review", "new", "Invoice API", "--launch", "new-service", "--tier", "critical", "--trait", "stores-data", "--handbook", join(handbook.folder, "handbook.json")], { cwd: folder, encoding: "utf8", timeout: 60_000 });
  assert.equal(made.status, 0, made.stderr);
  assert.equal(text, readFileSync(join(folder, name), "utf8"));
  // All of it is in the file: nothing has changed since.
  assert.match(await page.locator(".answers-kept").innerText(), /all of it is in invoice-api\.answers\.yaml/);
});

test("saving asks only for what both changed, chooses nothing by itself, and can be undone", async (t) => {
  const path = join(temporary("disk"), "invoice-api.answers.yaml");
  const page = await visit(t, { path });
  await begun(page);
  for (const id of ["REL-01", "REL-03", "REL-06"]) await answer(page, id, { says: `First ${id}.` });
  await press(page, "answers_save");
  await status(page, "Saved as invoice-api.answers.yaml");
  const first = readFileSync(path, "utf8");
  await answer(page, "REL-01", { says: "Mine 99.95" });
  await answer(page, "REL-03", { says: "Mine RTO 2 h" });
  const theirs = filledIn(first.replace("First REL-01.", "Theirs 99.9"), "REL-02", "Two zones.");
  writeFileSync(path, theirs);
  const untouched = await kept(page);
  await press(page, "answers_save");
  await dialog(page).waitFor();
  const text = await dialog(page).innerText();
  assert.match(text, /1 thing was changed on both sides/);
  assert.match(text, /REL-01[\s\S]*Mine 99\.95[\s\S]*Theirs 99\.9/);
  assert.equal(await dialog(page).locator("input:checked").count(), 0);
  assert.equal(await dialog(page).locator(".answers-conflict").count(), 1);
  assert.deepEqual(await examine(page, ALL), []);
  // Without a choice nothing goes on.
  await inDialog(page, word("answers_save_now")).click();
  assert.ok(await dialog(page).isVisible());
  assert.deepEqual(await kept(page), untouched);
  await choose(page, "REL-01", "mine");
  await inDialog(page, word("answers_save_now")).click();
  await status(page, "1 answer taken over from invoice-api.answers.yaml. Saved as invoice-api.answers.yaml");
  const second = readFileSync(path, "utf8");
  for (const part of ["Mine 99.95", "Two zones.", "Mine RTO 2 h", "First REL-06."]) assert.ok(second.includes(part), second);
  // One key undoes it all, on disk as well; the next save asks again.
  await page.locator("h1").first().click();
  await page.keyboard.press("Control+z");
  await status(page, "Undone, here and in invoice-api.answers.yaml.");
  assert.deepEqual(await kept(page), untouched);
  assert.equal(readFileSync(path, "utf8"), theirs);
  assert.match(await page.locator(".answers-kept").innerText(), /Something has changed since invoice-api\.answers\.yaml was saved/);
  await press(page, "answers_save");
  await choose(page, "REL-01", "mine");
  await inDialog(page, word("answers_save_now")).click();
  await status(page, "1 answer taken over from invoice-api.answers.yaml. Saved as invoice-api.answers.yaml");
  assert.equal(readFileSync(path, "utf8"), second);
  // What was written and saved since stays here, and nothing of it is lost.
  await answer(page, "REL-06", { says: "Written since." });
  await press(page, "answers_save");
  await page.waitForFunction(async () => (await globalThis.readDisk()).includes("Written since."));
  await undo(page).click();
  await status(page, "Undone, here and in invoice-api.answers.yaml.");
  assert.equal(readFileSync(path, "utf8"), theirs);
  await says(page, "REL-06", "Written since.");
});

test("undoing a save leaves a file that somebody changed since as it is, and one that was downloaded, and says so", async (t) => {
  const path = join(temporary("undo"), "invoice-api.answers.yaml");
  const page = await visit(t, { path });
  await begun(page);
  await answer(page, "REL-01", { says: "First." });
  await press(page, "answers_save");
  await status(page, "Saved as invoice-api.answers.yaml");
  writeFileSync(path, filledIn(readFileSync(path, "utf8"), "REL-02", "Two zones."));
  await press(page, "answers_save");
  await status(page, "1 answer taken over from invoice-api.answers.yaml. Saved as");
  const later = readFileSync(path, "utf8").replace("First.", "Kim, later.");
  writeFileSync(path, later);
  await undo(page).click();
  await status(page, "Undone here. invoice-api.answers.yaml stays as it is on disk; the next save brings both together.");
  assert.equal(readFileSync(path, "utf8"), later);
  assert.doesNotMatch(await question(page, "REL-02").innerText(), /Two zones/);
  // A file that came down as a copy is out of reach.
  const plain = await visit(t);
  await begun(plain);
  await answer(plain, "REL-01", { says: "First." });
  const first = await savedFile(plain);
  await upload(plain, first.name, filledIn(first.text, "REL-02", "From Git."));
  await inDialog(plain, word("answers_import_take")).click();
  await says(plain, "REL-02", "From Git.");
  await savedFile(plain);
  await undo(plain).click();
  await status(plain, "Undone here. invoice-api.answers.yaml stays as you saved it; save it once more to have it so there too.");
  assert.equal((await savedFile(plain)).text, first.text);
});

test("a file that changes at every try to save it is left alone, and that is said", async (t) => {
  const path = join(temporary("busy"), "invoice-api.answers.yaml");
  const page = await visit(t, { path });
  await begun(page);
  await answer(page, "REL-01", { says: "First." });
  await press(page, "answers_save");
  await status(page, "Saved as invoice-api.answers.yaml");
  await answer(page, "REL-01", { says: "Second." });
  // Somebody else's program writes whenever this page looks.
  await page.evaluate(() => {
    const { readDisk } = globalThis;
    let count = 0;
    globalThis.readDisk = async () => {
      const text = await readDisk();
      await globalThis.writeDisk(`${text.replace(/# \d+ ?\n/, "")}# ${++count}\n`);
      return globalThis.readDisk === readDisk ? text : readDisk();
    };
  });
  await press(page, "answers_save");
  await dialog(page).waitFor();
  assert.match(await dialog(page).innerText(), /invoice-api\.answers\.yaml is being changed all the time/);
  await page.keyboard.press("Escape");
  assert.match(readFileSync(path, "utf8"), /First\./);
  await says(page, "REL-01", "REL-01");
  assert.match(await page.locator("#REL-01 [name=says]").inputValue(), /Second\./);
});

test("without a text that both knew every difference is asked, also what only one side says, with both sides and their days", async (t) => {
  for (const options of [{}, { viewport: PHONE }]) {
    const page = await visit(t, options);
    await begin(page);
    await answer(page, "REL-01", { says: "Only here." });
    await answer(page, "REL-02", { says: "Mine." });
    await answer(page, "REL-04", { says: "The same." });
    const before = await kept(page);
    const theirs = "answers: 2\nservice:\n  id: invoice-api\n  title: Invoice API\n  launch: new-service\n  team: payments\nchecklists:\n  operational-readiness:\n    items:\n      REL-02: {says: Theirs., state: gap, updated: 2026-11-25}\n      REL-03: {says: Only there., updated: 2026-11-24}\n      REL-04: {says: The same., state: answered}\n      REL-05:\n";
    await upload(page, "invoice-api.answers.yaml", theirs);
    await dialog(page).waitFor();
    assert.deepEqual(await dialog(page).locator("[data-key]").evaluateAll((all) => all.map((one) => one.dataset.key)), ["service:team", "items:operational-readiness:REL-01", "items:operational-readiness:REL-02", "items:operational-readiness:REL-03"]);
    assert.equal(await dialog(page).locator("input:checked").count(), 0);
    assert.match(await dialog(page).innerText(), /4 things differ/);
    assert.match(await conflict(page, "REL-01").innerText(), /Here\s+changed \d{4}-\d\d-\d\d[\s\S]*Only here\.[\s\S]*In the file\s*\(nothing\)/);
    assert.match(await conflict(page, "REL-03").innerText(), /Here\s*\(nothing\)\s*In the file\s+changed 2026-11-24[\s\S]*Only there\./);
    assert.deepEqual(await examine(page, ALL), []);
    assert.deepEqual(await page.evaluate(overflows), []);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/no-base-${page.viewportSize().width}.png` });
    await inDialog(page, word("answers_import_take")).click();
    assert.ok(await dialog(page).isVisible(), "nothing goes on without a choice");
    assert.deepEqual(await kept(page), before);
    // Whatever only one side says is kept at one press; what both say differently is still to choose.
    await inDialog(page, word("answers_merge_all_single")).click();
    assert.match(await dialog(page).locator(".answers-left").innerText(), /1 still to choose/);
    assert.ok(await conflict(page, "REL-01").locator("[value=mine]").isChecked());
    assert.ok(await conflict(page, "REL-03").locator("[value=theirs]").isChecked());
    await choose(page, "REL-02", "mine");
    await inDialog(page, word("answers_import_take")).click();
    await status(page, "1 answer taken over from invoice-api.answers.yaml.");
    const { text } = await savedFile(page);
    for (const part of ["Only here.", "Mine.", "Only there.", "The same.", "team: payments"]) assert.ok(text.includes(part), `${part}\n${text}`);
    await undo(page).click();
    await status(page, "Undone here.");
    // Whoever leaves out what only the file says has it nowhere, and what is only here goes only if somebody chooses so.
    await upload(page, "invoice-api.answers.yaml", theirs);
    await inDialog(page, word("answers_import_all_theirs")).click();
    await choose(page, "REL-03", "mine");
    await inDialog(page, word("answers_import_take")).click();
    await status(page, "taken over from invoice-api.answers.yaml.");
    const value = (await savedFile(page)).text;
    assert.doesNotMatch(value, /Only here|Only there|Mine\./);
    assert.match(value, /Theirs\./);
  }
});

test("a file that was opened gets a place for every open question, and the checklists of the phase that it lacks are told and offered", async (t) => {
  const folder = temporary("held");
  const made = spawnSync(program, ["review", "new", "Invoice API", "--launch", "new-service", "--tier", "critical", "--trait", "stores-data", "--handbook", join(handbook.folder, "handbook.json")], { cwd: folder, encoding: "utf8", timeout: 60_000 });
  assert.equal(made.status, 0, made.stderr);
  const whole = readFileSync(join(folder, "invoice-api.answers.yaml"), "utf8");
  const part = (id) => new RegExp(`^ {2}${id}:\n(?: {4}.*\n| *\n)*`, "m").exec(whole)[0];
  // A file of the readiness list alone, in which two questions have no place.
  const less = ["green-light", "security-assessment", "load-profile"].reduce((text, id) => text.replace(part(id), ""), whole);
  const without = (text, id) => text.replace(new RegExp(`^(?: {6}# .*\n)+ {6}${id}:\n`, "m"), "");
  const opened = without(without(less, "REL-02"), "SEC-01");
  assert.notEqual(opened, less);
  for (const options of [{}, { viewport: PHONE }]) {
    const page = await visit(t, options);
    await upload(page, "invoice-api.answers.yaml", opened);
    await inDialog(page, word("answers_import_take")).click();
    const told = panel(page).locator("[data-part=lists]");
    await told.waitFor();
    const text = await told.innerText();
    assert.match(text, /invoice-api\.answers\.yaml does not hold these checklists of its phase: Security assessment, Load profile\./);
    if (process.env.PICTURES) await panel(page).screenshot({ path: `${process.env.PICTURES}/lists-${page.viewportSize().width}.png` });
    assert.equal((await savedFile(page)).text, less, "a place for every open question in the lists that it holds");
    assert.ok(await told.isVisible());
    await told.getByRole("button", { name: word("answers_lists_add") }).click();
    await status(page, word("answers_lists_added"));
    assert.ok(await told.isHidden());
    assert.match(await page.locator(".answers-kept").innerText(), /Something has changed since/);
    assert.equal((await savedFile(page)).text, whole.replace(part("green-light"), ""));
    assert.match(await page.locator(".answers-kept").innerText(), /all of it is in/);
    await page.reload();
    await page.locator(".answers-desk").waitFor();
    assert.ok(await told.isHidden());
  }
});

test("opening a file takes what changed there, keeps what changed here, and counts no empty place", async (t) => {
  const page = await visit(t);
  await begun(page);
  await answer(page, "REL-01", { says: "First." });
  const first = await savedFile(page);
  assert.equal(first.name, "invoice-api.answers.yaml");
  await answer(page, "REL-01", { says: "Mine, after saving." });
  const before = await kept(page);
  const merged = filledIn(filledIn(first.text, "REL-02", "From Git."), "REL-06", "From Git too.");
  await upload(page, first.name, merged);
  await dialog(page).waitFor();
  assert.equal(await dialog(page).locator("input").count(), 0);
  assert.match(await dialog(page).innerText(), /2 from the file, taken over[\s\S]*REL-02[\s\S]*REL-06[\s\S]*1 said only here; they stay[\s\S]*REL-01/);
  assert.doesNotMatch(await dialog(page).innerText(), /\(nothing\)/);
  await inDialog(page, word("answers_import_take")).click();
  await status(page, "2 answers taken over from invoice-api.answers.yaml.");
  await says(page, "REL-02", "From Git.");
  assert.match((await savedFile(page)).text, /Mine, after saving\./);
  await undo(page).click();
  await status(page, "Undone here. invoice-api.answers.yaml stays as you saved it");
  assert.deepEqual(await kept(page), before);
  assert.ok(await undo(page).isHidden());
});

test("what is written after a merge outlives the undoing of it", async (t) => {
  const page = await visit(t);
  await begun(page);
  await answer(page, "REL-01", { says: "First." });
  const first = await savedFile(page);
  await upload(page, first.name, filledIn(first.text, "REL-02", "From Git."));
  await inDialog(page, word("answers_import_take")).click();
  await says(page, "REL-02", "From Git.");
  await answer(page, "REL-06", { says: "Written since." });
  await undo(page).click();
  await status(page, word("answers_undone"));
  assert.doesNotMatch(await question(page, "REL-02").innerText(), /From Git/);
  assert.match((await savedFile(page)).text, /Written since\./);
});

test("the dialog of many differences keeps its buttons in reach, on a phone and in the dark too", async (t) => {
  for (const options of [{}, { viewport: PHONE }, { colorScheme: "dark" }]) {
    const page = await visit(t, options);
    await begin(page);
    const ids = ["DEP-01", "DEP-02", "DEP-04", "REL-01", "REL-02", "SEC-01", "SEC-03"];
    const own = Object.fromEntries(ids.map((id) => [`readybook:production-handbook:invoice-api:operational-readiness:${id}`, JSON.stringify({ state: "answered", says: `Mine for ${id}. `.repeat(12).trim(), updated: "2026-11-20" })]));
    const key = Object.keys(await records(page)).find((found) => found.endsWith(":invoice-api:service"));
    await page.evaluate((all) => Object.entries(all).forEach(([name, value]) => localStorage.setItem(name, value)), Object.fromEntries(Object.entries(own).map(([name, value]) => [name.replace(/^readybook:[^:]+:invoice-api:/, key.replace(/service$/, "")), value])));
    await page.reload();
    const theirs = `answers: 2\nservice:\n  id: invoice-api\n  title: Invoice API\n  launch: new-service\nchecklists:\n  operational-readiness:\n    items:\n${ids.map((id) => `      ${id}: {state: gap, says: "${`Theirs for ${id}. `.repeat(8).trim()}", updated: 2026-11-25}\n`).join("")}`;
    await upload(page, "invoice-api.answers.yaml", theirs);
    await dialog(page).waitFor();
    const view = page.viewportSize();
    for (const button of [inDialog(page, word("answers_import_take")), inDialog(page, word("answers_cancel"))]) {
      const box = await button.boundingBox();
      assert.ok(box.y >= 0 && box.y + box.height <= view.height, JSON.stringify(box));
    }
    assert.match(await dialog(page).innerText(), /changed 2026-11-20[\s\S]*changed 2026-11-25/);
    const [mine, other] = await Promise.all(["mine", "theirs"].map((whose) => conflict(page, "DEP-01").locator(`label:has([value=${whose}])`).boundingBox()));
    assert.equal(Math.abs(mine.y - other.y) < 2, view.width > 600, JSON.stringify({ mine, other }));
    assert.deepEqual(await page.evaluate(overflows), []);
    if (options.colorScheme) assert.deepEqual(await examine(page, COLOURS), []);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/merge-${view.width}-${options.colorScheme ?? "light"}.png` });
    await dialog(page).getByRole("button", { name: word("answers_merge_all_mine") }).click();
    await choose(page, "SEC-01", "theirs");
    await inDialog(page, word("answers_import_take")).click();
    await status(page, "1 answer taken over from invoice-api.answers.yaml.");
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/undo-${view.width}-${options.colorScheme ?? "light"}.png` });
  }
});

test("removing begins on Cancel, says what is in no file, and can be undone", async (t) => {
  const page = await visit(t);
  const remove = async () => {
    await page.getByText(word("answers_more"), { exact: true }).click();
    await press(page, "answers_clear");
    await dialog(page).waitFor();
  };
  await begun(page);
  await answer(page, "REL-01", { says: "First." });
  await answer(page, "REL-02", { says: "Second." });
  await remove();
  assert.match(await dialog(page).innerText(), /2 answers are in no file\./);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), word("answers_cancel"));
  await page.keyboard.press("Enter");
  await dialog(page).waitFor({ state: "detached" });
  await page.getByText(word("answers_more"), { exact: true }).click();
  await savedFile(page);
  await answer(page, "REL-02", { says: "Changed since." });
  const before = await kept(page);
  await remove();
  assert.match(await dialog(page).innerText(), /1 answer is not in invoice-api\.answers\.yaml as it is here\./);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/remove.png` });
  await inDialog(page, word("answers_clear")).click();
  await status(page, "Invoice API removed from this browser.");
  assert.deepEqual(await kept(page), {});
  assert.equal(await page.evaluate(() => document.activeElement.dataset.do), "undo");
  await page.keyboard.press("Enter");
  await status(page, word("answers_undone"));
  assert.deepEqual(await kept(page), before);
  await says(page, "REL-02", "Changed since.");
});

test("two services of one name are told apart, and going on with the one that is there comes first", async (t) => {
  const page = await visit(t);
  await begin(page);
  await page.locator("[data-part=service] [name=team]").fill("payments");
  await answer(page, "REL-01", { says: "First." });
  await page.getByText(word("answers_more"), { exact: true }).click();
  await press(page, "answers_leave");
  await begin(page, "  invoice  API ");
  await dialog(page).waitFor();
  assert.match(await dialog(page).innerText(), /There is already a service called[\s\S]*payments · invoice-api · changed \d{4}-\d\d-\d\d/);
  await page.keyboard.press("Enter");
  await says(page, "REL-01", "First.");
  await press(page, "answers_leave");
  await begin(page);
  await inDialog(page, word("answers_same_name_new")).click();
  await page.locator("[data-part=service] [name=team]").waitFor();
  await press(page, "answers_leave");
  const list = await panel(page).locator("[data-list=others]").innerText();
  if (process.env.PICTURES) await panel(page).screenshot({ path: `${process.env.PICTURES}/names.png` });
  assert.match(list, /Invoice API \(payments, invoice-api, changed \d{4}-\d\d-\d\d\)[\s\S]*Invoice API \(invoice-api-2\)/);
  // A name in other letters: an id that no other name has.
  const ids = [];
  for (const title of ["支払い", "請求書"]) {
    await begin(page, title);
    await page.locator(".answers-desk h2", { hasText: title }).waitFor();
    ids.push((await savedFile(page)).name);
    await press(page, "answers_leave");
  }
  for (const name of ids) assert.match(name, /^service-\d+\.answers\.yaml$/);
  assert.notEqual(ids[0], ids[1]);
});

test("after a rename the next save offers the new name, and says that the old file remains", async (t) => {
  const page = await visit(t);
  await begin(page);
  await answer(page, "REL-01", { says: "First." });
  await savedFile(page);
  await page.locator("[data-part=service] [name=title]").fill("Ledger");
  await press(page, "answers_save");
  await dialog(page).waitFor();
  assert.match(await dialog(page).innerText(), /invoice-api\.answers\.yaml[\s\S]*the old one remains/);
  const renamed = await download(page, () => inDialog(page, "Save as ledger.answers.yaml").click());
  assert.equal(renamed.name, "ledger.answers.yaml");
  await status(page, "The old file, invoice-api.answers.yaml, remains");
  assert.equal((await savedFile(page)).name, "ledger.answers.yaml");
  await page.locator("[data-part=service] [name=title]").fill("Ledger two");
  await press(page, "answers_save");
  const same = await download(page, () => inDialog(page, "Keep ledger.answers.yaml").click());
  assert.equal(same.name, "ledger.answers.yaml");
  assert.equal((await savedFile(page)).name, "ledger.answers.yaml");
});

test("a storage that is cleared behind the page's back is noticed, and everything is written again", async (t) => {
  const page = await visit(t);
  await begun(page);
  await answer(page, "REL-01", { says: "First." });
  await savedFile(page);
  const before = await kept(page);
  // In this very tab nobody tells the page: the next key does.
  await page.evaluate(() => localStorage.clear());
  await answer(page, "REL-02", { says: "Second." });
  await status(page, word("answers_restored"));
  const after = await kept(page);
  for (const [key, value] of Object.entries(before)) assert.equal(after[key], value, key);
  assert.match(after[Object.keys(after).find((key) => key.endsWith(":REL-02"))], /Second\./);
  // Another tab clears it: this one hears of it.
  const two = await page.context().newPage();
  await two.goto(server.home + kinds.home);
  await two.evaluate(() => localStorage.clear());
  await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.endsWith(":REL-02")));
  assert.deepEqual(await kept(page), after);
  await page.reload();
  await says(page, "REL-01", "First.");
});

test("a file in which Git left its marks is called so, with what to do", async (t) => {
  const page = await visit(t);
  await upload(page, "a.yaml", "answers: 2\nservice:\n  id: a\n<<<<<<< HEAD\n  tier: critical\n=======\n  tier: standard\n>>>>>>> two\n");
  await dialog(page).waitFor();
  const text = await dialog(page).innerText();
  assert.ok(text.includes(word("answers_file_place").replace("{line}", "4").replace("{column}", "1").replace("{problem}", word("answers_problem_conflict"))), text);
  assert.match(text, /Open the file in an editor/);
});

test("the next launch begins with what stays true, and one click says that an answer is still true", async (t) => {
  const page = await visit(t);
  await begin(page);
  await describe(page, { tier: "critical", traits: ["stores-data"] });
  await page.locator("[data-part=service] [name=walkthrough]").fill("2026-12-20");
  await answer(page, "REL-01", { state: "answered", says: "Two zones." });
  await answer(page, "REL-02", { state: "gap", help_wanted: true, plan: { what: "A drill", owner: "Kim", due: "2026-11-01" } });
  const old = await savedFile(page);
  await page.getByText(word("answers_more"), { exact: true }).click();
  await press(page, "answers_next_launch");
  await dialog(page).waitFor();
  assert.match(await dialog(page).innerText(), /2 answers are marked to be looked at again/);
  await inDialog(page, word("answers_next_yes")).click();
  await status(page, "The next launch of Invoice API has begun.");
  await question(page, "REL-01").getByText(word("answers_look")).waitFor();
  if (process.env.PICTURES) await question(page, "REL-01").screenshot({ path: `${process.env.PICTURES}/look.png` });
  await question(page, "REL-01").getByRole("button", { name: new RegExp(word("answers_still_true")) }).click();
  assert.ok(await question(page, "REL-01").getByText(word("answers_look")).isHidden());
  const made = await savedFile(page);
  assert.equal(made.name, "invoice-api-2.answers.yaml");
  assert.match(made.text, /\nfrom: invoice-api\.answers\.yaml\nservice:\n {2}id: invoice-api-2\n/);
  assert.doesNotMatch(made.text, /walkthrough:|help_wanted: true\n/);
  assert.match(made.text, /REL-01:\n {8}state: answered\n {8}says: Two zones\.\n {8}asked: [0-9a-f]{64}\n {8}updated/);
  assert.match(made.text, /REL-02:\n {8}state: gap\n {8}look: true\n {8}plan:\n/);
  // The earlier launch is still there, as it was.
  await press(page, "answers_leave");
  await panel(page).getByRole("button", { name: /invoice-api, / }).click();
  assert.equal((await savedFile(page)).text, old.text);
});

test("two browsers, two tabs, a branch, a disk and a conflict: nothing that anybody wrote is lost", async (t) => {
  const folder = temporary("story");
  const path = join(folder, "invoice-api.answers.yaml");
  const git = (...args) => {
    const done = spawnSync("git", ["-c", "user.name=Kim", "-c", "user.email=kim@example.org", "-c", "commit.gpgsign=false", ...args], { cwd: folder, encoding: "utf8", env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: "1" }, timeout: 30_000 });
    return { isFine: done.status === 0, told: done.stdout + done.stderr };
  };
  const fine = (...args) => {
    const { isFine, told } = git(...args);
    assert.ok(isFine, `git ${args.join(" ")}: ${told}`);
  };
  const disk = () => readFileSync(path, "utf8");
  const save = async (page, said = "Saved as invoice-api.answers.yaml") => {
    await press(page, "answers_save");
    await status(page, said);
  };
  // Ada begins on screen, and puts the file into the team's repository.
  const ada = await visit(t, { path });
  await begun(ada);
  await answer(ada, "REL-01", { state: "answered", says: "Ada: two zones." });
  await save(ada);
  fine("init", "-q", "-b", "main");
  fine("add", ".");
  fine("commit", "-qm", "Begin");
  // Kim answers on a branch, in an editor, a question beside it.
  fine("switch", "-qc", "kim");
  writeFileSync(path, filledIn(disk(), "REL-02", "Kim: a drill in May."));
  fine("commit", "-qam", "Kim");
  fine("switch", "-q", "main");
  // Lee works in another browser, in two tabs, on the file as it is on main.
  const lee = await visit(t, { path });
  await lee.getByRole("button", { name: word("answers_open") }).first().click();
  await inDialog(lee, word("answers_import_take")).click();
  await says(lee, "REL-01", "Ada: two zones.");
  const second = await lee.context().newPage();
  await second.goto(readiness());
  await answer(second, "SEC-01", { says: "Lee, in the second tab." });
  await says(lee, "SEC-01", "Lee, in the second tab.");
  await answer(lee, "REL-03", { says: "Lee: four hours." });
  await save(lee);
  // Ada, meanwhile, in her browser: one answer of her own, and one that Lee gave too.
  await answer(ada, "REL-06", { says: "Ada: we wait." });
  await answer(ada, "REL-03", { says: "Ada: two hours." });
  await press(ada, "answers_save");
  await dialog(ada).waitFor();
  assert.equal(await dialog(ada).locator(".answers-conflict").count(), 1);
  assert.match(await conflict(ada, "REL-03").innerText(), /Ada: two hours\.[\s\S]*Lee: four hours\./);
  await choose(ada, "REL-03", "theirs");
  await inDialog(ada, word("answers_save_now")).click();
  await status(ada, /2 answers taken over from .* Saved as/);
  fine("commit", "-qam", "On screen");
  fine("merge", "-q", "--no-edit", "kim");
  const merged = disk();
  for (const said of ["Ada: two zones.", "Kim: a drill in May.", "Lee: four hours.", "Lee, in the second tab.", "Ada: we wait."]) assert.ok(merged.includes(said), `${said}\n${merged}`);
  // Two branches that change one answer: Git marks it, and the page calls it so and changes nothing.
  fine("switch", "-qc", "one");
  writeFileSync(path, merged.replace("Lee: four hours.", "One hour."));
  fine("commit", "-qam", "One");
  fine("switch", "-q", "main");
  writeFileSync(path, merged.replace("Lee: four hours.", "Three hours."));
  fine("commit", "-qam", "Three");
  assert.ok(!git("merge", "--no-edit", "one").isFine);
  const before = await kept(lee);
  const marked = disk();
  await answer(lee, "REL-06", { says: "Lee: not yet." });
  await press(lee, "answers_save");
  await dialog(lee).waitFor();
  assert.ok((await dialog(lee).innerText()).includes(word("answers_problem_conflict")));
  await lee.keyboard.press("Escape");
  assert.equal(disk(), marked, "a file that Git marked is left as it is");
  // Somebody settles it; the next save brings all together, and asks for what Ada and Lee both said.
  writeFileSync(path, marked.replace(/<<<<<<< [^\n]*\n([\s\S]*?)=======\n[\s\S]*?>>>>>>> [^\n]*\n/, "$1"));
  await press(lee, "answers_save");
  await dialog(lee).waitFor();
  assert.equal(await dialog(lee).locator(".answers-conflict").count(), 1, await dialog(lee).innerText());
  await choose(lee, "REL-06", "mine");
  await inDialog(lee, word("answers_save_now")).click();
  await status(lee, /answers taken over from .* Saved as/);
  for (const said of ["Ada: two zones.", "Kim: a drill in May.", "Three hours.", "Lee, in the second tab.", "Lee: not yet."]) assert.ok(disk().includes(said), `${said}\n${disk()}`);
  await says(second, "REL-02", "Kim: a drill in May.");
  assert.notDeepEqual(await kept(lee), before);
  const checked = spawnSync(program, ["review", "check", path, "--handbook", join(handbook.folder, "handbook.json"), "--as-of", "2026-11-28"], { encoding: "utf8", timeout: 60_000 });
  assert.equal(checked.status, 0, checked.stdout + checked.stderr);
});
