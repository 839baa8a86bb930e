// What the shipped handbook costs, with all its sheets and documents: from nothing, when nothing has changed, when one page has.
//
//     node benches/shipped.mjs [--runs 5] [--on FOLDER]
//
// It runs `target/release/readybook`, or what `READYBOOK` names, in a copy of this handbook without Git. Told are the median, its
// ratio to the build from nothing, and the most memory at once, looked at every 10 ms; at last what the site weighs. That a build
// after a change has the bytes of one from nothing is held each time. `--on` names the folder of the copy: one in memory takes the
// disk out of the figures.

import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { median, run } from "./measure.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({ options: { runs: { type: "string", default: "5" }, on: { type: "string", default: tmpdir() } } });
const readybook = process.env.READYBOOK ?? join(root, "target/release/readybook");
const scratch = mkdtempSync(join(values.on, "readybook-shipped-"));
const handbook = join(scratch, "handbook");
const cache = join(scratch, "cache");
process.env.XDG_CACHE_HOME = cache;

const build = (out, ...how) => run([readybook, "build", ".", "--out", join(scratch, out), ...how], handbook);
const check = (...how) => run([readybook, "check", ".", ...how], handbook);
const gone = (path) => rmSync(join(scratch, path), { recursive: true, force: true });

/** All files of a folder, by their paths, as text that tells bytes apart. */
const files = (folder) =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length), readFileSync(path, "latin1")]),
  );

function same(one, other) {
  const [left, right] = [files(join(scratch, one)), files(join(scratch, other))];
  const differs = new Set([...left.keys(), ...right.keys()].filter((path) => left.get(path) !== right.get(path)));
  if (differs.size > 0) throw new Error(`not as from nothing: ${[...differs].slice(0, 5).join(", ")}`);
}

const page = join(handbook, "content/guides/backups.md");
const STAGES = [
  ["build, from nothing", async () => (gone("site"), gone("cache"), build("site"))],
  ["build, nothing changed", () => build("site")],
  [
    "build, one page changed",
    async (number) => {
      writeFileSync(page, `${readFileSync(page, "utf8")}\nThis is sentence ${number}.\n`);
      const cost = await build("site");
      gone("other");
      await build("other", "--no-cache");
      same("site", "other");
      return cost;
    },
  ],
  ["check, from nothing", async () => (gone("cache"), check())],
  ["check, nothing changed", () => check()],
  ["build, results kept and no site", async () => (gone("site"), build("site"))],
];

try {
  for (const part of ["handbook.yaml", "content", "checklists", "editions", "examples", "themes"]) {
    cpSync(join(root, part), join(handbook, part), { recursive: true });
  }
  const seen = STAGES.map(() => []);
  for (let number = 0; number < Number(values.runs); number += 1) {
    for (const [at, [, stage]] of STAGES.entries()) seen[at].push(await stage(number));
  }
  const cold = median(seen[0].map(({ time }) => time));
  console.log(`${values.runs} runs, medians\n\n| | time | to a build from nothing | memory |\n|---|--:|--:|--:|`);
  for (const [at, [name]] of STAGES.entries()) {
    const time = median(seen[at].map((one) => one.time));
    console.log(`| ${name} | ${(time / 1000).toFixed(2)} s | ${(time / cold).toFixed(3)} | ${median(seen[at].map((one) => one.peak)).toFixed(0)} MiB |`);
  }
  const weight = new Map();
  for (const path of files(join(scratch, "site")).keys()) {
    const kind = path.split(".").at(-1);
    weight.set(kind, (weight.get(kind) ?? 0) + statSync(join(scratch, "site", path)).size);
  }
  const all = [...weight].sort((one, other) => other[1] - one[1]).map(([kind, bytes]) => `${kind} ${(bytes / 1e6).toFixed(1)}`);
  console.log(`\nThe site: ${([...weight.values()].reduce((a, b) => a + b) / 1e6).toFixed(1)} MB (${all.slice(0, 5).join(", ")})`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
