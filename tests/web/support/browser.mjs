// Debian's Chromium, and what every test asks of it.

import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { chromium } from "playwright-core";

/**
 * Chromium without its own windows, which takes two thirds of the time. `whole` is the browser as people have it, where that makes a
 * difference: on paper, and in the room that a window leaves to a page.
 */
export const launch = ({ whole = false } = {}) =>
  chromium.launch({
    executablePath: whole ? (process.env.CHROMIUM ?? "/usr/bin/chromium") : (process.env.CHROMIUM_SHELL ?? "/usr/bin/chromium-headless-shell"),
    args: ["--no-sandbox", "--disable-gpu"],
  });

export const PHONE = { width: 390, height: 844 };
export const SMALL = { width: 320, height: 640 };
export const DESKTOP = { width: 1280, height: 900 };
/** What a window of 1280 × 1024 leaves at 200 %. */
export const ZOOMED = { width: 640, height: 512 };

/** Does `work(item, page)` for all items, on as many pages as there are cores, and collects what it complains about. */
export async function each(context, items, work) {
  const queue = [...items];
  const complaints = [];
  const worker = async () => {
    const page = await context.newPage();
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      for (const complaint of (await work(item, page)) ?? []) complaints.push(`${item}: ${complaint}`);
    }
    await page.close();
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  return complaints.sort();
}

/** Fails with all complaints, not with the first. */
export function none(complaints) {
  assert.ok(complaints.length === 0, `${complaints.length} complaints:\n  ${complaints.slice(0, 60).join("\n  ")}`);
}

/** Notes what the browser holds against a page: errors of scripts, refusals, files that are not there. */
export function listen(page) {
  const heard = [];
  page.on("pageerror", (error) => heard.push(`${error}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) heard.push(`${message.type()}: ${message.text()}`);
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // The next page was asked for before this one was whole.
    if (why !== "net::ERR_ABORTED") heard.push(`${request.url()}: ${why}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) heard.push(`${response.status()}: ${response.url()}`);
  });
  return heard;
}
