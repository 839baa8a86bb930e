// How large the search is and how long it takes: for the shipped handbook, and for a thousand pages.
//
// `node benches/search.mjs`, after `cargo build --release` and `npm ci --prefix tests/web`. The program is `READYBOOK`, or what
// stands in `target/release/`. Sizes are of `search-index.js`, which a browser loads when somebody first searches. Times are of
// Chromium at the machine's speed and at a quarter of it, as on a small phone. A query is whole: from the letter that was typed to the
// list of results laid out. Figures are told; nothing here passes or fails.

import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { launch } from "../tests/web/support/browser.mjs";
import { build, root, temporary } from "../tests/web/support/build.mjs";
import { serve } from "../tests/web/support/server.mjs";

const PAGES = 1000;
const WORDS_A_SECTION = 150;
const SECTIONS_A_PAGE = 6;
const LOADS = 9;
const ROUNDS = 10;

const searches = JSON.parse(readFileSync(join(root, "tests/web/searches.json"), "utf8"));

// The corpus: the shipped handbook, and pages from its own paragraphs, each with names that no other page has, as services,
// teams and settings have them. Drawn by a generator with a seed, so that it is the same each time.

function generator(seed) {
  let state = seed;
  return (limit) => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const SYLLABLES = "bra ce di fro gu ha je ki lo mu na pe ri so tu va we xi yo zu".split(" ");

function markdown(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".md"))
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

/** Plain paragraphs and headings of pages, without links, names in braces and code. */
function pieces(texts) {
  const blocks = texts.flatMap((text) => text.replace(/^---\n[\s\S]*?\n---\n/, "").replace(/^```[\s\S]*?^```/gm, "").split(/\n{2,}/));
  const plain = (text) => text.replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\{\{(\w+)\}\}/g, "$1").replace(/\s+/g, " ").trim();
  return {
    paragraphs: blocks.filter((block) => /^[A-Z]/.test(block) && block.length > 60).map(plain),
    headings: blocks.filter((block) => /^##+ /.test(block)).map((block) => plain(block.split("\n")[0].replace(/^#+ /, ""))),
  };
}

/** A folder with a handbook of so many pages. */
function corpus(pages) {
  const folder = temporary("corpus");
  for (const part of ["content", "checklists", "themes"]) cpSync(join(root, part), join(folder, part), { recursive: true });
  // A thousand pages as one PDF is another story.
  writeFileSync(join(folder, "handbook.yaml"), readFileSync(join(root, "handbook.yaml"), "utf8").replace(/^documents: .*\n/m, ""));
  const texts = markdown(join(folder, "content"));
  const { paragraphs, headings } = pieces(texts);
  const draw = generator(7);
  const one = (list) => list[draw(list.length)];
  const name = () => Array.from({ length: 3 + draw(2) }, () => one(SYLLABLES)).join("");
  for (let number = texts.length; number < pages; number++) {
    const names = Array.from({ length: 12 }, name);
    const section = () => {
      const text = [];
      for (let words = 0; words < WORDS_A_SECTION; words += text.at(-1).split(" ").length) text.push(one(paragraphs));
      return `## ${one(headings)} ${one(names)}\n\n${text.join("\n\n")} It is about ${one(names)} and ${one(names)}.\n`;
    };
    const place = join(folder, "content/more", `section-${Math.floor(number / 50)}`);
    mkdirSync(place, { recursive: true });
    const body = Array.from({ length: SECTIONS_A_PAGE }, section).join("\n");
    writeFileSync(join(place, `page-${number}.md`), `---\nsummary: About ${names[0]} and ${names[1]}.\n---\n# ${one(headings)} ${names[0]}\n\n${body}`);
  }
  return folder;
}

// Measuring

const at = (times, share) => times.sort((one, other) => one - other)[Math.min(times.length - 1, Math.floor(times.length * share))];
const ms = (time) => `${time.toFixed(time < 10 ? 2 : 1)} ms`;
const kb = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;

/** In the page: from the click on the button to the open dialog. */
async function open() {
  const begin = performance.now();
  document.getElementById("rb-search-button").click();
  const channel = new MessageChannel();
  while (!document.getElementById("rb-search")?.open) {
    await new Promise((next) => {
      channel.port1.onmessage = next;
      channel.port2.postMessage(null);
    });
  }
  return performance.now() - begin;
}

/** In the page: how long each query takes, and what it finds first and second. */
function ask({ queries, rounds }) {
  const field = document.getElementById("rb-search-input");
  const list = document.getElementById("rb-search-found");
  const time = (text) => {
    field.value = text;
    const begin = performance.now();
    field.dispatchEvent(new Event("input"));
    list.getBoundingClientRect();
    return performance.now() - begin;
  };
  const { top } = document.getElementById("rb-search-button").dataset;
  const found = Object.fromEntries(queries.map((query) => [query, (time(query), [...list.querySelectorAll("a")].slice(0, 2).map((link) => link.getAttribute("href").slice(top.length)))]));
  const whole = [];
  const letters = [];
  for (let round = 0; round < rounds; round++) {
    for (const query of queries) {
      for (let length = 1; length < query.length; length++) letters.push(time(query.slice(0, length)));
      const last = time(query);
      whole.push(last);
      letters.push(last);
    }
  }
  return { found, whole, letters };
}

async function measure(browser, site, slowdown) {
  const server = await serve(site);
  const loads = [];
  let answers;
  for (let load = 0; load < LOADS; load++) {
    // A context of its own: nothing is in the browser's cache.
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${server.home}index.html`, { waitUntil: "load" });
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    loads.push(await page.evaluate(open));
    if (load === LOADS - 1) answers = await page.evaluate(ask, { queries: Object.keys(searches), rounds: ROUNDS });
    await context.close();
  }
  return { loads, ...answers };
}

async function tell(browser, name, site) {
  const index = readFileSync(join(site.folder, "search-index.js"));
  const gzip = gzipSync(index, { level: 9 }).length;
  console.log(`${name}: ${site.pages.length} pages, index ${kb(index.length)}, ${kb(gzip)} with gzip (${(gzip / site.pages.length).toFixed(0)} bytes a page)`);
  for (const slowdown of [1, 4]) {
    const { loads, whole, letters, found } = await measure(browser, site, slowdown);
    const right = Object.entries(searches).filter(([query, wanted]) => found[query].some((href) => wanted.includes(href))).length;
    const speed = slowdown === 1 ? "at the machine's speed" : `at 1/${slowdown} of it`;
    console.log(`  ${speed}: loaded and open in ${ms(at(loads, 0.5))} (median of ${LOADS})`);
    console.log(`    a whole query: median ${ms(at(whole, 0.5))}, 95th percentile ${ms(at(whole, 0.95))} (${Object.keys(searches).length} searches, ${ROUNDS} rounds)`);
    console.log(`    each letter typed: median ${ms(at(letters, 0.5))}, 95th percentile ${ms(at(letters, 0.95))} (${letters.length} letters)`);
    if (slowdown === 1) console.log(`    answered first or second: ${right} of ${Object.keys(searches).length}`);
  }
}

const browser = await launch();
await tell(browser, "the shipped handbook", build("shipped", root));
await tell(browser, "a thousand pages", build("thousand", corpus(PAGES)));
await browser.close();
