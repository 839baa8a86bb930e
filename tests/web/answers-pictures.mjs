// Takes the pictures of filling in that the README shows, from the built handbook: `node tests/web/answers-pictures.mjs`.

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { launch } from "./support/browser.mjs";
import { answer, begin, describe } from "./support/filling-in.mjs";
import { serve } from "./support/server.mjs";
import { handbook, kinds } from "./support/sites.mjs";

const folder = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
mkdirSync(folder, { recursive: true });
const browser = await launch();
const server = await serve(handbook);
const context = await browser.newContext({ viewport: { width: 1120, height: 760 }, reducedMotion: "reduce", colorScheme: "light" });
const page = await context.newPage();

async function picture(name, id) {
  await page.evaluate((found) => document.getElementById(found).scrollIntoView({ block: "start" }), id);
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement.blur());
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `${folder}${name}.png` });
}

// The typefaces are there from the second look on.
await page.goto(server.home + kinds.green_light);
await page.evaluate(() => document.fonts.ready);

// July: the first conversation. One question is answered, one is not decided yet, help is wanted.
await page.goto(server.home + kinds.green_light);
await begin(page, "Invoice API");
await describe(page, { tier: "critical", traits: ["stores-data", "async", "provides-api"], uses: ["aws-dynamodb", "aws-sqs"] });
await page.locator("[data-part=service] [name=team]").fill("payments");
await page.locator("[data-part=service] [name=walkthrough]").fill("2026-11-12");
await page.locator("[data-part=service] [type=submit]").click();
await answer(page, "GL-01", { state: "answered", says: "Two zones. The table is in three.", speaker: "Kim" });
await page.keyboard.press("Escape");
await answer(page, "GL-02", { says: "Names and amounts, confidential. Who holds the key is not decided yet.", help_wanted: true });
await page.keyboard.press("Escape");
await answer(page, "GL-09", { says: "DynamoDB does backups, we think.", help_wanted: true });
await page.keyboard.press("Escape");
await picture("green-light", "GL-01");

// October: the provider does the backups, once somebody has switched them on.
await page.goto(server.home + kinds.readiness);
await answer(page, "REL-04", { state: "answered", handled_by: "provider", says: "Continuous backups, kept 35 days." });
await picture("setting", "REL-04");
console.log(`two pictures in ${folder}`);
await browser.close();
process.exit();
