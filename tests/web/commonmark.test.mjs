// CommonMark's own examples (npm's `commonmark-spec`), each a page, alone and inside a list, an alert, a tab and a meaning: the page has the
// words that the specification has, in their order and in the same elements, or what is wrong is told; and its twin for programs says the same
// to CommonMark's own reader.
//
// Needs the program: `READYBOOK`, or what `cargo build --release` made.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { HtmlRenderer, Parser } from "commonmark";

import { launch } from "./support/browser.mjs";
import { build, findings, temporary } from "./support/build.mjs";

const { tests: examples } = createRequire(import.meta.url)("commonmark-spec");

/** Links and pictures of the examples lead nowhere, and are drawn as text. */
const SETTINGS = "title: Test\nlevels: {broken-link: note, broken-anchor: note, missing-image: note, unknown-name: note}\n";

/**
 * Where an example may stand: what is before its first line and before its other lines, the element around it on the page, and the one in the
 * page's twin for programs, where CommonMark has that.
 */
const POSITIONS = {
  page: { first: "", rest: "", within: ".prose", twin: "" },
  list: { first: "1. ", rest: "   ", within: ".prose > ol:first-child > li:first-child", twin: "ol:first-child > li:first-child" },
  alert: { first: "> [!NOTE]\n>\n> ", rest: "> ", within: ".alert" },
  tab: { first: "> [!TAB] One\n>\n> ", rest: "> ", within: ".tab" },
  term: { first: "Term\n: ", rest: "  ", within: "dd" },
};

/** What is told of an example and drawn otherwise: HTML that no page may hold, tags that are none, pictures that are not there. */
const TOLD = ["unknown-html", "refused-html", "angle-brackets", "missing-image"];

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const textOf = ({ markdown }) => markdown.replaceAll("→", "\t");

function placed(example, { first, rest }) {
  const lines = textOf(example).replace(/\n$/, "").split("\n");
  return lines.map((line, number) => (number === 0 ? first : rest) + line).join("\n");
}

/** What the twin for programs writes in signs that CommonMark does not have, or better; three strong texts inside each other in a word it cannot. */
const isOtherwise = ({ number, html }) => number === 417 || /<(table|del|i)\b/.test(html);

/** Below a marker, a line that begins with blanks means something else, and so does a tab behind it. */
const isMovable = (example) => !/^(\s|$)|\t/.test(textOf(example));

/** The text of HTML with the elements around it, blanks as one. Runs in the browser. */
function outline({ html, within }) {
  const inline = { EM: "em", STRONG: "strong", CODE: "code" };
  const blocks = { PRE: "pre", BLOCKQUOTE: "quote", LI: "item", HR: "rule", BR: "break", P: "", H1: "h", H2: "h", H3: "h", H4: "h", H5: "h", H6: "h", UL: "", OL: "" };
  const body = new DOMParser().parseFromString(html, "text/html").body;
  let found = "";
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) found += node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(".anchor, .alert-title, .tab-title")) return;
    const isBlock = node.tagName in blocks;
    const name = isBlock ? blocks[node.tagName] : inline[node.tagName];
    const [open, close] = name ? [`⟨${name}⟩`, `⟨/${name}⟩`] : ["", ""];
    found += isBlock ? ` ${open} ` : open;
    node.childNodes.forEach(walk);
    found += isBlock ? ` ${close} ` : close;
  };
  const root = within ? body.querySelector(within) : body;
  root?.childNodes.forEach(walk);
  return found.replace(/\s+/g, " ").trim();
}

for (const [name, position] of Object.entries(POSITIONS)) {
  test(`each example means what CommonMark says: ${name}`, async () => {
    const folder = temporary(`commonmark-${name}`);
    mkdirSync(join(folder, "content"));
    writeFileSync(join(folder, "handbook.yaml"), SETTINGS);
    writeFileSync(join(folder, "content/index.md"), "# Home\n");
    const placedHere = examples.filter((example) => name === "page" || isMovable(example));
    for (const example of placedHere) writeFileSync(join(folder, `content/e${example.number}.md`), `# Example\n\n${placed(example, position)}\n`);
    const { diagnostics } = await findings(["check", folder]);
    const told = diagnostics.map(({ severity, code, place }) => ({ severity, code, number: Number(place.file.match(/\d+/)[0]) }));
    const wrong = told.filter(({ severity }) => severity === "error");
    assert.deepEqual(wrong.filter(({ code }) => !TOLD.includes(code)), []);
    for (const { number } of wrong) rmSync(join(folder, `content/e${number}.md`), { force: true });
    const site = build(`commonmark-${name}`, folder);
    const skipped = new Set(told.filter(({ code }) => TOLD.includes(code)).map(({ number }) => number));
    const compared = placedHere.filter(({ number }) => !skipped.has(number));
    assert.ok(compared.length > 450, `only ${compared.length} examples`);
    const page = await (await browser.newContext()).newPage();
    const file = (example, ending) => readFileSync(join(site.folder, `e${example.number}.${ending}`), "utf8");
    const inHtml = (twin) => new HtmlRenderer().render(new Parser().parse(twin)).replace("<h1>Example</h1>", "");
    // All are read in one go: asking the browser for each takes longer than reading it.
    const outlines = (texts) => page.evaluate(`${JSON.stringify(texts)}.map(${outline})`);
    const meant = await outlines(compared.map(({ html }) => ({ html: html.replaceAll("→", "\t") })));
    const drawn = await outlines(compared.map((example) => ({ html: file(example, "html"), within: position.within })));
    const hasTwin = (example) => position.twin !== undefined && !isOtherwise(example);
    const read = await outlines(compared.map((example) => ({ html: hasTwin(example) ? inHtml(file(example, "md")) : "", within: position.twin })));
    const differ = compared.flatMap((example, at) => {
      const one = { number: example.number, markdown: textOf(example), meant: meant[at] };
      const isRead = !hasTwin(example) || read[at] === meant[at].replace(/ ?⟨quote⟩ ⟨\/quote⟩/, "");
      return [
        ...(drawn[at] === meant[at] ? [] : [{ ...one, drawn: drawn[at] }]),
        ...(isRead ? [] : [{ ...one, twin: file(example, "md"), read: read[at] }]),
      ];
    });
    await page.context().close();
    assert.deepEqual(differ, []);
  });
}
