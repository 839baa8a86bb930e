// Times of one key in a list with all its answers written, beside a bare text area on an empty page, at full and at a quarter of the
// speed: `node tests/web/answers-times.mjs`, or with the id of a checklist. Needs the built handbook, as `tests/run` builds it. Times are
// told, and nothing passes or fails.
//
// What is measured is the time from a key to the frame that shows it, and the page's own script within it.

import { launch } from "./support/browser.mjs";
import { fillAll, open } from "./support/filling-in.mjs";
import { serve } from "./support/server.mjs";
import { handbook } from "./support/sites.mjs";

const checklist = process.argv[2] ?? "operational-readiness";
const KEYS = 60;
const ROUNDS = 2;

const browser = await launch();
const server = await serve(handbook);
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });

/** The median and the 95th percentile of some milliseconds. */
function told(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], late: sorted[Math.floor(sorted.length * 0.95)] };
}

/** Types into the field with the focus; gives, for each key, the milliseconds to the frame and those of the script. */
async function type(page) {
  await page.evaluate(() => {
    const times = (globalThis.keyTimes = []);
    // The script of a key is what runs between these two listeners: first on the way down, last on the way up.
    let began = 0;
    globalThis.addEventListener("input", () => (began = performance.now()), true);
    globalThis.addEventListener("input", () => {
      const own = performance.now() - began;
      const at = began;
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => times.push([performance.now() - at, own]);
        channel.port2.postMessage(0);
      });
    });
  });
  for (let key = 0; key < KEYS; key += 1) {
    await page.keyboard.press(key % 9 === 8 ? "Space" : "a");
    await page.waitForTimeout(30);
  }
  await page.waitForTimeout(300);
  return page.evaluate(() => globalThis.keyTimes.splice(0));
}

async function bare() {
  const page = await context.newPage();
  await page.setContent("<!DOCTYPE html><title>Bare</title><textarea rows=4 cols=60 autofocus></textarea>");
  await page.focus("textarea");
  return page;
}

async function filled() {
  const page = await context.newPage();
  const address = `${server.home}checklists/${checklist}.html`;
  await page.goto(address);
  await fillAll(page, checklist);
  const ids = await page.locator(".answer").evaluateAll((found) => found.map((one) => one.closest("[id]").id));
  const form = await open(page, ids[Math.floor(ids.length / 2)]);
  await form.locator("[name=says]").focus();
  return page;
}

console.log(`${checklist}: ${KEYS} keys, ${ROUNDS} rounds, from the key to the frame that shows it`);
for (const slower of [1, 4]) {
  const times = { bare: [], filled: [] };
  // In turn, so that a busy machine is busy for both.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, begin] of [["bare", bare], ["filled", filled]]) {
      const page = await begin();
      const session = await context.newCDPSession(page);
      await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
      times[name].push(...(await type(page)).slice(5));
      await page.close();
    }
  }
  const [empty, list] = [times.bare, times.filled].map((found) => told(found.map(([all]) => all)));
  const own = told(times.filled.map(([, script]) => script));
  const line = ({ median, late }) => `median ${median.toFixed(1)} ms, 95th percentile ${late.toFixed(1)} ms`;
  console.log(`at ${slower === 1 ? "full speed" : `1/${slower} of the speed`}`);
  console.log(`  bare text area: ${line(empty)}`);
  console.log(`  filled list: ${line(list)}; ${(list.median / empty.median).toFixed(2)} times`);
  console.log(`  own script: ${line(own)}`);
}
await browser.close();
process.exit();
