// Times from a save to what an open browser shows, on the shipped handbook and as many pages more as are asked for:
// `node tests/web/preview-times.mjs 1000`. Times are told, and nothing passes or fails.

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { launch } from "./support/browser.mjs";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(repository, "target");
const program = process.env.READYBOOK ?? join(target, "release/readybook");
const pages = Number(process.argv[2] ?? 1000);
const SAVES = 60;
const PAUSE = 300;

const folder = mkdtempSync(join(tmpdir(), "readybook-times-"));
for (const part of ["handbook.yaml", "content", "checklists"]) cpSync(join(repository, part), join(folder, part), { recursive: true });

const words = "the quick review of a service needs an owner and a date before it goes live".split(" ");
const section = (page, heading) => `\n## Heading ${heading}\n\n${Array.from({ length: 150 }, (_, word) => words[(word * 7 + page + heading) % words.length]).join(" ")}\n`;
const body = (page) => Array.from({ length: 6 }, (_, heading) => section(page, heading)).join("");
for (let page = 0; page < pages; page += 1) {
  const place = join(folder, "content", `many-${Math.floor(page / 50)}`);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, `page-${page}.md`), `---\ntitle: Page ${page}\n---\n${body(page)}`);
}

const server = spawn(program, ["serve", folder, "--port", "0"], { stdio: ["ignore", "pipe", "ignore"] });
const url = await new Promise((resolve) => {
  server.stdout.on("data", (text) => {
    const found = /http:\/\/\S+\//.exec(text);
    if (found) resolve(found[0]);
  });
});
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Saves again and again, and tells how long it takes until the open page passes `isShown`. */
async function measure(name, tab, path, change, isShown) {
  const place = join(folder, path);
  const text = readFileSync(place, "utf8");
  const times = [];
  for (let number = 0; number < SAVES; number += 1) {
    const [changed, wanted] = change(text, number);
    const before = await tab.evaluate(() => [...(document.querySelector("#readybook-preview")?.shadowRoot?.querySelectorAll("#paper img") ?? [])].map((image) => image.src).join(" "));
    const seen = tab.evaluate(
      ([source, argument]) => new Promise((resolve) => {
        const test = globalThis.eval(source);
        const look = () => (test(argument) ? requestAnimationFrame(() => setTimeout(() => resolve(Date.now()))) : setTimeout(look, 1));
        look();
      }),
      [`(${isShown})`, { wanted, before }],
    );
    await wait(PAUSE);
    const began = Date.now();
    writeFileSync(place, changed);
    times.push((await seen) - began);
  }
  writeFileSync(place, text);
  await wait(PAUSE);
  times.sort((a, b) => a - b);
  console.log(`${name}: median ${times[Math.floor(SAVES / 2)]} ms, 95th percentile ${times[Math.floor(SAVES * 0.95)]} ms`);
}

async function open(path) {
  const tab = await context.newPage();
  await tab.goto(url + path);
  await tab.waitForSelector("#readybook-preview", { state: "attached" });
  await wait(1000);
  return tab;
}

const says = ({ wanted }) => document.body.textContent.includes(wanted);
const hasNewSheet = ({ before }) => {
  const images = [...document.querySelector("#readybook-preview").shadowRoot.querySelectorAll("#paper img")];
  return images.length > 0 && images.map((image) => image.src).join(" ") !== before && images.every((image) => image.complete);
};

console.log(`the shipped handbook and ${pages} pages more, ${SAVES} saves each, from the write to what is painted`);
const prose = await open("many-0/page-7.html");
await measure("a text", prose, "content/many-0/page-7.md", (text, number) => [`${text}\nPainted ${number}.\n`, `Painted ${number}.`], says);
await measure("a title", prose, "content/many-0/page-7.md", (text, number) => [text.replace("title: Page 7", `title: Named ${number}`), `Named ${number}`], says);
await prose.close();
for (const [name, list, file, title] of [
  ["a question of one page to its sheet", "green-light", "checklists/green-light.yaml", /^( *(?:- )?ask: ).*$/m],
  ["a question of eight pages to its sheet", "operational-readiness", "checklists/operational-readiness/costs.yaml", /^( *(?:- )?ask: ).*$/m],
]) {
  const tab = await open(`checklists/${list}.html`);
  await tab.locator("#readybook-preview #paper-toggle").click();
  await tab.waitForFunction(() => document.querySelector("#readybook-preview").shadowRoot.querySelector("#paper img")?.complete);
  await measure(name, tab, file, (text, number) => [text.replace(title, `$1Who answers when it fails, ${number}?`), ""], hasNewSheet);
  await tab.close();
}
await browser.close();
server.kill();
rmSync(folder, { recursive: true, force: true });
