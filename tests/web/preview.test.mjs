// The preview in a real browser: what a save does to a page that is open.
//
// Needs the program: `READYBOOK`, or what `cargo build --release` made.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { launch } from "./support/browser.mjs";

const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../target", import.meta.url));
const program = process.env.READYBOOK ?? join(target, "release/readybook");
const PATIENCE = 10_000;

const folder = mkdtempSync(join(tmpdir(), "readybook-preview-"));
const long = Array.from({ length: 60 }, (_, number) => `Paragraph ${number} with some words.`).join("\n\n");
const page = (middle) => `# A\n\n${long}\n\n<details><summary>More</summary><p>Hidden.</p></details>\n\n${middle}\n\n${long}\n`;

const put = (path, text) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

let server;
let url;
let browser;

before(async () => {
  put("handbook.yaml", "title: Test\n");
  put("content/index.md", "# Home\n");
  put("content/a.md", page("The middle."));
  put("content/b.md", "# B\n\nOne.\n\nTwo.\n");
  server = spawn(program, ["serve", folder, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  url = await new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("the server does not say where it listens")), 60_000).unref();
    server.on("exit", () => reject(new Error("the server ended")));
    server.stdout.on("data", (text) => {
      const found = /http:\/\/\S+\//.exec(text);
      if (found) resolve(found[0]);
    });
  });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  server?.removeAllListeners("exit");
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** A page that is open, and notes when it is loaded anew. */
async function open(context, path) {
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE);
  tab.on("pageerror", (error) => assert.fail(`${error}`));
  await tab.goto(url + path);
  await tab.waitForSelector("#readybook-preview", { state: "attached" });
  await tab.evaluate(() => {
    globalThis.isSameDocument = true;
  });
  return tab;
}

const says = (tab, words) => tab.waitForFunction((text) => document.body.textContent.includes(text), words, { polling: 20 });
const isSame = (tab) => tab.evaluate(() => globalThis.isSameDocument === true);
const panel = (tab) => tab.locator("#readybook-preview");

test("changed prose is put in place, and what the reader did stays", async () => {
  const context = await browser.newContext({ viewport: { width: 1000, height: 600 }, colorScheme: "dark" });
  const tab = await open(context, "a.html");
  await tab.evaluate(() => {
    document.querySelector("main details").open = true;
    document.documentElement.dataset.theme = "dark";
    const field = document.createElement("input");
    field.id = "answer";
    field.value = "typed";
    document.querySelector("main").append(field);
    field.focus();
    scrollTo({ top: 700, behavior: "instant" });
  });
  put("content/a.md", page("The middle is *new*."));
  await says(tab, "The middle is new.");
  const state = await tab.evaluate(() => ({
    top: scrollY,
    open: document.querySelector("main details").open,
    theme: document.documentElement.dataset.theme,
    focus: document.activeElement.id,
    value: document.querySelector("#answer").value,
  }));
  assert.deepEqual(state, { top: 700, open: true, theme: "dark", focus: "answer", value: "typed" });
  assert.ok(await isSame(tab), "the page was loaded anew");
  await context.close();
});

test("paragraphs, lists and headings come and go in place", async () => {
  const context = await browser.newContext();
  const tab = await open(context, "b.html");
  for (const text of ["# B\n\nOne.\n\nOne and a half.\n\nTwo.\n", "# B\n\nTwo.\n", "# B\n\n- x\n- y\n\nTwo.\n", "# B\n\nTwo.\n\n> Said.\n\n- y\n- z\n", "# B\n\nOne.\n\nTwo.\n"]) {
    put("content/b.md", text);
    const wanted = await (async () => {
      const fresh = await context.newPage();
      await fresh.goto(`${url}b.html`);
      const inner = await fresh.evaluate(() => document.querySelector("main .content").innerHTML.trim());
      await fresh.close();
      return inner;
    })();
    await tab.waitForFunction(
      (html) => document.querySelector("main .content").innerHTML.replaceAll(' data-readybook-changed=""', "").trim() === html,
      wanted,
      { polling: 20 },
    );
    assert.ok(await isSame(tab), "the page was loaded anew");
  }
  await context.close();
});

test("a changed style sheet is swapped without a reload", async () => {
  const context = await browser.newContext();
  const tab = await open(context, "b.html");
  put("themes/default/assets/tokens.css", ":root { --preview-test: yes; }\n");
  await tab.waitForFunction(() => getComputedStyle(document.documentElement).getPropertyValue("--preview-test").trim() === "yes", undefined, { polling: 20 });
  assert.ok(await isSame(tab), "the page was loaded anew");
  rmSync(join(folder, "themes"), { recursive: true });
  await tab.waitForFunction(() => getComputedStyle(document.documentElement).getPropertyValue("--preview-test") === "", undefined, { polling: 20 });
  await context.close();
});

test("what needs its script reloads the page, which returns to its place", async () => {
  const context = await browser.newContext({ viewport: { width: 1000, height: 600 } });
  const tab = await open(context, "a.html");
  await tab.evaluate(() => {
    document.querySelector("main details").open = true;
    scrollTo({ top: 500, behavior: "instant" });
  });
  put("content/a.md", page("```sh\nls\n```"));
  await says(tab, "ls");
  await tab.waitForFunction(() => globalThis.isSameDocument !== true && scrollY === 500 && document.querySelector("main details").open);
  await context.close();
});

test("problems lie over the last good page, with a link to the editor, and go by themselves", async () => {
  const context = await browser.newContext();
  const tab = await open(context, "b.html");
  put("content/b.md", "# B\n\n[x](nowhere.md) <script>alert(1)</script>\n");
  await panel(tab).locator("#problems").waitFor();
  const text = await panel(tab).locator("#problems").textContent();
  assert.match(text, /1 error|2 errors/);
  assert.match(text, /broken-link/);
  assert.match(text, /<script>alert\(1\)<\/script>/);
  const href = await panel(tab).locator("#problems a").first().getAttribute("href");
  assert.match(href, /^vscode:\/\/file\/.*\/content\/b\.md:3:\d+$/);
  await says(tab, "Two.");
  put("content/b.md", "# B\n\nOne.\n\nTwo.\n\nMended.\n");
  await says(tab, "Mended.");
  await panel(tab).locator("#problems").waitFor({ state: "detached" });
  await context.close();
});

test("a browser that follows goes to the page that was edited and marks what is new", async () => {
  const context = await browser.newContext();
  const tab = await open(context, "a.html");
  await panel(tab).locator("#follow").click();
  put("content/b.md", "# B\n\nOne.\n\nTwo.\n\nFollowed.\n");
  await tab.waitForURL(`${url}b.html`);
  await tab.waitForSelector("[data-readybook-changed]");
  assert.deepEqual(await tab.locator("[data-readybook-changed]").allTextContents(), ["Followed."]);
  await context.close();
});

test("a sheet on paper stands beside its page, says how full it is, and is renewed at a save", async () => {
  const questions = (words) => `id: start\ntitle: Start\nprefix: GL\nsheet: {pages: 1}\nitems:\n  - id: GL-01\n    ask: ${words}\n`;
  put("checklists/start.yaml", questions("Who answers at night?"));
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const fresh = await context.newPage();
  for (let tries = 0; tries < 100 && (await fresh.goto(`${url}checklists/start.html`)).status() !== 200; tries += 1) await fresh.waitForTimeout(50);
  await fresh.close();
  const tab = await open(context, "checklists/start.html");
  const paper = panel(tab).locator("#paper");
  const button = panel(tab).locator("#paper-toggle");
  await panel(tab).getByText("Paper · 1 page").waitFor();
  await button.click();
  await paper.locator("img").waitFor();
  assert.deepEqual(await paper.getByLabel("Paper", { exact: true }).locator("option").allTextContents(), ["A4", "Letter"]);
  assert.match(await paper.locator("output").textContent(), /^1 page · \d+ lines left$/);
  assert.ok(await paper.locator("img").evaluate((image) => image.complete && image.naturalWidth > 0), "an empty picture");
  const edges = () => tab.evaluate(() => {
    const aside = document.querySelector("#readybook-preview").shadowRoot.querySelector("#paper");
    return [document.querySelector("main").getBoundingClientRect().right, aside.getBoundingClientRect().left];
  });
  const [right, left] = await edges();
  assert.ok(right <= left, `the page ends at ${right}, and the sheet begins at ${left}`);
  const picture = await paper.locator("img").getAttribute("src");
  await paper.locator("input").check();
  await panel(tab).locator("#paper.grey").waitFor();
  await paper.getByLabel("Paper", { exact: true }).selectOption("letter");
  await panel(tab).locator('#paper img[src*="letter"]').waitFor();
  const many = Array.from({ length: 60 }, (_, number) => `  - id: GL-${number + 10}\n    ask: Question ${number}?\n`).join("");
  put("checklists/start.yaml", questions("Who answers by day?") + many);
  await panel(tab).locator("#paper output.over").waitFor();
  assert.match(await paper.locator("output").textContent(), /^\d pages · \d+ lines too many$/);
  // The button tells of the fullest paper, which is laid out after the one that is shown.
  await button.filter({ hasText: "lines too many" }).waitFor();
  assert.notEqual(await paper.locator("img").first().getAttribute("src"), picture);
  assert.equal(await panel(tab).locator("#problems").count(), 0, "a budget is no obstacle");
  // Each page says at its foot which version of the questions it shows, so a changed question draws all of them again.
  const pictures = () => paper.locator("img").evaluateAll((images) => images.map((image) => image.getAttribute("src")));
  const before = await pictures();
  assert.ok(before.length > 1, "several pages");
  put("checklists/start.yaml", questions("Who answers by day?") + many.replace("Question 59?", "The last question?"));
  await tab.waitForFunction((old) => {
    const images = [...document.querySelector("#readybook-preview").shadowRoot.querySelectorAll("#paper img")];
    return images.length > 0 && images.some((image, number) => image.getAttribute("src") !== old[number]);
  }, before);
  const changed = (await pictures()).map((src, number) => src !== before[number]);
  assert.deepEqual([changed[0], changed.at(-1)], [true, true]);
  await button.click();
  await paper.waitFor({ state: "hidden" });
  await context.close();
  rmSync(join(folder, "checklists"), { recursive: true });
});

test("fifty tabs of one browser all hear of a save, on one connection", async () => {
  const context = await browser.newContext();
  const tabs = [];
  for (let number = 0; number < 50; number += 1) tabs.push(await open(context, "b.html"));
  put("content/b.md", "# B\n\nFor all fifty.\n");
  await Promise.all(tabs.map((tab) => says(tab, "For all fifty.")));
  await context.close();
});
