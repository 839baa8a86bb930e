// A look with Debian's Firefox: every kind of page loads without complaint, fits, prints, and the search works. Needs Poppler.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";

import { overflows } from "./support/boxes.mjs";
import { PHONE, none } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, word } from "./support/sites.mjs";

let firefox;
let server;
before(async () => {
  firefox = await puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr", headless: true });
  server = await serve(handbook);
});
after(() => firefox.close());

test("in Firefox every kind of page loads without complaint and fits a phone", async () => {
  const page = await firefox.newPage();
  await page.setViewport(PHONE);
  const complaints = [];
  let path;
  page.on("pageerror", (error) => complaints.push(`${path}: ${error}`));
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) complaints.push(`${path}: ${message.text()}`);
  });
  for (path of Object.values(kinds)) {
    const answer = await page.goto(server.home + path);
    assert.equal(answer.status(), 200, path);
    assert.ok((await page.$eval("main", (main) => main.innerText.trim().length)) > 40, path);
    for (const complaint of await page.evaluate(overflows)) complaints.push(`${path}: ${complaint}`);
  }
  none(complaints);
  assert.deepEqual(server.answers.filter(({ status }) => status !== 200), []);
  await page.close();
});

test("in Firefox the search opens, finds, and leads there by keyboard", async () => {
  const page = await firefox.newPage();
  await page.goto(server.home + kinds.guide);
  await page.keyboard.press("/");
  await page.waitForSelector("dialog[open] [role=combobox]");
  await page.keyboard.type("REL-04");
  await page.waitForSelector("[role=option][aria-selected=true]");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(page.url(), `${server.home}${kinds.area}#REL-04`);
  await page.close();
});

test("in Firefox a cell of the matrix tells its note, and the menu opens on a phone", async () => {
  const page = await firefox.newPage();
  await page.setViewport(PHONE);
  await page.goto(server.home + kinds.matrix);
  // By its target: to look for a name among all cells of the matrix takes Firefox half a minute.
  const menu = "button[popovertarget=rb-nav]";
  assert.equal(await page.$eval(menu, (button) => button.textContent.trim()), word("menu"));
  await page.locator(menu).click();
  await page.waitForSelector("nav:popover-open");
  await page.keyboard.press("Escape");
  await page.waitForSelector("nav:popover-open", { hidden: true });
  await page.locator("main table button").click();
  await page.waitForSelector("main [popover]:popover-open");
  await page.close();
});

/** Millimetres of a sheet, as Poppler says them in points. */
const SIZES = { A4: [210, 297], Letter: [215.9, 279.4] };

/** Prints the open page; what Poppler finds in the file. */
async function print(page, format) {
  const folder = mkdtempSync(join(tmpdir(), "readybook-firefox-"));
  const file = join(folder, "printed.pdf");
  await page.pdf({ path: file, format, preferCSSPageSize: true });
  const facts = execFileSync("pdfinfo", [file], { encoding: "utf8", timeout: 60_000 });
  const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8", timeout: 60_000 });
  rmSync(folder, { recursive: true });
  const [, width, height] = facts.match(/^Page size: +([\d.]+) x ([\d.]+) pts/m);
  return { sheets: Number(facts.match(/^Pages: +(\d+)/m)[1]), size: [width, height].map((points) => (points / 72) * 25.4), leaves: text.split("\f").slice(0, -1), text: plain(text) };
}

/** Letters that a font draws as one are letters again; which font that is depends on the machine. */
const plain = (text) => text.normalize("NFKC").replace(/\s+/g, " ");

for (const format of ["A4", "Letter"]) {
  test(`in Firefox the green-light questions print on ${format}: every question with its words, and the sheets of that size`, async (t) => {
    const page = await firefox.newPage();
    await page.goto(server.home + kinds.green_light);
    const questions = await page.$$eval("article h3", (heads) => heads.map((head) => [...head.childNodes].filter((node) => !node.matches?.(".anchor")).map((node) => node.textContent).join("")));
    const meanings = await page.$$eval("article h3 + dl dd", (all) => all.map((meaning) => meaning.textContent));
    const { sheets, size, text } = await print(page, format);
    t.diagnostic(`${sheets} sheets, ${size.map((length) => length.toFixed(1)).join(" × ")} mm`);
    assert.equal(questions.length, 13);
    assert.deepEqual(questions.map(plain).map((question) => question.trim()).filter((question) => !text.includes(question)), []);
    assert.ok(meanings.length >= 6, `${meanings.length} words are explained`);
    assert.deepEqual(meanings.map(plain).filter((meaning) => !text.includes(meaning)), []);
    size.forEach((length, side) => assert.ok(Math.abs(length - SIZES[format][side]) < 1, `${size} instead of ${SIZES[format]}`));
    assert.equal(sheets, 1);
    assert.ok(!text.includes(word("search")) && !text.includes(word("answers_begin")), "nothing to press is on paper");
    await page.close();
  });
}

test("in Firefox a page with a long text prints whole, on sheets none of which is empty", async () => {
  const page = await firefox.newPage();
  await page.goto(server.home + kinds.area);
  const words = await page.$$eval("article :is(h3, .why, details)", (all) => all.flatMap((element) => element.textContent.split(/\s+/)).filter((word) => /^[a-zA-Z]{5,}$/.test(word)));
  assert.ok(words.length > 100, `${words.length} words`);
  const { sheets, leaves, text } = await print(page, "A4");
  assert.deepEqual([...new Set(words)].filter((word) => !text.includes(word)), []);
  // Ten questions with their examples, all unfolded.
  assert.ok(sheets >= 2 && sheets <= 16, `${sheets} sheets`);
  assert.equal(leaves.filter((leaf) => leaf.trim()).length, sheets);
  await page.close();
});
