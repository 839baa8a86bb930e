// HTML that an author writes, in a real browser, as files: without a policy that would forbid scripts. What the program accepts
// runs nothing and leaves the page's frame whole; what would do harm is never built.
//
// Needs the program: `READYBOOK`, or what `cargo build --release` made.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { launch } from "./support/browser.mjs";
import { findings, program, temporary } from "./support/build.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

function handbook(name, files) {
  const folder = temporary(name);
  for (const [path, text] of Object.entries({ "handbook.yaml": "title: Test\n", "content/index.md": "# Home\n", ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const RUN = "globalThis.pwned=1,alert(1)";

/** Opens a page, touches all that its author wrote, and says what is wrong with it. */
async function touch(page, file) {
  const wrong = [];
  const dialog = (found) => {
    wrong.push(`a dialog: ${found.message()}`);
    return found.dismiss();
  };
  page.on("dialog", dialog);
  await page.goto(pathToFileURL(file).href);
  const found = await page.evaluate(() => {
    const wrong = [];
    const path = (element) => (element?.parentElement ? `${element.tagName.toLowerCase()}<${path(element.parentElement)}` : "html");
    const frame = { main: "main<div<body<html", "footer.foot": "footer<body<html", ".prose": "div<div<main<div<body<html" };
    for (const [name, wanted] of Object.entries(frame)) {
      const all = [...document.querySelectorAll(name)].filter((element) => name !== "main" || element.id === "rb-main");
      if (all.length !== 1 || path(all[0]) !== wanted) wrong.push(`${name}: ${all.map(path).join(", ") || "none"}`);
    }
    const prose = document.querySelector(".prose");
    for (const element of prose?.querySelectorAll("*") ?? []) {
      for (const { name, value } of element.attributes) if (name.startsWith("on")) wrong.push(`${name}=${value}`);
      if (/^(script|style|iframe|object|embed|form|base|meta|link)$/i.test(element.localName)) wrong.push(`<${element.localName}>`);
      if (element.href && !["http:", "https:", "mailto:", "sms:", "tel:", "file:"].includes(element.protocol)) wrong.push(element.href);
      for (const type of ["mouseover", "focus", "toggle"]) element.dispatchEvent(new Event(type, { bubbles: true }));
    }
    if ("pwned" in globalThis) wrong.push("a script ran");
    return wrong;
  });
  await page.waitForTimeout(5);
  page.off("dialog", dialog);
  return [...found, ...wrong];
}

test("HTML that may be written is drawn, and the frame stays whole", async () => {
  const folder = handbook("fine", {
    "content/a.md":
      "# A\n\n<details>\n<summary>More <b>text</b></summary>\n\nText with `code`.\n\n</details>\n\n<p align=center>\n\n10<sup>9</sup> <kbd>Ctrl</kbd> a<br>b\n\n</p>\n\n" +
      "<table><tr><td>\n\n- a\n- b\n\n</td></tr></table>\n\n<a id=x></a><a href='#x' title=\"<img src=x onerror=alert(1)>\">to x</a> <!-- <script>alert(1)</script> -->\n\n" +
      "`<script>alert(1)</script>` &lt;script>alert(1)&lt;/script>\n\nLast.\n",
  });
  const out = join(temporary("fine-out"), "out");
  execFileSync(program, ["build", folder, "--out", out, "--strict"], { stdio: ["ignore", "ignore", "inherit"] });
  const page = await browser.newPage();
  assert.deepEqual(await touch(page, join(out, "a.html")), []);
  assert.equal(await page.locator(".prose > details > p").textContent(), "Text with code.");
  assert.equal(await page.locator(".prose td li").count(), 2);
  assert.equal(await page.locator(".prose > p").last().textContent(), "Last.");
  await page.close();
});

const ATTACKS = {
  ...Object.fromEntries(
    ["textarea", "title", "xmp", "noscript", "noembed", "noframes", "iframe"].map((name) => [
      name,
      { "content/a.md": `# A\n\n<${name}><!-- </${name}><img src=x onerror="${RUN}"> --></${name}>\n` },
    ]),
  ),
  "a tag in two pieces": { "content/a.md": `# A\n\n<div a="\n\n" onmouseover=${RUN} style=x b="\n\n">z</div>\n` },
  "a blank": { "handbook.yaml": `title: T\nblanks: {js: "javascript:${RUN}"}\n`, "content/a.md": "# A\n\n[x]({{js}})\n" },
  "a blank in a footer": {
    "handbook.yaml": `title: T\nblanks: {js: "javascript:${RUN}"}\nbrand: {footer: [{title: x, url: "{{js}}"}]}\n`,
  },
  "a form": { "content/a.md": `# A\n\n<form action="javascript:${RUN}"><button>x</button></form>\n` },
  "a link in a drawing": { "content/a.md": `# A\n\n<svg><a xlink:href="javascript:${RUN}"><text y=20>x</text></a></svg>\n` },
  "an animated link": { "content/a.md": `# A\n\n<svg><a><animate attributeName=href values=javascript:${RUN} /><text y=20>x</text></a></svg>\n` },
  "a document beside the pages": { "content/evil.html": `<script>${RUN}</script>\n` },
  "a drawing beside the pages": { "content/evil.svg": `<svg xmlns="http://www.w3.org/2000/svg" onload="${RUN}"/>\n` },
  "a script for our search": { "content/a.md": "# A\n\n<a id=rb-search-button data-scripts=https://example.org/x.js>x</a>\n" },
};

for (const [name, files] of Object.entries(ATTACKS)) {
  test(`never built: ${name}`, () => {
    const out = join(temporary("attack-out"), "out");
    const { status } = spawnSync(program, ["build", handbook("attack", files), "--out", out], { stdio: "ignore" });
    assert.equal(status, 1);
    assert.ok(!existsSync(join(out, "index.html")));
  });
}

const PIECES = [
  "<!--", "-->", "--!>", "<!-->", "<b>", "</b>", "<b>x</b>", '<i title="', "</i>", "<a href='x.md'>", "</a>", "<div>", "</div>", "<div>\n\n", "\n\n</div>\n\n",
  '<div a="', '">', "'>", ">", '"', "'", "<p>", "</p>", "<table>", "</table>", "<tr>", "<td>", "</td>", "<table><tr><td>\n\n", "\n\n</td></tr></table>\n\n",
  "<li>", "<ul>", "</ul>", "<textarea>", "</textarea>", "<title>", "<svg>", "<math>", "<mtext>", "<style>", "<script>", `<img src=x onerror="${RUN}">`,
  "<br>", "<kbd>a</kbd>", "<details>\n\n", "\n\n</details>\n\n", "<summary>", "</summary>", "<pre>", "</pre>", "<![CDATA[", "]]>", "<?x", "?>", "<!x", "<span\n",
  "<template>", "</main>", "</body>", "`", "*", "**", "[", "](#a)", "|", "\n|-|-|\n", "\n\n", "\n", "\n> ", "\n- ", "\n    ", "text ", "&lt;", "&#x3c", "\\",
  `x onmouseover=${RUN} `, "<h2>", "</h2>", "<select>", "<plaintext>", "/", "[^1]", "\n\n[^1]: ",
];

test("whatever is accepted of many odd pages runs nothing and leaves the frame whole", async () => {
  // Always the same numbers.
  let seed = 12;
  const random = (below) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };
  const files = { "content/x.md": "# X\n", "content/odd/index.md": "# Odd\n" };
  for (let number = 0; number < 300; number += 1) {
    const text = Array.from({ length: 1 + random(5) }, () => PIECES[random(PIECES.length)]).join("");
    files[`content/odd/${number}.md`] = `# Page ${number}\n\n## A {#a}\n\n${text}\n`;
  }
  const folder = handbook("odd", files);
  const { diagnostics } = await findings(["check", folder]);
  const wrong = new Set(diagnostics.filter(({ severity }) => severity === "error").map(({ place }) => place.file));
  const kept = Object.keys(files).filter((path) => /^content\/odd\/\d/.test(path) && !wrong.has(path));
  assert.ok(kept.length > 40 && kept.length < 250, `${kept.length} of 300 are accepted`);
  for (const path of wrong) rmSync(join(folder, path));
  const out = join(temporary("odd-out"), "out");
  execFileSync(program, ["build", folder, "--out", out], { stdio: ["ignore", "ignore", "inherit"], maxBuffer: 64 << 20 });
  const page = await browser.newPage();
  const complaints = [];
  for (const path of kept) {
    const found = await touch(page, join(out, path.replace("content/", "").replace(".md", ".html")));
    if (found.length > 0) complaints.push(`${JSON.stringify(files[path])}: ${found.join("; ")}`);
  }
  await page.close();
  assert.deepEqual(complaints, []);
});
