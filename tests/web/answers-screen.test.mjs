// Filling in a checklist on screen, in a real browser: by keyboard, over reloads and tabs, in and out of files, and when things go
// wrong. Needs the built handbook, as `tests/run` builds it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

import { ALL, COLOURS, examine } from "./support/axe.mjs";
import { overflows } from "./support/boxes.mjs";
import { DESKTOP, PHONE, SMALL, launch, listen, none } from "./support/browser.mjs";
import { answer, begin, describe, download, open, panel, press, question, records, upload, withoutPickers } from "./support/filling-in.mjs";
import { print } from "./support/paper.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, word } from "./support/sites.mjs";

/** The last closed edition of the readiness list. */
const EDITION = JSON.parse(readFileSync(join(handbook.folder, "handbook.json"), "utf8")).checklists.find(({ id }) => id === "operational-readiness").edition;

const INVOICE = { tier: "critical", traits: ["stores-data", "async"], uses: ["aws-dynamodb", "aws-sqs"] };

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await serve(handbook);
});
after(() => browser.close());

const readiness = () => server.home + kinds.readiness;
const greenLight = () => server.home + kinds.green_light;

/** A page in a context of its own; whatever the browser holds against it fails the test. */
async function visit(t, address = readiness(), { init, arg, ...options } = {}) {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", acceptDownloads: true, ...options });
  if (init) await context.addInitScript(init, arg);
  context.setDefaultTimeout(8000);
  const page = await context.newPage();
  const heard = listen(page);
  t.after(async () => {
    await context.close();
    assert.deepEqual(heard, []);
  });
  await page.goto(address);
  return page;
}

/** Waits until a question shows a text: what a file says is taken over after the click. */
const says = (page, id, text) => question(page, id).filter({ hasText: text }).waitFor();
const savedFile = (page) => download(page, () => press(page, "answers_save"));

test("a checklist is filled in by keyboard alone, and what was written is there after a reload", async (t) => {
  const page = await visit(t);
  const { keyboard } = page;
  const focused = () => page.evaluate(() => document.activeElement?.name || document.activeElement?.textContent);
  await page.locator("#rb-answers input[name=title]").first().focus();
  await keyboard.type("Invoice API");
  await keyboard.press("Enter");
  assert.equal(await focused(), "team");
  await keyboard.press("Tab");
  await keyboard.press("Space");
  assert.equal(await page.evaluate(() => document.activeElement.value), "critical");
  // What else there is to say is folded.
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await keyboard.press("Tab");
  assert.equal(await focused(), "launch");
  for (let tabs = 0; tabs < 40 && !(await page.evaluate(() => document.activeElement.value === "stores-data")); tabs++) await keyboard.press("Tab");
  await keyboard.press("Space");
  for (let tabs = 0; tabs < 40 && (await focused()) !== word("answers_to_questions"); tabs++) await keyboard.press("Tab");
  await keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.name), "state-DEP-01");
  await keyboard.press("?");
  assert.ok(await question(page, "DEP-01").locator(".answer-more").isVisible());
  await keyboard.press("?");
  await keyboard.press("ArrowRight");
  await keyboard.press("Tab");
  await keyboard.press("Space");
  await keyboard.press("Tab");
  await keyboard.type("A merge builds the image.");
  await keyboard.press("Enter");
  await keyboard.type("A pipeline rolls it out.");
  await keyboard.press("Control+Enter");
  assert.equal(await page.evaluate(() => document.activeElement.name), "state-DEP-02");
  assert.ok(await question(page, "DEP-01").locator("form").isHidden());
  await keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-controls")), "rb-form-DEP-02");
  await page.reload();
  const text = await question(page, "DEP-01").innerText();
  for (const part of ["A merge builds the image.\nA pipeline rolls it out.", word("answers_state_answered"), word("answers_help")]) assert.ok(text.includes(part), text);
  assert.match(await panel(page).innerText(), /Invoice API/);
});

test("what does not apply steps aside with its reason, and the counts follow", async (t) => {
  const page = await visit(t);
  await begin(page);
  const counts = () => page.locator(".answers-counts").innerText();
  const unsaid = panel(page).locator("[data-list=unsaid] li");
  const asked = async () => Number(/^(\d+) /.exec(await counts())[1]);
  // Nothing steps aside as long as nobody has said what the service is like.
  assert.deepEqual([await asked(), await unsaid.allInnerTexts()], [85, [word("answers_unsaid_tier"), word("answers_unsaid_traits")]]);
  await describe(page, { tier: "standard" });
  assert.deepEqual(await unsaid.allInnerTexts(), [word("answers_unsaid_traits")]);
  await panel(page).getByLabel(word("answers_none_of_these")).check();
  const before = await asked();
  assert.ok(await unsaid.first().isHidden());
  await describe(page, { traits: ["stores-data"] });
  assert.ok(!(await panel(page).getByLabel(word("answers_none_of_these")).isChecked()));
  const behind = await asked();
  assert.ok(before < behind && behind < 85, `${before} and then ${behind}`);
  assert.ok(await question(page, "REL-07").isHidden());
  const aside = page.locator("#reliability .answers-aside");
  await aside.locator("> summary").click();
  assert.match(await question(page, "REL-07").innerText(), /Steps aside\. Asked only if: Calls others/);
  await describe(page, { traits: ["calls-others"] });
  assert.ok(await question(page, "REL-07").locator(".answer-open").isVisible());
  const ids = await page.locator("#reliability > ul > li").evaluateAll((lines) => lines.map((line) => line.id));
  assert.deepEqual(ids, [...ids].sort());
  assert.doesNotMatch(await page.locator("body").innerText(), /\d ?%/);
});

test("a question asks for the setting where the matrix says that it must be enabled, and for the plan of a gap", async (t) => {
  const page = await visit(t);
  await begin(page);
  await describe(page, INVOICE);
  const form = await answer(page, "REL-04", { state: "answered", handled_by: "provider" });
  assert.match(await form.innerText(), /Amazon DynamoDB.*point_in_time_recovery/s);
  const wants = question(page, "REL-04").locator(".answer-wants");
  assert.equal(await wants.innerText(), word("answers_want_setting"));
  await answer(page, "REL-04", { setting: "point_in_time_recovery { enabled = true }" });
  // What a reader would ask next comes after it.
  assert.equal(await wants.innerText(), word("review_thin").replace("{lacks}", word("review_thin_no_speaker")));
  await answer(page, "REL-04", { speaker: "Kim" });
  assert.ok(await wants.isHidden());
  await answer(page, "REL-05", { state: "gap" });
  assert.equal(await question(page, "REL-05").locator(".answer-wants").innerText(), word("answers_want_plan"));
  await answer(page, "REL-05", { plan: { what: "Restore into a test table", owner: "Kim", due: "2026-12-01" } });
  assert.ok(await question(page, "REL-05").locator(".answer-wants").isHidden());
  await answer(page, "DEP-02", { state: "not-applicable" });
  assert.equal(await question(page, "DEP-02").locator(".answer-wants").innerText(), word("answers_want_reason"));
});

test("a managed service brings its traits, and what was written stays in sight when a question steps aside", async (t) => {
  const page = await visit(t);
  await begin(page);
  await describe(page, { tier: "critical", traits: ["public-facing"], uses: ["aws-dynamodb"] });
  const trait = (id) => panel(page).locator(`[name=traits][value=${id}]`);
  assert.ok((await trait("stores-data").isChecked()) && (await trait("stores-data").isDisabled()));
  assert.match(await trait("stores-data").locator("..").innerText(), /Because of Amazon DynamoDB/);
  await answer(page, "REL-05", { state: "gap", says: "Nobody has tried it.", plan: { what: "Drill", owner: "Kim", due: "2026-12-01" } });
  await question(page, "REL-05").locator("[data-do=close]").click();
  await panel(page).locator("[name=uses][value=aws-dynamodb]").uncheck();
  await trait("stores-data").uncheck();
  const aside = page.locator("#reliability .answers-aside");
  assert.match(await aside.locator("> summary").innerText(), /1 of them with something written/);
  const gap = question(page, "REL-05");
  assert.match(await gap.innerText(), /Steps aside\. Asked only if: Stores data[^]*Gap[^]*Nobody has tried it\./);
  const kept = Object.entries(await records(page)).find(([key]) => key.endsWith("REL-05"));
  assert.match(kept[1], /"gap".*Nobody has tried it\./);
});

test("a change needs no walkthrough: it is told so, and nothing is lost", async (t) => {
  const page = await visit(t);
  await begin(page);
  await answer(page, "DEP-01", { says: "By hand." });
  await page.locator("[data-part=detail] > summary").click();
  await page.locator("[data-part=service] [name=launch][value=change]").check();
  assert.match(await panel(page).innerText(), new RegExp(word("answers_change_title")));
  assert.equal(await page.locator(".answer").count(), 0);
  await page.locator("[data-part=service] [name=launch][value=new-product]").check();
  assert.match(await question(page, "DEP-01").innerText(), /By hand\./);
});

test("what was said at green-light stands beside the question that grows from it", async (t) => {
  const page = await visit(t, greenLight());
  await begin(page);
  await answer(page, "GL-09", { says: "Daily; nobody has restored one.", help_wanted: true });
  await page.goto(readiness());
  await describe(page, INVOICE);
  const earlier = page.locator(".answer-earlier:visible");
  assert.equal(await earlier.count(), 1, "once, where it fits best");
  assert.match(await earlier.innerText(), /GL-09[^]*Daily; nobody has restored one\./);
  assert.ok(["REL-03", "REL-04", "REL-05"].includes(await earlier.evaluate((found) => found.closest("[id]:not(.answer-earlier)").id)));
});

test("two tabs work on one service, and neither overwrites the other", async (t) => {
  const one = await visit(t);
  await begin(one);
  const two = await one.context().newPage();
  await two.goto(readiness());
  assert.match(await panel(two).innerText(), /Invoice API/);
  await answer(one, "DEP-01", { says: "From the first tab." });
  await two.locator("#DEP-01", { hasText: "From the first tab." }).waitFor();
  await answer(two, "DEP-02", { says: "From the second tab." });
  await one.locator("#DEP-02", { hasText: "From the second tab." }).waitFor();
  // Both have the same answer open: what one field says there does not touch the other field here.
  await open(two, "DEP-01");
  await two.locator("#DEP-01 [name=speaker]").fill("Kim");
  await one.locator("#DEP-01 [name=speaker]").and(one.locator(":not([value=''])")).waitFor();
  await one.waitForFunction(() => document.querySelector("#DEP-01 [name=speaker]").value === "Kim");
  await one.locator("#DEP-01 [name=says]").press("End");
  await one.locator("#DEP-01 [name=says]").pressSequentially(" More.");
  await two.waitForFunction(() => document.querySelector("#DEP-01 [name=says]").value === "From the first tab. More.");
  assert.equal(await two.locator("#DEP-01 [name=speaker]").inputValue(), "Kim");
  assert.match(await one.locator("[data-part=status]").innerText(), /DEP-01/);
});

test("a file saved, cleared from the browser and opened again brings back the same", async (t) => {
  const page = await visit(t, readiness(), { init: withoutPickers });
  await begin(page);
  await describe(page, INVOICE);
  await answer(page, "REL-04", { state: "answered", handled_by: "provider", says: "Daily, kept 14 days.", setting: "point_in_time_recovery { enabled = true }", evidence: ["https://git.example.org/a?b=c#d", "drill of 9 November"], speaker: "team-lead" });
  await answer(page, "REL-05", { state: "gap", help_wanted: true, plan: { what: "Restore: into a test table", owner: "Kim", due: "2026-12-01" } });
  const first = await savedFile(page);
  assert.equal(first.name, "invoice-api.answers.yaml");
  assert.match(await page.locator(".answers-kept").innerText(), /invoice-api\.answers\.yaml/);
  await page.getByText(word("answers_more"), { exact: true }).click();
  await press(page, "answers_clear");
  await page.locator("dialog[open]").getByRole("button", { name: word("answers_clear") }).click();
  assert.deepEqual(Object.keys(await records(page)).filter((key) => key.includes("invoice")), []);
  await upload(page, first.name, first.text);
  const dialog = page.locator("dialog[open]");
  assert.match(await dialog.innerText(), /Invoice API is not in this browser yet/);
  await dialog.getByRole("button", { name: word("answers_import_take") }).click();
  await says(page, "REL-04", /Daily, kept 14 days\./);
  assert.equal((await savedFile(page)).text, first.text);
});

test("an import shows what it would change before it does, and changes nothing when it is cancelled", async (t) => {
  const page = await visit(t, readiness(), { init: withoutPickers });
  await begin(page);
  await answer(page, "DEP-01", { says: "Ours.", state: "open" });
  await answer(page, "DEP-02", { says: "Only here.", state: "open" });
  await answer(page, "DEP-04", { says: "The same.", state: "open" });
  const theirs = `# our notes
answers: 1
service:
  id: invoice-api
  title: Invoice API
  launch: new-service
checklists:
  operational-readiness:
    edition: ${EDITION}
    items:
      DEP-01: {says: Theirs.}   # ask Kim
      DEP-04: {says: The same.}
      DEP-06: {says: New., state: answered}
`;
  await upload(page, "invoice-api.yaml", theirs);
  const dialog = page.locator("dialog[open]");
  const text = await dialog.innerText();
  for (const part of ["Ours.", "Theirs.", "Only here.", "New.", "3 things differ", "1 the same in both", word("answers_merge_no_base")]) assert.ok(text.includes(part), text);
  await page.keyboard.press("Escape");
  assert.match(await question(page, "DEP-01").innerText(), /Close/);
  assert.equal(await page.locator("#DEP-01 [name=says]").inputValue(), "Ours.");
  await upload(page, "invoice-api.yaml", theirs);
  for (const [id, whose] of [["DEP-01", "theirs"], ["DEP-02", "mine"], ["DEP-06", "theirs"]]) await dialog.locator(`[data-key='items:operational-readiness:${id}'] [value=${whose}]`).check();
  await dialog.getByRole("button", { name: word("answers_import_take") }).click();
  await page.locator("#DEP-06", { hasText: "New." }).waitFor();
  const { text: saved } = await savedFile(page);
  assert.ok(saved.startsWith("# our notes\n"), saved);
  assert.match(saved, /\n {6}DEP-01: \{says: Theirs\.\} {3}# ask Kim\n {6}# [^\n]+\n {6}DEP-02:\n {8}says: Only here\.\n/);
  // From now on both know a text: what only this side changed is no question. That file is an old copy, in which an answer is gone.
  await answer(page, "DEP-01", { says: "Ours again." });
  await upload(page, "invoice-api.yaml", theirs);
  await dialog.waitFor();
  assert.deepEqual(await dialog.locator("[data-key]").evaluateAll((all) => all.map((one) => one.dataset.key)), ["items:operational-readiness:DEP-02"]);
  await dialog.locator("[value=mine]").check();
  await dialog.getByRole("button", { name: word("answers_import_take") }).click();
  assert.equal(await page.locator("#DEP-01 [name=says]").inputValue(), "Ours again.");
});

test("a file that cannot be read is told with its places, and changes nothing", async (t) => {
  const page = await visit(t, readiness(), { init: withoutPickers });
  await begin(page);
  const before = await records(page);
  const dialog = page.locator("dialog[open]");
  const files = [
    ["answers: 1\nservice:\n  id: a\n  tiers: critical\n  walkthrough: soon\n", /Line 4.*tiers.*tier\?[\s\S]*Line 5.*soon/],
    ["answers: 1\nservice: &a\n  id: b\n", /Line 2.*anchors/],
    ["answers: 3\nservice:\n  id: b\nnew: key\n", /^((?!new)[\s\S])*Line 1.*made by a newer readybook.*version 3((?!`new`)[\s\S])*$/],
    ["answers: one\nservice:\n  id: b\n", /`one` is not a version/],
    [Buffer.from([0xff, 0xfe, 0x41]), /UTF-8/],
    ["", /empty/],
  ];
  for (const [text, message] of files) {
    await upload(page, "odd.yaml", text);
    await dialog.waitFor();
    assert.match(await dialog.innerText(), message);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  }
  assert.deepEqual(await records(page), before);
});

test("a file is saved in place, and what somebody else wrote meanwhile is kept", async (t) => {
  const page = await visit(t, readiness(), {
    init: () => {
      // The private file system stands for the disk: its handles are real ones.
      const handle = async () => (await navigator.storage.getDirectory()).getFileHandle("invoice-api.yaml", { create: true });
      globalThis.showSaveFilePicker = handle;
      globalThis.showOpenFilePicker = async () => [await handle()];
    },
  });
  const disk = () => page.evaluate(async () => (await (await (await navigator.storage.getDirectory()).getFileHandle("invoice-api.yaml")).getFile()).text());
  const write = (text) =>
    page.evaluate(async (found) => {
      const handle = await (await navigator.storage.getDirectory()).getFileHandle("invoice-api.yaml", { create: true });
      const stream = await handle.createWritable();
      await stream.write(found);
      await stream.close();
    }, text);
  const status = (text) => page.locator("[data-part=status]", { hasText: text }).waitFor();
  await begin(page);
  await answer(page, "DEP-01", { says: "First.", state: "open" });
  await press(page, "answers_save");
  await status("Saved as invoice-api.yaml");
  const first = await disk();
  assert.match(first, /DEP-01:\n {8}says: First\./);
  await write(first.replace("says: First.", "says: First.  # seen").replace("      DEP-02:\n", "      DEP-02:\n        says: From a colleague.\n"));
  await answer(page, "DEP-04", { says: "Third." });
  await press(page, "answers_save");
  await page.locator("#DEP-02", { hasText: "From a colleague." }).waitFor();
  // A file that is replaced while it is read cannot be read to its end.
  let second = "";
  for (let tries = 0; tries < 100 && !second.includes("Third."); tries += 1) {
    await page.waitForTimeout(50);
    second = await disk().catch(() => "");
  }
  for (const part of ["says: First.  # seen", "From a colleague.", "Third."]) assert.ok(second.includes(part), second);
  // Both changed the same answer: it is asked first.
  await write(second.replace("Third.", "Another third."));
  await answer(page, "DEP-04", { says: "My third." });
  await press(page, "answers_save");
  const dialog = page.locator("dialog[open]");
  await dialog.waitFor();
  assert.match(await dialog.innerText(), /My third\.[\s\S]*Another third\./);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.match(await disk(), /Another third\./);
});

test("a new edition marks what is new and keeps what is no longer asked", async (t) => {
  const page = await visit(t);
  await begin(page);
  await answer(page, "DEP-02", { says: "The old image is started again." });
  await page.route("**/handbook.js", async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    const book = JSON.parse(text.slice(text.indexOf("{", text.indexOf("handbook =")), text.lastIndexOf("}") + 1));
    const checklist = book.checklists.find(({ id }) => id === "operational-readiness");
    const [area] = checklist.areas;
    checklist.edition = "2027-01-31";
    area.items = area.items.filter(({ id }) => id !== "DEP-02");
    area.retired.push({ id: "DEP-02", why: "It is part of another.", replaced_by: ["DEP-01"] });
    await route.fulfill({ response, body: `window.readybook = { handbook: ${JSON.stringify(book)} };` });
  });
  const isKnown = "operational-readiness:edition";
  await page.evaluate((part) => {
    const key = Object.keys(localStorage).find((found) => found.endsWith(part));
    const record = JSON.parse(localStorage.getItem(key));
    record.known = record.known.filter((id) => id !== "DEP-04");
    localStorage.setItem(key, JSON.stringify(record));
  }, isKnown);
  await page.reload();
  const text = await panel(page).innerText();
  assert.ok(text.includes(`new edition, 2027-01-31; you began with ${EDITION}`), text);
  assert.match(text, /New: DEP-04\. No longer asked: DEP-02\./);
  assert.match(await question(page, "DEP-04").innerText(), /\bNew\b/);
  const drawer = page.locator("#rb-answers-retired");
  await drawer.locator("> summary").click();
  assert.match(await drawer.innerText(), /DEP-02[\s\S]*old image is started again[\s\S]*Asked now as: DEP-01/);
  await press(page, "answers_edition_take");
  assert.ok(await page.locator(".answers-edition").isHidden());
  await page.addInitScript(withoutPickers);
  await page.reload();
  const { text: saved } = await savedFile(page);
  assert.match(saved, /edition: 2027-01-31\n {4}items:\n[\s\S]*\n {4}retired:\n {6}DEP-02:\n {8}state: answered\n {8}says: The old image is started again\./);
});

test("a full storage is told at once, and saving to a file still works", async (t) => {
  const page = await visit(t, readiness(), {
    init: () => {
      delete globalThis.showSaveFilePicker;
      const setItem = Storage.prototype.setItem;
      Storage.prototype.setItem = function (key, value) {
        if (globalThis.isFull && this === localStorage) throw new DOMException("no room", "QuotaExceededError");
        setItem.call(this, key, value);
      };
    },
  });
  await begin(page);
  await page.evaluate(() => {
    globalThis.isFull = true;
  });
  await answer(page, "DEP-01", { says: "Not kept." });
  assert.equal(await page.getByRole("alert").innerText(), word("answers_trouble_full"));
  assert.match((await savedFile(page)).text, /Not kept\./);
  await page.evaluate(() => {
    globalThis.isFull = false;
  });
  await answer(page, "DEP-02", { says: "Kept." });
  assert.equal(await page.getByRole("alert").innerText(), "");
  await page.reload();
  assert.match(await question(page, "DEP-01").innerText(), /Not kept\./);
});

test("a storage that is really full is told too", async (t) => {
  const page = await visit(t);
  await begin(page);
  await page.evaluate(() => {
    let size = 1 << 20;
    for (let n = 0; size > 0; n++) {
      try {
        localStorage.setItem(`other:${n}`, "x".repeat(size));
      } catch {
        size >>= 1;
      }
    }
  });
  await answer(page, "DEP-01", { says: "Not kept." });
  assert.equal(await page.getByRole("alert").innerText(), word("answers_trouble_full"));
});

test("a forbidden storage is told at once, and saving to a file still works", async (t) => {
  const page = await visit(t, readiness(), {
    init: () => {
      delete globalThis.showSaveFilePicker;
      for (const name of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(globalThis, name, {
          get() {
            throw new DOMException("no", "SecurityError");
          },
        });
      }
    },
  });
  assert.equal(await page.getByRole("alert").innerText(), word("answers_trouble_forbidden"));
  await begin(page);
  await answer(page, "DEP-01", { says: "In memory." });
  assert.match((await savedFile(page)).text, /In memory\./);
});

test("days are days for programs too, and one that has passed for the reader says so in a word", async (t) => {
  const page = await visit(t);
  await page.clock.setFixedTime(new Date("2026-12-10T23:30:00Z"));
  await begin(page);
  await describe(page, INVOICE);
  await page.locator("[data-part=service] [name=walkthrough]").fill("2026-12-10");
  await answer(page, "REL-05", { state: "gap", plan: { what: "Restore into a test table", owner: "Kim", due: "2026-12-09" } });
  await page.keyboard.press("Escape");
  const facts = page.locator(".answers-facts");
  const passed = word("answers_passed");
  const begun = word("answers_begin_by").replace("{day}", "2026-11-10");
  assert.ok((await facts.innerText()).endsWith(`${word("answers_walkthrough_on").replace("{day}", "2026-12-10")} · ${begun} ${passed}`), await facts.innerText());
  assert.deepEqual(await facts.locator("time").evaluateAll((all) => all.map((time) => time.dateTime)), ["2026-12-10", "2026-11-10"]);
  const plan = question(page, "REL-05").locator(".answer-facts");
  assert.ok((await plan.innerText()).includes(`Restore into a test table, by Kim, ${word("answers_due").replace("{day}", "2026-12-09")} ${passed}`), await plan.innerText());
  assert.deepEqual(await examine(page, COLOURS), []);
  assert.deepEqual(await page.evaluate(overflows), []);
  await page.clock.setFixedTime(new Date("2026-12-09T12:00:00Z"));
  await page.reload();
  assert.ok(!(await plan.innerText()).includes(passed));
});

/** The built handbook, as one that was called `before` before. */
const renamed = async (page) => {
  await page.route("**/handbook.js", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: `${await answer.text()}\nwindow.readybook.handbook.former_ids = ["before"];\n` });
  });
  await page.reload();
};
const former = (says) => ({
  "readybook:before:invoice-api:service": JSON.stringify({ id: "invoice-api", title: "Invoice API", launch: "new-service" }),
  "readybook:before:invoice-api:operational-readiness:DEP-01": JSON.stringify({ says }),
  "readybook:before:invoice-api:operational-readiness:DEP-02": JSON.stringify({ says: "Only before." }),
});
const plant = (page, found) => page.evaluate((all) => Object.entries(all).forEach(([key, value]) => localStorage.setItem(key, value)), found);
const takeOver = (page) => panel(page).getByRole("button", { name: word("answers_former_take").replace("{title}", "Invoice API") });

test("answers of a handbook that was called otherwise are offered, and taken over when the reader says so", async (t) => {
  const page = await visit(t);
  await plant(page, former("Before."));
  assert.equal(await takeOver(page).count(), 0);
  await renamed(page);
  assert.deepEqual(await examine(page, COLOURS), []);
  assert.deepEqual(await page.evaluate(overflows), []);
  assert.ok(await takeOver(page).isVisible());
  const before = await records(page);
  for (const [key, value] of Object.entries(former("Before."))) assert.equal(before[key], value, "nothing is taken by itself");
  await takeOver(page).press("Enter");
  assert.match(await question(page, "DEP-01").innerText(), /Before\./);
  assert.match(await page.getByRole("status").first().innerText(), /Invoice API: answers taken over/);
  assert.equal(await takeOver(page).count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.do), "save");
  assert.deepEqual(Object.keys(await records(page)).filter((key) => key.startsWith("readybook:before:")), []);
  await page.reload();
  assert.match(await question(page, "DEP-02").innerText(), /Only before\./);
});

test("answers under a former name that differ from those of today are looked at first", async (t) => {
  const page = await visit(t);
  await begin(page);
  await answer(page, "DEP-01", { says: "Today." });
  await plant(page, former("Before."));
  await renamed(page);
  await takeOver(page).click();
  const dialog = page.locator("dialog[open]");
  assert.match(await dialog.innerText(), /Under the former name\s*Before\.[\s\S]*DEP-02[\s\S]*Here\s*\(nothing\)[\s\S]*Under the former name\s*Only before\./);
  await dialog.getByRole("button", { name: word("answers_cancel") }).click();
  assert.ok(await takeOver(page).isVisible());
  assert.match(await question(page, "DEP-01").innerText(), /Today\./);
  await takeOver(page).click();
  const take = async () => {
    for (const [id, whose] of [["DEP-01", "mine"], ["DEP-02", "theirs"]]) await dialog.locator(`[data-key='items:operational-readiness:${id}'] [value=${whose}]`).check();
    if (await dialog.locator("[data-key^='service:']").count()) await dialog.locator("[data-key^='service:'] [value=mine]").check();
  };
  await take();
  await dialog.getByRole("button", { name: word("answers_import_take") }).click();
  await says(page, "DEP-01", /Today\./);
  await says(page, "DEP-02", /Only before\./);
  assert.deepEqual(Object.keys(await records(page)).filter((key) => key.startsWith("readybook:before:")), []);
  // Undone, it is offered again, whole.
  await panel(page).locator("[data-part=undo] button").click();
  assert.equal((await records(page))["readybook:before:invoice-api:operational-readiness:DEP-02"], former("Before.")["readybook:before:invoice-api:operational-readiness:DEP-02"]);
  assert.doesNotMatch(await question(page, "DEP-02").innerText(), /Only before\./);
  await takeOver(page).click();
  await take();
  await dialog.getByRole("button", { name: word("answers_import_take") }).click();
  await says(page, "DEP-02", /Only before\./);
  // What no file holds is not said to be in one.
  assert.equal(await panel(page).locator("[data-text=kept]").innerText(), word("answers_kept"));
});

test("what a newer readybook keeps in the browser is left alone, and that is said", async (t) => {
  const page = await visit(t, readiness(), { init: withoutPickers });
  await begin(page);
  const mark = Object.keys(await records(page)).find((key) => /^readybook:[^:]+:version$/.test(key));
  await page.evaluate((key) => localStorage.setItem(key, "3"), mark);
  const before = await records(page);
  await page.reload();
  assert.equal(await page.getByRole("alert").innerText(), word("answers_trouble_newer"));
  await begin(page, "Other");
  await answer(page, "DEP-01", { says: "In memory." });
  assert.match((await savedFile(page)).text, /In memory\./);
  const kept = await records(page);
  for (const [key, value] of Object.entries(before)) if (!key.endsWith(":current")) assert.equal(kept[key], value);
});

test("a broken record is kept aside and never written over", async (t) => {
  const page = await visit(t);
  await begin(page);
  await answer(page, "DEP-01", { says: "Whole." });
  await answer(page, "DEP-02", { says: "Whole too." });
  const key = Object.keys(await records(page)).find((found) => found.endsWith(":DEP-01"));
  await page.evaluate((found) => localStorage.setItem(found, '{"says": "cut o'), key);
  await page.reload();
  const text = await panel(page).innerText();
  assert.match(text, new RegExp(word("answers_broken_one")));
  const kept = Object.entries(await records(page)).find(([found]) => found.endsWith(":broken:1"));
  assert.deepEqual(JSON.parse(kept[1]), { key, text: '{"says": "cut o' });
  await answer(page, "DEP-01", { says: "Anew." });
  await page.reload();
  assert.match(await question(page, "DEP-01").innerText(), /Anew\./);
  assert.match(await question(page, "DEP-02").innerText(), /Whole too\./);
  assert.match(await panel(page).innerText(), new RegExp(word("answers_broken_one")));
});

test("no text of anybody becomes markup, from the form or from a file", async (t) => {
  const page = await visit(t, readiness(), { init: withoutPickers });
  const evil = '<img src=x onerror="globalThis.hit=1"><script>globalThis.hit=1</script>"\'>{{7*7}}&lt;b&gt;';
  await begin(page, evil);
  await describe(page, INVOICE);
  await page.locator("[data-part=service] [name=team]").fill(evil);
  await answer(page, "REL-04", { state: "gap", says: evil, setting: evil, evidence: [evil, "javascript:globalThis.hit=1", "https://example.org/\"onmouseover=\"globalThis.hit=1"], speaker: evil, plan: { what: evil, owner: evil } });
  await answer(page, "DEP-02", { state: "not-applicable", why: evil });
  for (const id of ["REL-04", "DEP-02"]) await question(page, id).locator(".answer-open").click();
  const check = async () => {
    assert.equal(await page.evaluate(() => globalThis.hit), undefined);
    assert.equal(await page.locator("main img[src=x], dialog img, .answer script, .answers script").count(), 0);
    assert.deepEqual(await page.locator(".answer a[href^=javascript]").count(), 0);
    assert.ok((await question(page, "REL-04").innerText()).includes(evil));
  };
  await check();
  const { text } = await savedFile(page);
  await page.reload();
  await check();
  const other = text.replace(/\n {2}id: .*\n/, "\n  id: other\n");
  await upload(page, `${evil.slice(0, 30)}.yaml`, other);
  await page.locator("dialog[open]").getByRole("button", { name: word("answers_import_take") }).click();
  await check();
  assert.equal((await savedFile(page)).text, other);
});

test("everything works over plain http, which is no secure origin", async (t) => {
  const { port } = new URL(server.home);
  const plain = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP readybook.test 127.0.0.1"] });
  t.after(() => plain.close());
  const page = await plain.newPage();
  const heard = listen(page);
  await page.goto(`http://readybook.test:${port}/${kinds.readiness}`);
  assert.equal(await page.evaluate(() => isSecureContext), false);
  await begin(page);
  await answer(page, "DEP-01", { says: "On the intranet." });
  const { text } = await savedFile(page);
  assert.match(text, /On the intranet\./);
  await page.reload();
  assert.match(await question(page, "DEP-01").innerText(), /On the intranet\./);
  await upload(page, "invoice-api.yaml", text.replace("On the intranet.", "From a file."));
  await page.locator("dialog[open]").getByRole("button", { name: word("answers_import_take") }).click();
  await says(page, "DEP-01", /From a file\./);
  assert.deepEqual(heard, []);
});

test("everything works from a file share", async (t) => {
  // Chromium takes no typeface from a file share; the page then uses one of the system.
  const page = await visit(t, pathToFileURL(`${handbook.folder}/${kinds.green_light}`).href);
  await begin(page);
  await answer(page, "GL-01", { says: "Two zones." });
  await page.reload();
  assert.match(await question(page, "GL-01").innerText(), /Two zones\./);
});

test("a link to a question opens its answer, and what steps aside too", async (t) => {
  const page = await visit(t);
  await begin(page);
  await describe(page, { tier: "standard" });
  await page.goto(`${readiness()}#DEP-06`);
  await page.reload();
  assert.ok(await question(page, "DEP-06").locator("form").isVisible());
  await page.evaluate(() => {
    location.hash = "REL-07";
  });
  await question(page, "REL-07").waitFor();
  assert.ok(await question(page, "REL-07").isVisible());
});

test("why, evidence, what may be asked next, the guide and the terms are one key away", async (t) => {
  for (const [address, id] of [[readiness(), "REL-02"], [greenLight(), "GL-01"]]) {
    const page = await visit(t, address);
    await begin(page);
    await describe(page, { tier: "critical" });
    await question(page, id).locator("[data-do=more]").focus();
    await page.keyboard.press("Enter");
    const text = await question(page, id).innerText();
    for (const part of [word("evidence"), word("probes"), word("guide"), word("answers_terms")]) assert.ok(text.includes(part), `${id}: ${part}`);
  }
});

test("the list shows what is open, what is a gap and where help is wanted", async (t) => {
  const page = await visit(t, greenLight());
  await begin(page);
  await answer(page, "GL-01", { state: "answered", says: "Two zones." });
  await answer(page, "GL-02", { help_wanted: true });
  await answer(page, "GL-03", { state: "gap" });
  for (const id of ["GL-01", "GL-02", "GL-03"]) await question(page, id).locator(".answer-open").click();
  const shown = () => page.locator(".item:visible").evaluateAll((items) => items.map((item) => item.id));
  const choose = (name) => page.getByLabel(word(name), { exact: true }).and(page.locator("[name=rb-answers-filter]")).check({ force: true });
  await page.getByText(word("answers_show_some"), { exact: true }).click();
  await choose("answers_show_help");
  assert.deepEqual(await shown(), ["GL-02"]);
  await choose("answers_show_gap");
  assert.deepEqual(await shown(), ["GL-03"]);
  await choose("answers_show_open");
  assert.equal((await shown()).length, 11);
  await choose("answers_show_all");
  assert.equal((await shown()).length, 13);
});

test("changes of state are said to a screen reader", async (t) => {
  const page = await visit(t);
  await begin(page);
  await answer(page, "DEP-01", { state: "gap" });
  assert.match(await page.getByRole("status").first().innerText(), /^DEP-01: Gap\. 85 questions|^DEP-01: Gap\. \d+ of 85/);
  await answer(page, "DEP-01", { help_wanted: true });
  assert.equal((await page.getByRole("status").first().innerText()).trim(), "DEP-01: help wanted.");
});

test("the task list and the table hold what was written, as text", async (t) => {
  const page = await visit(t);
  await begin(page);
  await describe(page, INVOICE);
  await answer(page, "REL-04", { state: "answered", says: '=HYPERLINK("https://evil")', speaker: "@kim" });
  await answer(page, "REL-05", { says: "**bold** [link](x)" });
  await page.getByText(word("answers_more"), { exact: true }).click();
  const table = await download(page, () => press(page, "answers_csv"));
  assert.equal(table.name, "invoice-api-answers.csv");
  assert.ok(table.text.includes(`"'=HYPERLINK(""https://evil"")"`), table.text.slice(0, 400));
  assert.ok(table.text.includes("'@kim"));
  const tasks = await download(page, () => press(page, "answers_markdown"));
  assert.match(tasks.text, /- \[x\] REL-04: /);
  assert.ok(tasks.text.includes("\\*\\*bold\\*\\* \\[link\\](x)"), tasks.text);
});

test("axe finds nothing wrong while somebody fills in, in light and in dark", async (t) => {
  for (const address of [readiness(), greenLight()]) {
    const page = await visit(t, address, { bypassCSP: true });
    const look = async (where) => {
      await page.emulateMedia({ colorScheme: "light" });
      const found = await examine(page, ALL);
      await page.emulateMedia({ colorScheme: "dark" });
      found.push(...(await examine(page, COLOURS)));
      none(found.map((complaint) => `${where}: ${complaint}`));
    };
    await look("before");
    await begin(page);
    await describe(page, INVOICE);
    const id = address === readiness() ? "REL-04" : "GL-09";
    await answer(page, id, { state: "gap", handled_by: "provider", says: "Not yet.", help_wanted: true, evidence: ["https://example.org/"] });
    await question(page, id).locator("[data-do=more]").click();
    await look("open");
    await page.keyboard.press("Escape");
    await question(page, id).locator(".answer-open").click();
    await page.getByText(word("answers_more"), { exact: true }).click();
    await look("closed");
    await press(page, "answers_clear");
    await look("dialog");
  }
});

test("nothing leaves the window on a phone", async (t) => {
  for (const viewport of [PHONE, SMALL]) {
    const page = await visit(t, readiness(), { viewport });
    const complaints = await page.evaluate(overflows);
    await begin(page);
    await describe(page, INVOICE);
    await answer(page, "REL-04", { state: "gap", handled_by: "provider", says: `https://example.org/${"long".repeat(40)}`, evidence: [`https://example.org/${"long".repeat(40)}`] });
    await question(page, "REL-04").locator("[data-do=more]").click();
    complaints.push(...(await page.evaluate(overflows)));
    await question(page, "REL-04").locator(".answer-open").click();
    complaints.push(...(await page.evaluate(overflows)));
    none(complaints);
  }
});

test("printing the page prints the answers", async (t) => {
  const page = await visit(t);
  await begin(page);
  await describe(page, INVOICE);
  await answer(page, "REL-04", { state: "gap", says: "Daily, kept 14 days.", speaker: "Kim", plan: { what: "Switch it on", due: "2026-12-01" } });
  const { sheets, outside } = await print(page, "A4");
  const text = sheets.join("\n");
  for (const part of ["Invoice API", "Daily, kept 14 days.", "Kim", "Switch it on", "Asked only if: Calls others"]) assert.ok(text.includes(part), part);
  for (const part of [word("answers_save"), word("answers_next"), word("answers_keys")]) assert.ok(!text.includes(part), part);
  assert.deepEqual(outside, []);
});

test("without scripts the checklist reads and prints as a list of questions", async (t) => {
  const page = await visit(t, readiness(), { javaScriptEnabled: false });
  assert.ok(await page.locator("#rb-answers").isHidden());
  assert.equal(await page.locator(".line").count(), 85);
  assert.ok(!(await page.locator("main").innerText()).includes(word("answers_begin")));
});
