// A folder that a build wrote, as tests see it.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

/** Whether a file only leads to where a page is now: nobody reads it. */
const isRedirect = (file) => readFileSync(file, "utf8").slice(0, 1000).includes('http-equiv="refresh"');

/** `name`, `folder`, and `pages`: the path of every HTML file that people read, with `/`, in order. */
export function site(name, where) {
  const folder = resolve(where);
  if (!existsSync(join(folder, "index.html"))) {
    throw new Error(`no ${name} in ${folder}: build it first, or let \`bash tests/run\` do so`);
  }
  const pages = files(folder)
    .filter((file) => file.endsWith(".html") && !isRedirect(file))
    .map((file) => relative(folder, file).split(sep).join("/"))
    .sort();
  return { name, folder, pages };
}

export function files(folder) {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? files(path) : [path]));
}
