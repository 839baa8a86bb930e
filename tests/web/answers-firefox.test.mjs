// Filling in with Debian's Firefox: a service is named, an answer written, kept over a reload, and read from a file.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";

import { fillAll } from "./support/filling-in.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, word } from "./support/sites.mjs";

let firefox;
let server;
before(async () => {
  firefox = await puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr", headless: true });
  server = await serve(handbook);
});
after(() => firefox?.close());

const FILE = `answers: 1
service: {id: ledger, title: Ledger, launch: new-service}
checklists:
  green-light:
    items:
      GL-02: {says: From a file., state: gap}
`;

test("in Firefox a team fills in by keyboard, finds it again after a reload, and opens a file", async () => {
  const page = await firefox.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`${error}`));
  await page.goto(server.home + kinds.green_light);
  await page.focus("#rb-answers input[name=title]");
  await page.keyboard.type("Invoice API");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#GL-01 .answer-open");
  await page.focus("#GL-01 .answer-open");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#GL-01 textarea[name=says]", { visible: true });
  await page.focus("#GL-01 textarea[name=says]");
  await page.keyboard.type("Two zones.");
  await page.keyboard.down("Control");
  await page.keyboard.press("Enter");
  await page.keyboard.up("Control");
  assert.equal(await page.evaluate(() => document.activeElement.name), "state-GL-02");
  await page.reload();
  const text = (id) => page.$eval(`#${id}`, (found) => found.innerText);
  assert.match(await text("GL-01"), /Two zones\./);
  const file = join(mkdtempSync(join(tmpdir(), "readybook-answers-")), "ledger.yaml");
  writeFileSync(file, FILE);
  const picker = await page.$("[data-part=picker]");
  await picker.uploadFile(file);
  await page.waitForSelector("dialog[open]");
  assert.match(await page.$eval("dialog[open]", (found) => found.innerText), /Ledger/);
  await page.click("dialog[open] [data-part=yes]");
  await page.waitForFunction(() => document.getElementById("GL-02").innerText.includes("From a file."));
  assert.ok((await text("GL-02")).includes(word("answers_state_gap")));
  assert.deepEqual(complaints, []);
  await page.close();
});

test("Firefox prints a filled list on one sheet of thirteen answers, and on at most eight of ninety", async (t) => {
  for (const [kind, checklist, most] of [[kinds.green_light, "green-light", 1], [kinds.readiness, "operational-readiness", 8]]) {
    const page = await firefox.newPage();
    await page.goto(server.home + kind);
    await fillAll(page, checklist);
    for (const format of ["a4", "letter"]) {
      const path = join(mkdtempSync(join(tmpdir(), "readybook-answers-")), "printed.pdf");
      await page.pdf({ path, format });
      const sheets = Number(/^Pages: +(\d+)/m.exec(execFileSync("pdfinfo", [path], { encoding: "utf8" }))[1]);
      t.diagnostic(`${checklist}: ${sheets} sheets of ${format}`);
      assert.ok(sheets <= most, `${sheets} sheets of ${format}`);
    }
    await page.close();
  }
});
