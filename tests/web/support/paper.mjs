// Prints in Chromium, and reads what was printed. Needs Poppler's `pdftotext`.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const PAPERS = ["A4", "Letter"];

/** Prints the open page; returns how many sheets it takes, its words sheet by sheet, and every word that leaves its sheet. */
export async function print(page, format) {
  const folder = mkdtempSync(join(tmpdir(), "readybook-paper-"));
  const file = join(folder, "printed.pdf");
  await page.pdf({ path: file, format, preferCSSPageSize: true });
  const sheets = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8", timeout: 60_000, maxBuffer: 64 * 1024 * 1024 }).split("\f").slice(0, -1);
  const boxes = execFileSync("pdftotext", ["-bbox", file, "-"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 60_000, maxBuffer: 64 * 1024 * 1024 });
  rmSync(folder, { recursive: true });
  const outside = [];
  let width = 0;
  for (const line of boxes.split("\n")) {
    width = Number(line.match(/<page width="([\d.]+)"/)?.[1] ?? width);
    const [, left, right, text] = line.match(/<word xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)" yMax="[-\d.]+">(.*)<\/word>/) ?? [];
    if (text && (Number(left) < 10 || Number(right) > width - 10)) outside.push(text);
  }
  return { sheets, outside };
}
