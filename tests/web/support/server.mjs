// Serves a built site on loopback, as a careful company would: under a folder, compressed, with a strict policy.

import { once } from "node:events";
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";

/** Nothing but the site's own files; nothing inline. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".yaml": "application/yaml; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".woff2": "font/woff2",
  ".pdf": "application/pdf",
};
const COMPRESSED = new Set([".html", ".css", ".js", ".json", ".svg", ".txt", ".csv", ".yaml"]);

/**
 * `under`: the folder that the site appears in. `change(path, text)`: another text for an HTML page.
 * `delay(path)`: milliseconds to wait before the answer.
 *
 * Returns `home`, the address of the folder with a `/` at its end, and `answers`, one `{path, status, bytes}` for each request
 * (bytes of head and body, as they were sent).
 */
export async function serve(site, { under = "/", change, delay } = {}) {
  const answers = [];
  const packed = new Map();

  function body(file) {
    if (!COMPRESSED.has(extname(file))) return null;
    if (!packed.has(file)) packed.set(file, gzipSync(readFileSync(file)));
    return packed.get(file);
  }

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://loopback");
    const path = normalize(decodeURIComponent(pathname));
    let file = path.startsWith(under) ? join(site.folder, path.slice(under.length)) : "";
    if (file && existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    const found = Boolean(file) && existsSync(file);
    if (delay) await sleep(delay(path.slice(under.length)));
    const answer = { path, status: found ? 200 : 404, bytes: 0 };
    answers.push(answer);
    const { socket } = request;
    const before = socket.bytesWritten;
    response.on("close", () => (answer.bytes = socket.bytesWritten - before));
    if (!found) {
      response.writeHead(404).end();
      return;
    }
    const headers = {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
    };
    const changed = change && extname(file) === ".html" ? change(path, readFileSync(file, "utf8")) : null;
    const small = changed === null && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "") ? body(file) : null;
    if (small) headers["content-encoding"] = "gzip";
    if (changed === null && !small) {
      response.writeHead(200, headers);
      createReadStream(file).pipe(response);
      return;
    }
    response.writeHead(200, headers).end(small ?? changed);
  });

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // It ends with the test that started it.
  server.unref();
  server.on("connection", (socket) => socket.unref());
  return { home: encodeURI(`http://127.0.0.1:${server.address().port}${under}`), answers };
}
