// What is ready-made: its page, and the line that says so where somebody answers a question, looks at a cell, or meets a guardrail.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { overflows } from "./support/boxes.mjs";
import { DESKTOP, PHONE, launch } from "./support/browser.mjs";
import { begin, question } from "./support/filling-in.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, word } from "./support/sites.mjs";

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await serve(handbook);
});
after(() => browser.close());

async function open(t, path, options = {}) {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(`${server.home}${path}`);
  return page;
}

const OFFERS = kinds.offers;

/** The lines about offers that are in sight: what each says, without line breaks. */
const lines = (place) =>
  place.locator(".offers-here:visible").evaluateAll((all) => all.map((line) => line.textContent.trim().replace(/\s+/g, " ")));

test("a question says what there is for it, where it is answered on screen, and leads there", async (t) => {
  const page = await open(t, kinds.readiness);
  await begin(page);
  const host = question(page, "REL-04");
  await host.locator('[data-do="more"]').click();
  assert.deepEqual(await lines(host), [`${word("offers_here")} Modules and templates (ten minutes)`]);
  await host.getByRole("link", { name: "Modules and templates" }).click();
  await page.waitForURL(`**/${OFFERS}#modules`);
  await page.getByRole("heading", { name: "Modules and templates" }).waitFor();
});

test("a cell of the matrix and a guardrail say it as well, and on paper no line moves", async (t) => {
  for (const [path, here] of [
    [kinds.guardrails, "#backup-retention"],
    ["reference/responsibilities/aws-rds.html", "#backups"],
    ["areas/reliability.html", "#REL-04"],
  ]) {
    const page = await open(t, path);
    assert.deepEqual(await lines(page.locator(here)), [`${word("offers_here")} Modules and templates (ten minutes)`], path);
    await page.emulateMedia({ media: "print" });
    assert.deepEqual(await lines(page.locator("body")), [], `${path} on paper`);
  }
});

test("what we offer is drawn by group, each offer at its address, on a desk and on a phone", async (t) => {
  for (const viewport of [DESKTOP, PHONE]) {
    const page = await open(t, OFFERS, { viewport });
    const groups = await page.locator("main h2[id]:not(#rb-toc)").evaluateAll((heads) => heads.map((head) => head.id));
    assert.deepEqual(groups.slice(0, 4), ["tools", "automation", "services", "standards"]);
    assert.equal(await page.locator(".offer[id]").count(), 19);
    assert.deepEqual(await page.evaluate(overflows), []);
    assert.equal(await page.locator("#telemetry .blank").count(), 1, "an empty place is a line to fill in");
  }
});
