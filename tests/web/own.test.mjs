// A handbook with kinds of services of its own, and with a line of its own above and below every page.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import { build, temporary } from "./support/build.mjs";
import { PHONE, ZOOMED, launch } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { word } from "./support/sites.mjs";

const service = (id, kind) => `    - {id: ${id}, title: ${id}, kind: ${kind}, provider: ours, cells: {backups: {team: We do.}}}\n`;
const FILES = {
  "handbook.yaml": "title: Ours\ntheme: mine\nservice_kinds: [{id: warehouse, title: Data warehouse}, unused, database, message-bus]\n",
  "content/index.md": "# Home\n",
  "content/matrix.yaml":
    "title: Matrix\nresponsibilities:\n  duties: [{id: backups, title: Backups}]\n  services:\n" +
    service("bus", "message-bus") + service("rows", "database") + service("facts", "warehouse"),
  "themes/mine/templates/partials/banner.html": '<p id="above">Closed on Friday</p>\n',
  "themes/mine/templates/partials/foot.html": '<p id="below">Imprint</p>\n',
};

let browser;
let server;
before(async () => {
  const folder = temporary("own-handbook");
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  browser = await launch();
  server = await serve(build("own", folder));
});
after(() => browser.close());

test("readers choose among the kinds that the settings list, in their order, as far as there are services", async () => {
  const page = await browser.newPage();
  await page.goto(`${server.home}matrix.html`);
  const kind = page.getByRole("search", { name: word("matrix_tools") }).getByLabel(word("kind"), { exact: true });
  assert.deepEqual(await kind.locator("option").allTextContents(), [word("all"), "Data warehouse", "Database", "Message bus"]);
  await kind.selectOption({ label: "Data warehouse" });
  assert.deepEqual(await page.getByRole("table").getByRole("rowheader").locator("a:visible").allTextContents(), ["facts"]);
  assert.ok(page.url().endsWith("#kind=warehouse"), page.url());
  await page.close();
});

test("what a theme adds above and below a page begins where the text of the page does", async () => {
  for (const viewport of [{ width: 1440, height: 900 }, ZOOMED, PHONE]) {
    const page = await browser.newPage({ viewport });
    await page.goto(`${server.home}index.html`);
    const left = (selector) =>
      page.locator(selector).evaluate((found) => {
        const range = document.createRange();
        range.selectNodeContents(found);
        return Math.round(range.getBoundingClientRect().left);
      });
    const [above, below, foot] = [await left("#above"), await left("#below"), await left(".foot-title")];
    assert.deepEqual([above, below], [foot, foot], JSON.stringify(viewport));
    await page.close();
  }
});
