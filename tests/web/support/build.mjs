// Builds a handbook with the program: `READYBOOK`, or what `cargo build --release` made.

import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { site } from "./site.mjs";

export const root = fileURLToPath(new URL("../../..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

export const program = process.env.READYBOOK ?? join(target, "release/readybook");

/** Folders of this test file; they go with it. */
const folders = [];
process.on("exit", () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

export function temporary(name) {
  const folder = mkdtempSync(join(tmpdir(), `readybook-${name}-`));
  folders.push(folder);
  return folder;
}

/** The site of the handbook in a folder. */
export function build(name, folder) {
  const out = join(temporary(name), "out");
  execFileSync(program, ["build", folder, "--out", out], { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8", timeout: 300_000 });
  return site(name, out);
}

/** What the program says of a folder or of an answer file: the value of `--format json`. */
export const findings = (args) =>
  new Promise((done, fail) =>
    execFile(program, [...args, "--format", "json"], { encoding: "utf8", maxBuffer: 1 << 28, timeout: 300_000 }, (_, stdout, stderr) => {
      try {
        done(JSON.parse(stdout));
      } catch {
        fail(new Error(`${args}: ${stderr}`));
      }
    }),
  );
