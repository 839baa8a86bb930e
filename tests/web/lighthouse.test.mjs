// Lighthouse over kinds of page, served by nginx with compression: at least 98 for accessibility, best practices and search engines.
// With READYBOOK_EVERY_PAGE, as in `tests/long`, also over the matrix and a phase, and it tells how fast each page is; that depends on the
// machine, so it is not asserted.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

import { handbook, kinds } from "./support/sites.mjs";

const LEAST = 98;
const isLong = process.env.READYBOOK_EVERY_PAGE;
const KINDS = ["home", "guide", "green_light", ...(isLong ? ["phase", "matrix"] : [])];
/** What is asserted. */
const CATEGORIES = ["accessibility", "best-practices", "seo"];

/** Unpacked by `tests/run`. */
const program = fileURLToPath(new URL("../../target/test-tools/nginx/usr/sbin/nginx", import.meta.url));

let browser;
let nginx;
let folder;
let home;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "readybook-nginx-"));
  const port = await freePort();
  home = `http://127.0.0.1:${port}/`;
  writeFileSync(join(folder, "nginx.conf"), settings(port));
  nginx = spawn(program, ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log")], { stdio: "inherit" });
  await answered(home);
  browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
});

after(async () => {
  await browser?.close();
  nginx?.kill();
  rmSync(folder, { recursive: true });
});

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

async function answered(address) {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await fetch(address).then((answer) => answer.ok, () => false)) return;
    await sleep(50);
  }
  throw new Error(`nginx does not answer at ${address}`);
}

const settings = (port) => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events {}
http {
  types { text/html html; text/css css; text/javascript js; image/svg+xml svg; image/png png; font/woff2 woff2; application/pdf pdf; application/atom+xml xml; }
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  gzip on;
  gzip_types text/css text/javascript image/svg+xml;
  server {
    listen 127.0.0.1:${port};
    root ${handbook.folder};
    location /assets/ { expires 1y; }
  }
}
`;

for (const kind of KINDS) {
  test(`${kind} has at least ${LEAST} of 100 for ${CATEGORIES.join(", ")}`, async (t) => {
    const page = await browser.newPage();
    const { lhr } = await lighthouse(home + kinds[kind], { logLevel: "error", onlyCategories: isLong ? [...CATEGORIES, "performance"] : CATEGORIES }, undefined, page);
    await page.close();
    const scores = Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]));
    t.diagnostic(JSON.stringify(scores));
    for (const category of CATEGORIES) {
      const lost = lhr.categories[category].auditRefs
        .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
        .map(({ id }) => id);
      assert.ok(scores[category] >= LEAST, `${category}: ${scores[category]}, for ${lost.join(", ")}`);
    }
  });
}
