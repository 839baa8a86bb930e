// Ninety questions are a pleasure: what is always in reach, filters, owners of areas, keys, and what a filled list takes on paper.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ALL, COLOURS, examine } from "./support/axe.mjs";
import { overflows } from "./support/boxes.mjs";
import { filter } from "./support/answers.mjs";
import { DESKTOP, PHONE, SMALL, launch, listen, none } from "./support/browser.mjs";
import { answer, begin, describe, download, fillAll, open, press, question, records, withoutPickers } from "./support/filling-in.mjs";
import { PAPERS, print } from "./support/paper.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds, word } from "./support/sites.mjs";

const INVOICE = { tier: "critical", traits: ["stores-data", "async"], uses: ["aws-dynamodb", "aws-sqs"] };

let browser;
let server;
before(async () => {
  browser = await launch({ whole: true });
  server = await serve(handbook);
});
after(() => browser.close());

/** A page in a context of its own; whatever the browser holds against it fails the test. */
async function visit(t, kind = kinds.readiness, { init, ...options } = {}) {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", acceptDownloads: true, ...options });
  if (init) await context.addInitScript(init);
  context.setDefaultTimeout(8000);
  const page = await context.newPage();
  const heard = listen(page);
  t.after(async () => {
    await context.close();
    assert.deepEqual(heard, []);
  });
  await page.goto(server.home + kind);
  return page;
}

const bar = (page, name) => page.locator(`.answers-bar [data-bar="${name}"]`);
const number = async (page, name) => (await page.locator(`.answers-bar [data-text="${name}"]`).innerText()).trim();
const shown = (page) => page.locator(":is(.line, .item):visible").evaluateAll((found) => found.map((one) => one.id));
const state = (page, id) => question(page, id).locator(".answer").getAttribute("data-state");
async function choose(page, name, value) {
  const shown = page.locator("[data-part=shown]");
  if ((await shown.getAttribute("open")) === null) await shown.locator("> summary").click();
  await page.locator(`[name="rb-answers-${name}"]`).selectOption(value);
}
const status = (page) => page.getByRole("status").first().innerText();

test("who writes has answered, and one key undoes it", async (t) => {
  const page = await visit(t);
  await begin(page);
  const form = await open(page, "DEP-01");
  const says = form.locator("[name=says]");
  await says.pressSequentially("A merge");
  assert.equal(await state(page, "DEP-01"), "answered");
  assert.match(await status(page), /^DEP-01: Answered\./);
  await page.keyboard.press("Alt+1");
  assert.equal(await state(page, "DEP-01"), "open");
  await says.pressSequentially(" builds the image.");
  assert.equal(await state(page, "DEP-01"), "open", "whoever leaves it open is not overruled");
  assert.equal(await says.inputValue(), "A merge builds the image.");
  await page.reload();
  await (await open(page, "DEP-01")).locator("[name=says]").press("End");
  await page.keyboard.type(" More.");
  assert.equal(await state(page, "DEP-01"), "open");
  // Taking the words away again takes back what they said.
  const second = (await open(page, "DEP-02")).locator("[name=says]");
  await second.fill("Soon.");
  assert.equal(await state(page, "DEP-02"), "answered");
  await second.fill("");
  assert.equal(await state(page, "DEP-02"), "open");
  // A gap stays one.
  await answer(page, "DEP-04", { state: "gap", says: "Nobody knows." });
  assert.equal(await state(page, "DEP-04"), "gap");
  // A proposal that is written on is decided.
  const key = Object.keys(await records(page)).find((found) => found.endsWith(":DEP-01")).replace("DEP-01", "DEP-06");
  await page.evaluate((found) => localStorage.setItem(found, JSON.stringify({ state: "drafted", drafted_by: "a program", says: "Flags" })), key);
  await page.reload();
  await (await open(page, "DEP-06")).locator("[name=says]").pressSequentially(" are reviewed.");
  assert.equal(await state(page, "DEP-06"), "answered");
});

test("one key says where a question stands, in a text with Alt", async (t) => {
  const page = await visit(t);
  await begin(page);
  await question(page, "DEP-01").locator(".answer-open").focus();
  for (const [key, found] of [["2", "answered"], ["3", "gap"], ["4", "not-applicable"], ["1", "open"]]) {
    await page.keyboard.press(key);
    assert.equal(await state(page, "DEP-01"), found);
  }
  await page.keyboard.press("5");
  assert.ok(await question(page, "DEP-01").locator(".answer-help").isVisible());
  assert.equal((await status(page)).trim(), "DEP-01: help wanted.");
  const form = await open(page, "DEP-01");
  await form.locator("[name=says]").fill("");
  await page.keyboard.type("1 or 2 of 34");
  assert.equal(await form.locator("[name=says]").inputValue(), "1 or 2 of 34", "digits are text in a text");
  await page.keyboard.press("Alt+3");
  assert.equal(await state(page, "DEP-01"), "gap");
  assert.ok(await form.locator('[name="plan.what"]').isVisible());
  assert.equal(await page.evaluate(() => document.activeElement.name), "says");
  await form.locator('[type=radio]:checked').focus();
  await page.keyboard.press("4");
  assert.equal(await page.evaluate(() => document.activeElement.value), "not-applicable");
  // A key for the browser, and one on no question, is not ours.
  await page.keyboard.press("Control+2");
  await bar(page, "open").focus();
  await page.keyboard.press("2");
  assert.equal(await state(page, "DEP-01"), "not-applicable");
  await form.locator("[name=says]").focus();
  await page.keyboard.press("Control+Enter");
  assert.equal(await page.evaluate(() => document.activeElement.name), "state-DEP-02");
});

test("hard stops, mine, open and help wanted are always in reach, with counts that are true", async (t) => {
  const page = await visit(t);
  await begin(page);
  await describe(page, INVOICE);
  const [open, all] = (await number(page, "stops")).split(" of ").map(Number);
  assert.equal(open, all);
  await answer(page, "REL-03", { state: "answered", says: "Two regions.", help_wanted: true });
  await answer(page, "REL-04", { state: "gap" });
  assert.equal(await number(page, "stops"), `${all - 1} of ${all}`, "a gap holds a launch");
  assert.equal(await number(page, "help"), "1");
  for (const id of ["REL-03", "REL-04"]) await question(page, id).locator(".answer-open").click();
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
  const box = await page.locator(".answers-bar").boundingBox();
  const above = await page.locator(".top").boundingBox();
  assert.ok(Math.abs(box.y - (above.y + above.height)) <= 1, `it sticks below the bar: ${box.y}`);
  await bar(page, "stops").click();
  const stops = await shown(page);
  assert.equal(stops.length, all - 1);
  assert.ok(stops.includes("REL-04") && !stops.includes("REL-03"));
  assert.equal(await bar(page, "stops").getAttribute("aria-pressed"), "true");
  await bar(page, "help").click();
  assert.deepEqual(await shown(page), []);
  await bar(page, "all").click();
  await bar(page, "help").click();
  assert.deepEqual(await shown(page), ["REL-03"]);
  assert.deepEqual(await page.locator(".area:visible").evaluateAll((areas) => areas.filter((area) => !area.classList.contains("area-is-folded")).map((area) => area.id)), ["reliability"]);
  await page.reload();
  assert.deepEqual(await shown(page), ["REL-03"], "a tab keeps what it shows");
  const other = await page.context().newPage();
  await other.goto(server.home + kinds.readiness);
  assert.ok((await shown(other)).length > 50, "and another tab shows all");
});

test("under a filter an area without a question folds to its heading, with how many are shown, and opens again", async (t) => {
  for (const options of [{}, { viewport: PHONE }]) {
    const page = await visit(t, kinds.readiness, options);
    await begin(page);
    await describe(page, INVOICE);
    await answer(page, "REL-03", { says: "Two regions.", help_wanted: true });
    await question(page, "REL-03").locator(".answer-open").click();
    const ids = await page.locator(".area").evaluateAll((areas) => areas.map((area) => area.id));
    const all = await page.locator(".area:visible").count();
    assert.equal(await page.locator(".answers-area-shown:visible").count(), 0, "nothing is said where all is shown");
    await bar(page, "help").click();
    assert.equal(await page.locator(".area:visible").count(), all, "no area is gone");
    const asked = (id) => page.locator(`#${id}`).evaluate((area) => area.querySelectorAll(":is(.item, .line)[id]").length - area.querySelectorAll(".answers-aside :is(.item, .line)[id]").length);
    for (const id of ids) {
      const area = page.locator(`#${id}`);
      const n = await asked(id);
      const isFolded = id !== "reliability";
      assert.equal(await area.evaluate((found) => found.classList.contains("area-is-folded")), isFolded, id);
      if (n) assert.equal(await area.locator(".answers-area-shown").innerText(), `${isFolded ? 0 : 1} of ${n} shown`, id);
      if (isFolded) assert.deepEqual(await area.evaluate((found) => [...found.children].filter((child) => child.checkVisibility()).map((child) => child.localName)), ["h2", "p"], id);
    }
    assert.deepEqual(await examine(page, ALL), []);
    assert.deepEqual(await page.evaluate(overflows), []);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/folded-${page.viewportSize().width}.png`, fullPage: true });
    // One area opens, and the filter holds for the others.
    const area = page.locator("#costs");
    await area.getByRole("button", { name: word("answers_area_show") }).click();
    assert.equal((await shown(page)).length, 1 + (await asked("costs")));
    assert.equal(await area.locator(".answers-area-shown").innerText(), `${await asked("costs")} of ${await asked("costs")} shown`);
    assert.equal(await page.evaluate(() => document.activeElement.closest(".area")?.id), "costs", "the focus stays in the area");
    await bar(page, "all").click();
    assert.equal(await page.locator(".area-is-folded").count(), 0);
    assert.equal(await page.locator(".answers-area-shown:visible").count(), 0);
  }
});

test("mine is asked once: what I speak to, the plans that I own, the areas that I take care of", async (t) => {
  const page = await visit(t);
  await begin(page);
  await describe(page, INVOICE);
  await page.locator("[name=owner-CST]").fill("Kim");
  await page.keyboard.press("Tab");
  await answer(page, "REL-03", { says: "Two regions.", speaker: "kim " });
  await answer(page, "DEP-01", { state: "gap", plan: { what: "Write it down", owner: "Kim" } });
  await answer(page, "DEP-02", { says: "Again.", speaker: "Ada" });
  for (const id of ["REL-03", "DEP-01", "DEP-02"]) await question(page, id).locator(".answer-open").click();
  await bar(page, "mine").click();
  const dialog = page.locator("dialog[open]");
  await dialog.getByLabel(word("answers_me_name")).fill("Kim");
  await page.keyboard.press("Enter");
  const costs = await page.locator("#costs > ul > li").evaluateAll((lines) => lines.map((line) => line.id));
  assert.deepEqual(await shown(page), ["DEP-01", "REL-03", ...costs]);
  assert.equal(await number(page, "mine"), String(costs.length + 2));
  await choose(page, "area", "REL");
  assert.deepEqual(await shown(page), ["REL-03"]);
  await page.reload();
  await bar(page, "all").click();
  await bar(page, "mine").click();
  assert.equal(await dialog.count(), 0);
  assert.equal((await shown(page)).length, costs.length + 2);
  await choose(page, "person", "Ada");
  assert.deepEqual(await shown(page), ["DEP-02"]);
  await choose(page, "stops", "all");
  assert.deepEqual(await shown(page), await question(page, "DEP-02").locator(".hard-stop").count() ? ["DEP-02"] : []);
});

test("an area has an owner, who is proposed as speaker; names and links are offered again, and the file says it", async (t) => {
  const page = await visit(t, kinds.readiness, { init: withoutPickers });
  await begin(page);
  await describe(page, INVOICE);
  const owner = page.getByLabel(word("answers_owner_of").replace("{area}", "Reliability / Failover"));
  await owner.fill("Kim");
  await page.keyboard.press("Tab");
  await answer(page, "DEP-01", { says: "A pipeline.", speaker: "Ada", evidence: ["https://git.example.org/pipeline"] });
  const form = await open(page, "REL-04");
  assert.equal(await form.locator("[name=speaker]").getAttribute("placeholder"), "Kim");
  await form.locator("[name=speaker]").focus();
  const names = await page.locator("#rb-answers-people option").evaluateAll((options) => options.map((option) => option.value));
  assert.deepEqual(names.slice(0, 2), ["Kim", "Ada"]);
  assert.ok(names.includes("team-lead"));
  await form.getByRole("button", { name: word("answers_owner_speaks").replace("{owner}", "Kim") }).click();
  assert.equal(await form.locator("[name=speaker]").inputValue(), "Kim");
  const again = form.getByLabel(word("answers_link_again"));
  await again.focus();
  assert.deepEqual(await page.locator("#rb-answers-links option").evaluateAll((options) => options.map((option) => option.value)), ["https://git.example.org/pipeline"]);
  await again.fill("https://git.example.org/pipeline");
  await again.press("Tab");
  assert.equal(await form.locator("[name=evidence]").inputValue(), "https://git.example.org/pipeline");
  const { text } = await download(page, () => press(page, "answers_save"));
  assert.match(text, /owners:\s+REL: Kim\n|owners: \{REL: Kim\}/);
  await page.reload();
  assert.equal(await owner.inputValue(), "Kim");
  await owner.fill("");
  await page.keyboard.press("Tab");
  assert.ok(!(await download(page, () => press(page, "answers_save"))).text.includes("owners"));
});

test("from the top of the page to the first answer are at most six tabs", async (t) => {
  for (const kind of [kinds.readiness, kinds.green_light]) {
    const page = await visit(t, kind);
    await begin(page);
    await page.reload();
    let tabs = 0;
    for (; tabs < 4 && (await page.evaluate(() => document.activeElement.textContent)) !== word("answers_skip_to_open"); tabs++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    for (; tabs < 7 && (await page.evaluate(() => document.activeElement.name)) !== "says"; tabs++) await page.keyboard.press("Tab");
    assert.ok(tabs <= 6, `${tabs} tabs`);
    await page.keyboard.type("Two zones.");
    assert.match(await page.locator(".answer-is-open textarea[name=says]").inputValue(), /Two zones/);
  }
});

test("what is being written is never below the bar, on a phone neither", async (t) => {
  for (const viewport of [DESKTOP, PHONE, SMALL]) {
    const page = await visit(t, kinds.readiness, { viewport });
    await begin(page);
    await describe(page, INVOICE);
    for (const id of ["REL-04", "OPS-01"]) {
      const form = await open(page, id);
      const fields = form.locator("input:visible, textarea:visible, select:visible, button:visible");
      await fields.last().focus();
      // Upwards is where something at the top could cover it.
      for (let step = 0; step < 12; step++) {
        await page.keyboard.press("Shift+Tab");
        const covered = await page.evaluate(() => {
          const found = document.activeElement.closest("label") ?? document.activeElement;
          const bottom = document.querySelector(".answers-bar").getBoundingClientRect().bottom;
          return document.querySelector(".answers-bar").contains(found) || found.getBoundingClientRect().bottom > bottom ? "" : found.outerHTML;
        });
        assert.equal(covered, "");
      }
    }
    none(await page.evaluate(overflows));
  }
});

test("axe finds nothing wrong with bar, filters and owners, in light and in dark", async (t) => {
  for (const viewport of [DESKTOP, PHONE]) {
    const page = await visit(t, kinds.readiness, { bypassCSP: true, viewport });
    await begin(page);
    await describe(page, INVOICE);
    await page.locator("[name=owner-REL]").fill("Kim");
    await page.keyboard.press("Tab");
    await answer(page, "REL-04", { says: "Daily.", evidence: ["https://git.example.org/a"] });
    await bar(page, "mine").click();
    none(await examine(page, ALL));
    await page.keyboard.type("Kim");
    await page.keyboard.press("Enter");
    none(await examine(page, ALL));
    await page.emulateMedia({ colorScheme: "dark" });
    none(await examine(page, COLOURS));
  }
});

test("what was said earlier stands beside one question, and a plan that is overtaken is not said any more", async (t) => {
  const page = await visit(t, kinds.green_light);
  await begin(page);
  await answer(page, "GL-08", { says: "A load test in September." });
  await page.goto(server.home + kinds.readiness);
  await describe(page, { tier: "critical" });
  assert.equal(await page.locator(".answer-earlier:visible", { hasText: "A load test in September." }).count(), 1);
  await answer(page, "DEP-01", { state: "gap", plan: { what: "Write it down", owner: "Kim" } });
  await answer(page, "DEP-01", { state: "answered", says: "Written." });
  await question(page, "DEP-01").locator(".answer-open").click();
  assert.doesNotMatch(await question(page, "DEP-01").innerText(), /Write it down/);
  assert.match(JSON.stringify(await records(page)), /Write it down/);
});

test("in the phase that only advises what the service is like is folded away", async (t) => {
  const page = await visit(t, kinds.green_light);
  await begin(page);
  assert.equal(await page.evaluate(() => document.activeElement.name), "team");
  assert.ok(await page.locator("[data-list=traits]").isHidden());
  assert.ok((await page.locator(".answers-about").boundingBox()).height < 500);
});

test("in the phase that only advises nobody speaks of the walkthrough, though its day is known", async (t) => {
  const page = await visit(t, kinds.readiness);
  await begin(page);
  await describe(page, INVOICE);
  await page.locator("[name=walkthrough]").fill("2026-11-12");
  await page.locator("[name=launch_on]").fill("2026-11-24");
  const facts = (found) => found.locator("#rb-answers [data-text=facts]").innerText();
  assert.match(await facts(page), /2026-11-12/);
  await page.goto(server.home + kinds.green_light);
  await page.getByText(word("answers_about"), { exact: true }).click();
  await page.locator("[data-part=detail] > summary").click();
  assert.doesNotMatch(await facts(page), /2026-11-12|2026-10-13/);
  assert.match(await facts(page), /2026-11-24/);
  assert.equal(await page.locator("[name=walkthrough]").isVisible(), false);
  assert.equal(await page.locator("[name=launch_on]").inputValue(), "2026-11-24");
});

test("what a managed service brings is said below the trait, not in a column beside it", async (t) => {
  for (const viewport of [DESKTOP, PHONE]) {
    const page = await visit(t, kinds.readiness, { viewport });
    await begin(page);
    await describe(page, INVOICE);
    const found = await page.locator("[data-because]").evaluateAll((notes) =>
      notes.map((note) => {
        const text = note.closest("label").querySelector("span");
        return note.getBoundingClientRect().left - text.getBoundingClientRect().left;
      }),
    );
    assert.deepEqual(found, found.map(() => 0));
    assert.ok(found.length >= 3);
  }
});

test("a filled list prints on one sheet of thirteen answers, and on at most eight of ninety", async (t) => {
  for (const [kind, checklist, most] of [[kinds.green_light, "green-light", 1], [kinds.readiness, "operational-readiness", 8]]) {
    const page = await visit(t, kind);
    await fillAll(page, checklist);
    for (const format of PAPERS) {
      const { sheets, outside } = await print(page, format);
      t.diagnostic(`${checklist}: ${sheets.length} sheets of ${format}`);
      assert.ok(sheets.length <= most, `${sheets.length} sheets of ${format}`);
      const text = sheets.join("\n");
      const ids = await page.locator(":is(.line, .item)[id]").evaluateAll((found) => found.map((one) => one.id));
      for (const id of ids) assert.ok(text.replace(/\s+/g, " ").includes(`(${id})`), `${id} is not on paper`);
      assert.deepEqual(outside, []);
    }
  }
});

test("filters, people and links are read from answers alone", () => {
  const { shows, concerns, people, links, bestPlace, filterFrom, EVERYTHING } = filter;
  const place = { item: {}, area: { prefix: "REL" }, answer: { state: "gap", plan: { owner: "Ada" } }, owner: "Kim", isStop: true, isNew: false };
  const found = (changes) => shows({ ...EVERYTHING, ...changes }, place);
  for (const changes of [{}, { state: "gap" }, { person: "ada" }, { person: "KIM" }, { area: "REL" }, { stops: "open" }, { stops: "all", state: "gap", person: "Ada", area: "REL" }]) assert.ok(found(changes), JSON.stringify(changes));
  for (const changes of [{ state: "open" }, { person: "Bo" }, { area: "SEC" }, { stops: "all", state: "help" }, { state: "new" }]) assert.ok(!found(changes), JSON.stringify(changes));
  assert.ok(!concerns("Kim", undefined, ""));
  const file = { checklists: { a: { owners: { REL: "Kim" }, items: { X: { speaker: "kim", evidence: ["https://a.example/", "a drill"] }, Y: { plan: { owner: "Ada" }, evidence: ["https://b.example/"] }, Z: { evidence: ["https://b.example/", { file: "main.tf" }] } } } } };
  assert.deepEqual([...people(file)], ["Ada", "Kim"]);
  assert.deepEqual([...links(file)], ["https://b.example/", "https://a.example/"]);
  const [one, two] = [{ id: "one", domain: "a", grows_from: ["G", "H"] }, { id: "two", domain: "b", grows_from: ["G"] }];
  assert.equal(bestPlace({ domain: "a" }, [two, one]).id, "one");
  assert.equal(bestPlace({ domain: null }, [one, two]).id, "two");
  assert.deepEqual({ ...filterFrom({ state: "gone", area: "REL", person: 3 }, { areas: [{ prefix: "REL" }] }) }, { ...EVERYTHING, area: "REL" });
});
