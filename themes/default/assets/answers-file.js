// The answer file: from text to a checked value, and back. Every problem is told with its line; a file with a problem is not
// taken over in part. Changes are made in the text as it stands, so that comments, order and spacing stay.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { parse, Unreadable, oneLine } = answers.yaml;
  const { VERSIONS, SERVICE, ANSWER, WORDS, versionOf, isDate, isId, same, cleanFile, itemOrder, checklistOrder } = answers.model;
  const LARGEST = 4 * 1024 * 1024;

  function place(text, at) {
    const before = text.slice(0, at).split("\n");
    return { line: before.length, column: before.at(-1).length + 1 };
  }

  /** How many letters two words differ in, two that changed places counted as one; for "did you mean". */
  function distance(a, b) {
    const rows = [Array.from({ length: b.length + 1 }, (_, number) => number)];
    for (let i = 1; i <= a.length; i++) {
      rows[i] = [i];
      for (let j = 1; j <= b.length; j++) {
        const isSame = a[i - 1] === b[j - 1];
        rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (isSame ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
    return rows[a.length][b.length];
  }

  const nearest = (word, known) => known.map((name) => [distance(word, name), name]).sort(([a], [b]) => a - b).find(([away]) => away <= 2)?.[1] ?? "";

  /**
   * Reads a file's text. `{file, problems}`; a problem is `{code, line, column, what, near}`. `file` is there only without problems.
   */
  function read(text) {
    const problems = [];
    const problem = (code, at, what = "", near = "") => problems.push({ code, what, near, ...place(text, at) });
    if (text.length > LARGEST) {
      problem("large", 0);
      return { problems };
    }
    let root;
    try {
      root = parse(text);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      problem(error.code, error.at, error.what);
      return { problems };
    }

    function entries(node) {
      if (node.kind === "map") return node.entries;
      if (node.kind !== "null") problem("no-map", node.start);
      return [];
    }

    function scalar(node, kind, key) {
      if (node.kind === "null") return undefined;
      if (node.kind !== "scalar") {
        problem("no-text", node.start, key);
        return undefined;
      }
      const { text: value, start } = node;
      if (kind === "flag") {
        if (value === "true" || value === "false") return value === "true";
        problem("flag", start, value);
      } else if (kind === "date" && !isDate(value)) problem("date", start, value);
      else if (kind === "id" && !isId(value)) problem("id", start, value);
      else if (kind === "word" && !WORDS[key].includes(value)) problem("word", start, value, nearest(value, WORDS[key]) || WORDS[key].join(", "));
      return value;
    }

    function list(node, kind, key) {
      if (node.kind === "null") return undefined;
      if (node.kind === "list") return node.items.map((item) => scalar(item, kind, key)).filter((found) => found !== undefined);
      if (node.kind === "scalar" && kind === "text") return [node.text];
      problem("no-list", node.start, key);
      return undefined;
    }

    function fields(node, keys) {
      const result = {};
      for (const entry of entries(node)) {
        const kind = Object.hasOwn(keys, entry.key) ? keys[entry.key] : undefined;
        if (!kind) problem("key-unknown", entry.start, entry.key, nearest(entry.key, Object.keys(keys)));
        else if (typeof kind === "object") result[entry.key] = fields(entry.node, kind);
        else if (kind === "ids" || kind === "texts") result[entry.key] = list(entry.node, kind.slice(0, -1), entry.key);
        else result[entry.key] = scalar(entry.node, kind, entry.key);
      }
      return result;
    }

    const table = (node, one) => Object.fromEntries(entries(node).map((entry) => [entry.key, one(entry.node, entry)]));

    const found = {};
    const known = ["answers", "service", "checklists"];
    for (const entry of entries(root)) {
      if (known.includes(entry.key)) found[entry.key] = entry;
      else problem("key-unknown", entry.start, entry.key, nearest(entry.key, known));
    }
    if (root.kind === "null") problem("empty", 0);
    else if (!found.answers) problem("no-version", root.start);
    else {
      const version = versionOf("answers", found.answers.node.text);
      // Whatever else it holds may mean something else.
      if (version === "newer") return { problems: [{ code: "newer", what: found.answers.node.text, near: "", ...place(text, found.answers.start) }] };
      if (version === "none") problem("version", found.answers.start, found.answers.node.text ?? "");
    }
    const service = found.service ? fields(found.service.node, SERVICE) : {};
    if (root.kind === "map" && !service.id) problem("no-service", found.service?.start ?? root.start);
    const answer = (node, entry) => {
      if (!/^[A-Z][A-Z0-9]*-\d+$/.test(entry.key)) problem("item", entry.start, entry.key);
      return fields(node, ANSWER);
    };
    const checklists = table(found.checklists?.node ?? { kind: "null" }, (node, entry) => {
      if (!isId(entry.key)) problem("id", entry.start, entry.key);
      const checklist = { items: {} };
      for (const part of entries(node)) {
        if (part.key === "edition") checklist.edition = scalar(part.node, "date", "edition");
        else if (part.key === "items" || part.key === "retired") checklist[part.key] = table(part.node, answer);
        else problem("key-unknown", part.start, part.key, nearest(part.key, ["edition", "items", "retired"]));
      }
      return checklist;
    });
    problems.sort((a, b) => a.line - b.line || a.column - b.column);
    return problems.length ? { problems } : { problems, version: Number(found.answers.node.text), file: { service, checklists } };
  }

  /** What stands behind a key or a dash: on the same line, or on lines of its own. */
  function lines(value, indent) {
    if (Array.isArray(value)) return ["", ...value.map((entry) => `${indent}- ${oneLine(entry)}`)];
    if (typeof value === "object") return ["", ...Object.entries(value).flatMap(([key, found]) => keyLines(key, found, indent))];
    if (typeof value !== "string") return [` ${value}`];
    // The blanks at line ends are looked for between line feeds alone, because `$` knows more line ends than YAML.
    const isLiteral = value.includes("\n") && !/^\s|[\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u2028\u2029\ufeff]|(^|\n) | (\n|$)/.test(value);
    if (isLiteral) return [" |-", ...value.split("\n").map((line) => (line ? indent + line : ""))];
    return [` ${isDate(value) ? value : oneLine(value)}`];
  }

  function keyLines(key, value, indent) {
    const [first, ...rest] = lines(value, `${indent}  `);
    return [`${indent}${key}:${first}`, ...rest];
  }

  const whole = (file, version = VERSIONS.answers) => ({ answers: version, service: file.service, ...(Object.keys(file.checklists).length ? { checklists: file.checklists } : {}) });

  /** A file as text in the one canonical form. */
  const write = (file, book) => `${Object.entries(whole(cleanFile(file, book))).flatMap(([key, value]) => keyLines(key, value, "")).join("\n")}\n`;

  const isBlock = (node) => node.kind === "map" && !node.isFlow;

  const plainValue = (node) => {
    if (node.kind === "map") return Object.fromEntries(node.entries.map((entry) => [entry.key, plainValue(entry.node)]));
    return node.kind === "list" ? node.items.map(plainValue) : node.text;
  };

  /** What two lists of keys have in common in the order that a block should have. */
  function orderOf(path, book) {
    if (path.length === 0) return ["answers", "service", "checklists"];
    if (path[0] === "service") return Object.keys(SERVICE);
    if (path.length === 1) return checklistOrder(book);
    if (path.length === 2) return ["edition", "items", "retired"];
    if (path.length === 3) return itemOrder(book?.checklists.find((checklist) => checklist.id === path[1]));
    return path.length === 4 ? Object.keys(ANSWER) : Object.keys(ANSWER.plan);
  }

  /**
   * The text with the file's value in it. What did not change stays byte for byte: comments, order, spacing.
   */
  function edit(text, file, book) {
    const target = cleanFile(file, book);
    const found = read(text);
    if (!found.file) return write(file, book);
    const current = cleanFile(found.file, book);
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    const splices = [];
    const lineStart = (at) => text.lastIndexOf("\n", at - 1) + 1;
    const lineEnd = (at) => text.indexOf("\n", at) + 1 || text.length;
    const put = (start, end, made) => {
      const glue = start > 0 && text[start - 1] !== "\n" ? eol : "";
      splices.push({ start, end, text: made.length ? glue + made.join(eol) + eol : "" });
    };

    function change(node, was, wanted, path) {
      const order = orderOf(path, book);
      const compare = Array.isArray(order) ? (a, b) => order.indexOf(a) - order.indexOf(b) : order;
      for (const entry of node.entries) {
        const [before, after] = [was?.[entry.key], wanted[entry.key]];
        if (same(before, after)) continue;
        if (after === undefined) put(lineStart(entry.start), lineEnd(entry.end), []);
        else if (typeof after === "object" && !Array.isArray(after) && isBlock(entry.node)) change(entry.node, before, after, [...path, entry.key]);
        else replace(entry, after);
      }
      const indent = " ".repeat(node.start - lineStart(node.start));
      const missing = Object.keys(wanted).filter((key) => wanted[key] !== undefined && !node.entries.some((entry) => entry.key === key));
      for (const key of missing.sort(compare)) {
        const before = node.entries.filter((entry) => compare(entry.key, key) < 0).at(-1);
        const at = before ? lineEnd(before.end) : lineStart(node.start);
        put(at, at, keyLines(key, wanted[key], indent));
      }
    }

    /** A new value behind a key; what somebody noted at the end of its line stays. */
    function replace(entry, value) {
      const indent = " ".repeat(entry.start - lineStart(entry.start));
      const [first, ...rest] = lines(value, `${indent}  `);
      const end = lineEnd(entry.end);
      const note = /^[ \t]*(#[^\r\n]*)/.exec(text.slice(entry.end, end))?.[1];
      const key = text.slice(entry.start, text.indexOf(":", entry.start + entry.key.length));
      put(lineStart(entry.start), end, [`${indent}${key}:${first}${note ? ` ${note}` : ""}`, ...rest]);
    }

    const root = parse(text);
    if (!isBlock(root)) return write(file, book);
    change(root, whole(current, found.version), whole(target), []);
    let result = text;
    const byPlace = splices.map((splice, number) => ({ ...splice, number })).sort((a, b) => b.start - a.start || b.end - a.end || b.number - a.number);
    for (const { start, end, text: made } of byPlace) result = result.slice(0, start) + made + result.slice(end);
    // A text that is written in a way that this cannot keep is written anew: what it says matters more than how it looks.
    const again = read(result);
    return again.file && same(cleanFile(again.file, book), target) ? result : write(file, book);
  }

  answers.file = { read, write, edit, plainValue };
})();
