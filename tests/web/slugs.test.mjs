// The ids of headings are those that GitHub makes: npm's `github-slugger` is the judge, on every character that Unicode has.
//
// Needs the program: `READYBOOK`, or what `cargo build --release` made.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import GithubSlugger from "github-slugger";

import { build, temporary } from "./support/build.mjs";

/** The ids that the program makes of headings. */
function ids(name, headings) {
  const folder = temporary(name);
  mkdirSync(join(folder, "content"));
  writeFileSync(join(folder, "handbook.yaml"), "title: Test\n");
  writeFileSync(join(folder, "content/page.md"), `# Page\n\n${headings.map((text) => `## ${text}\n`).join("\n")}`);
  const html = readFileSync(join(build(name, folder).folder, "page.html"), "utf8");
  return [...html.matchAll(/<h2 id="([^"]*)"/g)].map(([, id]) => id).filter((id) => id !== "rb-toc");
}

function github(headings) {
  const slugger = new GithubSlugger();
  slugger.slug("Page");
  return headings.map((text) => slugger.slug(text));
}

test("what people write has GitHub's id", () => {
  const headings = [
    "What's HA?", "CI/CD – the story", "Über_uns 2", "GET /users/{id}", "The set {a, b}", "m² per day", "½ and ①", "a‿b ＿ c",
    "नमस्ते दुनिया", "ภาษาไทย", "שָׁלוֹם", "مرحبا", "한국어", "日本語 の 見出し", "⚠️ Warning", "1️⃣ First", "👨‍👩‍👧 family", "ΟΔΟΣ", "İstanbul", "STRASSE ß",
    "Backups", "Backups", "Backups-1", "Backups", "e\u0301t\u00e9", "a  b", "C++ & C#", ".NET", "100 %", "a_b_c", "--flag", "Ⅷ roman",
  ];
  assert.deepEqual(ids("slugs", headings), github(headings));
});

test("every character is kept, dropped or made small as GitHub does it", () => {
  const characters = [];
  for (let code = 0xa0; code < 0x40000; code++) {
    const character = String.fromCodePoint(code);
    // What came to Unicode later than to the judge's table it drops.
    const isKnown = /^[^\p{Cn}\p{Cs}\p{Co}]$/u.test(character) && !(isLetter(character) && !new GithubSlugger().slug(character));
    if (isKnown) characters.push(character);
  }
  assert.ok(characters.length > 130_000, `only ${characters.length} characters`);
  const headings = [];
  for (let at = 0; at < characters.length; at += 32) headings.push(`a${characters.slice(at, at + 32).join("")}b`);
  const [found, wanted] = [ids("characters", headings), github(headings)];
  const wrong = headings.filter((_, number) => found[number] !== wanted[number]);
  const told = wrong.slice(0, 5).map((text) => `${text}: ${found[headings.indexOf(text)]} instead of ${wanted[headings.indexOf(text)]}`);
  assert.equal(wrong.length, 0, told.join("\n"));
});

function isLetter(character) {
  return /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]$/u.test(character);
}
