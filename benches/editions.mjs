// How long `check` and `diff` take with thirty closed editions of the shipped handbook: `check` beside none, `diff` beside one;
// medians and their ratio.
//
//     node benches/editions.mjs [runs]
//
// It runs `target/release/readybook`, or what `READYBOOK` names.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const EDITIONS = 30;
const AREA = "checklists/operational-readiness/reliability.yaml";
const root = fileURLToPath(new URL("..", import.meta.url));
const program = process.env.READYBOOK ?? join(root, "target/release/readybook");
const runs = Number(process.argv[2] ?? 7);
const scratch = mkdtempSync(join(tmpdir(), "readybook-editions-"));
process.env.XDG_CACHE_HOME = join(scratch, "cache");

/** A copy of the shipped handbook with so many closed editions. */
function book(editions) {
  const folder = join(scratch, String(editions));
  mkdirSync(folder);
  execFileSync("tar", ["-x", "-C", folder], { input: execFileSync("git", ["-C", root, "archive", "HEAD"], { maxBuffer: 2 ** 30 }) });
  rmSync(join(folder, "editions"), { recursive: true, force: true });
  for (const name of readdirSync(join(folder, "checklists"), { recursive: true }).filter((path) => path.endsWith(".yaml"))) {
    const path = join(folder, "checklists", name);
    writeFileSync(path, readFileSync(path, "utf8").replace(/^edition: .*\n/m, ""));
  }
  for (let number = 1; number <= editions; number++) {
    const path = join(folder, AREA);
    const [from, to] = number % 2 ? ["severity: medium", "severity: low"] : ["severity: low", "severity: medium"];
    writeFileSync(path, readFileSync(path, "utf8").replace(from, to));
    execFileSync(program, ["edition", folder, "--date", new Date(Date.UTC(2026, 9, number)).toISOString().slice(0, 10)], { stdio: ["ignore", "ignore", "inherit"] });
  }
  return folder;
}

function once(folder, args) {
  const began = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status > 1) throw new Error(stderr);
  return Number(process.hrtime.bigint() - began) / 1e6;
}

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

try {
  const books = [book(0), book(1), book(EDITIONS)];
  // Taken in turn, so that what else the machine does weighs on each alike.
  const measure = (folders, args) => {
    const times = folders.map(() => []);
    for (let run = 0; run <= runs; run++) folders.forEach((folder, at) => run ? times[at].push(once(folder, args)) : once(folder, args));
    return times.map(median);
  };
  const [none, , checked] = measure(books, ["check"]);
  const [one, many] = measure(books.slice(1), ["diff", "2026-10-01"]);
  const line = (name, few, all) => console.log(`${name}: ${few.toFixed(0)} ms, with ${EDITIONS} editions ${all.toFixed(0)} ms, ratio ${(all / few).toFixed(2)}`);
  line("check, beside none", none, checked);
  line("diff, beside one", one, many);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
