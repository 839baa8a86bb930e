// Closed editions in a real browser: the page of an edition, marks at questions, and answers that are older than the words of today.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import { ALL, examine } from "./support/axe.mjs";
import { overflows } from "./support/boxes.mjs";
import { DESKTOP, PHONE, launch } from "./support/browser.mjs";
import { build, program, temporary } from "./support/build.mjs";
import { download, newPage, press, question, upload, withoutPickers } from "./support/filling-in.mjs";
import { serve } from "./support/server.mjs";
import { word } from "./support/sites.mjs";

const FILES = {
  "handbook.yaml": "title: Test\nphases: [{id: launch, title: Launch, oversight: sign-off, only_for: [new-service, new-product], checklists: [ready]}]\n",
  "content/index.md": "# Home\n",
  "checklists/ready.yaml":
    "id: ready\ntitle: Ready\nphase: launch\nprefix: RUN\nitems:\n  - {id: RUN-01, ask: Who is called at night?}\n  - {id: RUN-02, ask: How do you roll back a release?}\n  - {id: RUN-03, ask: How do you restore the data?}\n",
};

let browser, server, asked;
before(async () => {
  const book = temporary("editions");
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(book, path)), { recursive: true });
    writeFileSync(join(book, path), text);
  }
  const ready = join(book, "checklists/ready.yaml");
  const edit = (from, to) => {
    const text = readFileSync(ready, "utf8");
    assert.ok(text.includes(from));
    writeFileSync(ready, text.replace(from, to));
  };
  const close = (...args) => execFileSync(program, ["edition", book, "--date", ...args], { stdio: "pipe", encoding: "utf8" });
  close("2026-11-01");
  asked = Object.fromEntries([...readFileSync(join(book, "editions/ready/2026-11-01.yaml"), "utf8").matchAll(/ {2}(RUN-\d+):[^]*?asks: (\w+)/g)].map(([, id, digest]) => [id, digest]));
  edit("Who is called at night?", "Who hears of it at night?");
  edit("  - {id: RUN-02", "  - {id: RUN-04, ask: What does it cost?}\n  - {id: RUN-02");
  close("2026-11-15", "--reworded", "RUN-01=Being called is not enough.");
  edit("restore the data", "restore what was lost");
  [browser, server] = await Promise.all([launch(), serve(build("editions", book))]);
});
after(() => browser?.close());

function visit(t, path, options = {}) {
  return newPage(browser, t, server.home + path, { init: withoutPickers, ...options });
}

const text = () =>
  `answers: 2\nservice:\n  id: ledger\n  launch: new-service\nchecklists:\n  ready:\n    edition: 2026-11-01\n    items:\n      RUN-01:\n        says: Ana.\n        asked: ${asked["RUN-01"]}\n      RUN-02:\n        says: One command.\n        asked: ${asked["RUN-02"]}\n      RUN-03:\n        says: From the copy.\n`;

async function take(page) {
  await upload(page, "ledger.answers.yaml", text());
  await page.locator("dialog[open]").getByRole("button", { name: word("answers_import_take") }).click();
}

test("the pages of editions read well on each width, for everybody", async (t) => {
  for (const viewport of [DESKTOP, PHONE]) {
    for (const path of ["checklists/ready/editions/2026-11-15.html", "checklists/ready/editions/running.html", "checklists/ready.html"]) {
      const page = await visit(t, path, { viewport });
      assert.deepEqual(await page.evaluate(overflows), [], path);
      assert.deepEqual(await examine(page, ALL), [], path);
    }
  }
});

test("the checklist leads to the page of the edition, and a mark to what changed since", async (t) => {
  const page = await visit(t, "checklists/ready.html");
  await page.getByRole("link", { name: word("changed_reworded").replace("{edition}", "2026-11-15") }).click();
  assert.match(page.url(), /editions\/running\.html#rb-reworded-RUN-03$/);
  assert.equal(await page.locator("#rb-reworded-RUN-03 del").textContent().then((gone) => gone.trim()), "the data");
  await page.goBack();
  await page.getByRole("link", { name: word("edition_of").replace("{edition}", "2026-11-15"), exact: true }).click();
  assert.equal(await page.locator("#rb-reworded-RUN-01 ins").first().isVisible(), true);
});

test("an answer of a file that is older says what was asked then, and stays until somebody says that it is still true", async (t) => {
  const page = await visit(t, "checklists/ready.html");
  await take(page);
  const says = (id) => question(page, id).getByText(word("answers_words_changed"), { exact: true });
  const shown = async () => Promise.all(["RUN-01", "RUN-02", "RUN-03", "RUN-04"].map((id) => says(id).isVisible()));
  // The answer to RUN-03 names no words, so those of the edition in its file count.
  assert.deepEqual(await shown(), [true, false, true, false]);
  const former = (id) => question(page, id).locator("[data-part=before]");
  assert.equal(await former("RUN-01").textContent(), word("answers_words_before").replace("{text}", "Who is called at night?"));
  assert.equal(await former("RUN-03").textContent(), word("answers_words_before").replace("{text}", "How do you restore the data?"));
  assert.equal(await question(page, "RUN-04").getByText(word("answers_aside_later"), { exact: true }).isVisible(), true);
  assert.equal(await question(page, "RUN-02").getByText(word("answers_new"), { exact: true }).isVisible(), false);
  assert.deepEqual(await examine(page, ALL), []);
  assert.deepEqual(await page.evaluate(overflows), []);

  await question(page, "RUN-01").locator("[data-part=reworded]").getByRole("button").click();
  assert.deepEqual(await shown(), [false, false, true, false]);
  assert.equal(await former("RUN-01").isVisible(), false);
  await page.reload();
  assert.deepEqual(await shown(), [false, false, true, false]);
  const saved = await download(page, () => press(page, "answers_save"));
  assert.ok(saved.text.includes("says: Ana.\n"), saved.text);
  assert.ok(!saved.text.includes(`        asked: ${asked["RUN-01"]}\n`), saved.text);
  assert.ok(saved.text.includes(`        asked: ${asked["RUN-02"]}\n`), saved.text);
});
