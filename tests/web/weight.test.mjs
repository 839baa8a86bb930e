// Home and a typical page of guidance are light, and nothing in them moves while they load.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESKTOP, PHONE, each, launch, none } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds } from "./support/sites.mjs";

const BYTES = 100_000;
const REQUESTS = 8;

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

for (const kind of ["home", "guide", "area", "phase"]) {
  test(`${kind}: at most ${BYTES / 1000} kB compressed and ${REQUESTS} requests`, async (t) => {
    const server = await serve(handbook);
    const page = await browser.newPage({ viewport: DESKTOP });
    await page.goto(server.home + kinds[kind], { waitUntil: "networkidle" });
    await page.close();
    const bytes = server.answers.reduce((sum, answer) => sum + answer.bytes, 0);
    t.diagnostic(`${server.answers.length} requests, ${bytes} bytes`);
    assert.ok(server.answers.length <= REQUESTS, `${server.answers.length} requests: ${server.answers.map(({ path }) => path).join(" ")}`);
    assert.ok(bytes <= BYTES, `${bytes} bytes`);
  });
}

test("nothing moves while a page to read loads, however late its fonts, pictures and scripts come", async () => {
  // Style sheets are waited for; all else comes when the page can already be read.
  const delay = (path) => (/\.(html|css)$/.test(path) || path === "" ? 0 : 400);
  const server = await serve(handbook, { delay });
  const complaints = [];
  for (const viewport of [PHONE, DESKTOP]) {
    const context = await browser.newContext({ viewport });
    await context.addInitScript(() => {
      globalThis.shifts = [];
      const place = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(",");
      const moved = ({ node, previousRect, currentRect }) =>
        `${node?.nodeName}${node?.id ? `#${node.id}` : ""} ${place(previousRect)} to ${place(currentRect)}`;
      new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries()) {
          globalThis.shifts.push(`${value.toFixed(4)} ${sources.map(moved).join(" ")}`);
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    const found = await each(context, Object.values(kinds), async (path, page) => {
      await page.goto(server.home + path, { waitUntil: "load" });
      // What is lazy comes when it is near.
      await page.mouse.wheel(0, 2000);
      await page.waitForTimeout(200);
      return page.evaluate(() => globalThis.shifts);
    });
    complaints.push(...found.map((complaint) => `${viewport.width}: ${complaint}`));
    await context.close();
  }
  none(complaints);
});
