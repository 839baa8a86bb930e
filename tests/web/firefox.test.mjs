// A look with Debian's Firefox: every kind of page loads without complaint, fits, and the search works.

import assert from "node:assert/strict";
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
  await page.locator(`::-p-aria([name="${word("menu")}"][role="button"])`).click();
  await page.waitForSelector("nav:popover-open");
  await page.keyboard.press("Escape");
  await page.waitForSelector("nav:popover-open", { hidden: true });
  await page.locator("main table button").click();
  await page.waitForSelector("main [popover]:popover-open");
  await page.close();
});

test("in Firefox what is folded is open on paper", async () => {
  const page = await firefox.newPage();
  await page.goto(server.home + kinds.home);
  const pdf = await page.pdf({ format: "A4" });
  assert.equal(Buffer.from(pdf).subarray(0, 5).toString(), "%PDF-");
  await page.close();
});
