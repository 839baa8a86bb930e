// What a command costs: time, and the memory of it and all that it starts.

import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

/** The processes below one, and itself. */
function family(first) {
  const found = [first];
  for (const id of found) {
    try {
      for (const task of readdirSync(`/proc/${id}/task`)) {
        found.push(...readFileSync(`/proc/${id}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number));
      }
    } catch {
      // It has ended.
    }
  }
  return found;
}

/** Memory in MiB that a process has. What it shares with others is counted for each. */
function memory(id) {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Runs a command to its end: how long it took, in ms, and the most memory, in MiB. */
export function run([command, ...args], cwd) {
  return new Promise((done, failed) => {
    const began = process.hrtime.bigint();
    const child = spawn(command, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
    let peak = 0;
    let said = "";
    const look = () => (peak = Math.max(peak, family(child.pid).reduce((sum, id) => sum + memory(id), 0)));
    const watch = setInterval(look, 10);
    look();
    child.stderr.on("data", (part) => (said += part));
    child.on("error", failed);
    child.on("close", (code) => {
      clearInterval(watch);
      if (code === 0) done({ time: Number(process.hrtime.bigint() - began) / 1e6, peak });
      else failed(new Error(`${command} ${args.join(" ")} ended with ${code}: ${said.trim().split("\n").slice(-5).join("\n")}`));
    });
  });
}

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
