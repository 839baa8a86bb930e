// A site of any size, from a seed: no two pages are alike, and the same seed gives the same bytes.
//
//     node benches/corpus.mjs FOLDER PAGES [readybook|hugo|zola|mdbook|eleventy|vitepress] [seed]
//
// Each page has some 350 words below five headings, a list, a table, two blocks of code in two of six languages, and links to
// three other pages. What a generator needs to draw them is the least that it can do: a frame, and nothing of a theme.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const SECTION = 50;
const WORDS =
  "account alert answer archive backup balance batch bound branch bucket budget cache call change check client cluster code column commit copy cost data day delay deploy design disk drill edge error event export failure field file flag function gate graph guide handler header health host image import index input key label launch layer limit line list load lock log map message metric minute model module name network node note number object order owner page part path person pipeline plan pool port price queue quota range rate reader record region release report request restore retry review role route row rule schema scope secret server service session share signal size source stage state step store stream switch table team term test thread time token trace traffic trial type unit update user value vault version volume window worker write year zone".split(
    " ",
  );
const CODE = {
  rust: (n, w) => `/// The ${w[0]} of a ${w[1]}.\npub fn ${w[0]}_${n}(${w[1]}: u32) -> Option<u32> {\n    let ${w[2]} = ${w[1]}.checked_mul(${n})?;\n    (${w[2]} > ${n % 97}).then_some(${w[2]})\n}\n`,
  python: (n, w) => `def ${w[0]}_${n}(${w[1]}, ${w[2]}=${n % 97}):\n    """Returns the ${w[3]} of each ${w[1]}."""\n    return [one * ${n} for one in ${w[1]} if one > ${w[2]}]\n`,
  yaml: (n, w) => `${w[0]}:\n  ${w[1]}: ${n}\n  ${w[2]}: [${w[3]}, ${w[4]}]  # of the ${w[5]}\n  enabled: ${n % 2 === 0}\n`,
  sh: (n, w) => `set -eu\nfor ${w[0]} in ${w[1]} ${w[2]} ${w[3]}; do\n    echo "$${w[0]} ${n}" >> ${w[4]}.txt\ndone\n`,
  json: (n, w) => `{\n  "${w[0]}": ${n},\n  "${w[1]}": ["${w[2]}", "${w[3]}"],\n  "${w[4]}": null\n}\n`,
  sql: (n, w) => `SELECT ${w[0]}, count(*) AS ${w[1]}_${n}\nFROM ${w[2]}s\nWHERE ${w[3]} > ${n % 97}\nGROUP BY ${w[0]};\n`,
};

/** Numbers from 0 to 1: mulberry32, by Tommy Ettinger, in the public domain. */
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const sectionOf = (number) => `s${String(Math.floor(number / SECTION)).padStart(4, "0")}`;
const yaml = (title) => `---\ntitle: ${title}\n---\n`;
const toml = (title) => `+++\ntitle = "${title}"\n+++\n`;

/** How each generator has its files: where pages lie, how they begin, how they link to each other, and what else it needs. */
const LAYOUTS = {
  readybook: {
    content: "content",
    index: "index.md",
    front: yaml,
    link: (to) => `../${sectionOf(to)}/page-${to}.md`,
    others: () => ({ "handbook.yaml": "title: Corpus\norganisation: Example Org\nbase_url: https://handbook.example/\n" }),
  },
  hugo: {
    content: "content",
    index: "_index.md",
    front: yaml,
    link: (to) => `{{< relref "/${sectionOf(to)}/page-${to}" >}}`,
    others: () => ({
      "hugo.toml": "title = 'Corpus'\nbaseURL = 'https://handbook.example/'\ndisableKinds = ['taxonomy', 'term']\n[markup.highlight]\nnoClasses = false\n",
      "layouts/_default/single.html": "<!doctype html><html lang=en><head><title>{{ .Title }}</title></head><body><h1>{{ .Title }}</h1>{{ .Content }}</body></html>",
      "layouts/_default/list.html": "<!doctype html><html lang=en><head><title>{{ .Title }}</title></head><body>{{ range .Pages }}<a href='{{ .RelPermalink }}'>{{ .Title }}</a>{{ end }}</body></html>",
    }),
  },
  zola: {
    content: "content",
    index: "_index.md",
    front: toml,
    link: (to) => `@/${sectionOf(to)}/page-${to}.md`,
    others: (search) => ({
      "config.toml": `base_url = "https://handbook.example"\nbuild_search_index = ${search}\ngenerate_feeds = true\n[markdown]\nhighlight_code = true\n`,
      "templates/page.html": "<!doctype html><html lang=en><head><title>{{ page.title }}</title></head><body><h1>{{ page.title }}</h1>{{ page.content | safe }}</body></html>",
      "templates/section.html": "<!doctype html><html lang=en><head><title>{{ section.title }}</title></head><body>{% for page in section.pages %}<a href='{{ page.permalink }}'>{{ page.title }}</a>{% endfor %}</body></html>",
      "templates/index.html": "<!doctype html><html lang=en><head><title>Corpus</title></head><body></body></html>",
    }),
  },
  mdbook: {
    content: "src",
    index: "index.md",
    front: () => "",
    link: (to) => `../${sectionOf(to)}/page-${to}.md`,
    others: (_, titles) => ({
      "book.toml": "[book]\ntitle = 'Corpus'\n[output.html.search]\nenable = true\n",
      "src/SUMMARY.md": `# Summary\n\n${titles.map((title, number) => `${number % SECTION ? "  " : `- [${sectionOf(number)}](${sectionOf(number)}/index.md)\n  `}- [${title}](${sectionOf(number)}/page-${number}.md)\n`).join("")}`,
    }),
  },
  eleventy: {
    content: "content",
    index: "index.md",
    front: (title) => `---\ntitle: ${title}\nlayout: page.html\n---\n`,
    link: (to) => `/${sectionOf(to)}/page-${to}/`,
    others: () => ({
      "package.json": '{"type": "module"}\n',
      "eleventy.config.js":
        'import highlight from "@11ty/eleventy-plugin-syntaxhighlight";\nexport default (config) => {\n  config.addPlugin(highlight);\n  return { dir: { input: "content", output: "out", includes: "../layouts" } };\n};\n',
      "layouts/page.html": "<!doctype html><html lang=en><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>{{ content }}</body></html>",
    }),
  },
  vitepress: {
    content: ".",
    index: "index.md",
    front: yaml,
    link: (to) => `/${sectionOf(to)}/page-${to}.md`,
    others: (search) => ({
      "package.json": '{"type": "module"}\n',
      ".vitepress/config.js": `export default { title: "Corpus", themeConfig: ${search ? '{ search: { provider: "local" } }' : "{}"} };\n`,
    }),
  },
};

export const layouts = Object.keys(LAYOUTS);

/** Writes a site of so many pages. `search` has the generator write an index of its own, where that is a setting. */
export function write(folder, pages, { layout = "readybook", seed = 1, search = false } = {}) {
  const { content, index, front, link, others } = LAYOUTS[layout];
  const next = numbers(seed);
  const upTo = (count) => Math.floor(next() * count);
  const word = () => WORDS[upTo(WORDS.length)];
  const capital = (text) => text[0].toUpperCase() + text.slice(1);
  const some = (count) => Array.from({ length: count }, word);
  const sentence = () => `${capital(some(8 + upTo(10)).join(" "))}.`;
  const paragraph = () => Array.from({ length: 3 + upTo(3) }, sentence).join(" ");
  const put = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const block = (number) => {
    const language = Object.keys(CODE)[upTo(6)];
    return `\`\`\`${language}\n${CODE[language](number + upTo(1000), some(6))}\`\`\`\n`;
  };
  const titles = Array.from({ length: pages }, (_, number) => `${capital(some(3).join(" "))} ${number}`);
  titles.forEach((title, number) => {
    const heading = () => `\n## ${capital(some(2).join(" "))}\n\n`;
    const other = () => {
      const to = upTo(pages);
      return `[${titles[to]}](${link(to)})`;
    };
    const text =
      `${paragraph()}\n${heading()}${paragraph()} See ${other()}.\n\n${block(number)}` +
      `${heading()}${Array.from({ length: 5 }, () => `- **${word()}**: ${sentence()}\n`).join("")}` +
      `${heading()}| ${some(3).join(" | ")} |\n|---|---|---|\n${Array.from({ length: 4 }, () => `| ${some(3).join(" | ")} |\n`).join("")}` +
      `${heading()}${paragraph()} ${other()} and \`${word()}_${number}\`.\n\n${block(number)}${heading()}${paragraph()} Then ${other()}.\n`;
    const begins = layout === "mdbook" ? `# ${title}\n\n` : front(title);
    put(join(content, sectionOf(number), `page-${number}.md`), begins + text);
    if (number % SECTION === 0) put(join(content, sectionOf(number), index), `${front(sectionOf(number)) || `# ${sectionOf(number)}\n`}\nPages.\n`);
  });
  put(join(content, index), `${front("Corpus") || "# Corpus\n"}\nPages.\n`);
  for (const [path, text] of Object.entries(others(search, titles))) put(path, text);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, pages, layout = "readybook", seed = "1"] = process.argv.slice(2);
  if (!(Number(pages) > 0) || !layouts.includes(layout)) {
    console.error(`node benches/corpus.mjs FOLDER PAGES [${layouts.join("|")}] [seed]`);
    process.exit(2);
  }
  write(folder, Number(pages), { layout, seed: Number(seed) });
}
