// The page of what is due for another look: by month and by owner, and what has passed for the reader.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESKTOP, PHONE, launch } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, word } from "./support/sites.mjs";

let browser, server;
before(async () => ([browser, server] = await Promise.all([launch(), serve(handbook)])));
after(() => browser.close());

async function open(viewport, now) {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  if (now) await page.clock.setFixedTime(new Date(`${now}T12:00:00Z`));
  await page.goto(server.home + kinds.looks);
  return page;
}

const dues = (page) => page.locator("time[data-due]").evaluateAll((times) => times.map((time) => time.dataset.due));

test("each look stands in its month and with its owner, in the order of days", async () => {
  const page = await open(DESKTOP);
  const by = (key) => page.getByRole("region", { name: word(key), exact: true });
  const [months, owners] = await Promise.all([dues(by("looks_by_month")), dues(by("looks_by_owner"))]);
  assert.ok(months.length > 70, `${months.length} looks`);
  assert.deepEqual(months, [...months].sort(), "the days are in order");
  assert.deepEqual([...owners].sort(), months, "both lists have the same looks");
  for (const heading of await by("looks_by_month").getByRole("heading", { level: 3 }).all()) {
    const month = await heading.textContent();
    const days = await heading.evaluate((heading) => [...heading.nextElementSibling.querySelectorAll("time[data-due]")].map((time) => time.dataset.due));
    assert.ok(days.length && days.every((day) => day.startsWith(month.trim())), `${month}: ${days}`);
  }
  await page.context().close();
});

test("what has passed for the reader is marked, and nothing else", async () => {
  for (const viewport of [DESKTOP, PHONE]) {
    const page = await open(viewport, "2027-10-01");
    const passed = (await dues(page)).filter((day) => day < "2027-10-01");
    assert.ok(passed.length > 10, `${passed.length} have passed`);
    assert.equal(await page.getByText(word("overdue"), { exact: true }).count(), passed.length);
    await page.context().close();
  }
});

test("every page leads to it", async () => {
  const page = await open(PHONE);
  await page.goto(server.home + kinds.guide);
  await page.getByRole("contentinfo").getByRole("link", { name: word("looks_title"), exact: true }).click();
  await page.getByRole("heading", { level: 1, name: word("looks_title"), exact: true }).waitFor();
  await page.context().close();
});
