// The answer file: from text to a checked value, and back. Every problem is told with its line; a file with a problem is not
// taken over in part. Changes are made in the text as it stands, so that comments, order and spacing stay.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { parse, Unreadable, oneLine } = answers.yaml;
  const { VERSIONS, versionOf, keysOf, partsOf, isDate, isEdition, isId, tidy, same, cleanFile, itemOrder, areaOrder, checklistOrder } = answers.model;
  const { mappings } = answers.format;
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
    // Where Git could not merge, nothing else of the text says what somebody meant.
    const conflict = /^<<<<<<< /m.exec(text);
    if (conflict) {
      problem("conflict", conflict.index);
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

    function scalar(node, key, check) {
      if (node.kind === "null") return undefined;
      if (node.kind !== "scalar") {
        problem("no-text", node.start, key);
        return undefined;
      }
      return check ? check(node) : node.text;
    }

    /** A text that must be what a test asks for. */
    const checked = (code, isFine) => (node, _, key) =>
      scalar(node, key, ({ text: found, start }) => {
        if (!isFine(found)) problem(code, start, found);
        return found;
      });

    function list(node, kind, key) {
      if (node.kind === "null") return undefined;
      if (node.kind === "list") return node.items.map((item) => value(item, kind, key, true)).filter((found) => found !== undefined);
      // One text alone is a list of it, where texts are what it holds beside others.
      if (node.kind === "scalar" && kind.either) return [value(node, kind, key)];
      problem("no-list", node.start, key);
      return undefined;
    }

    /** What the keys of a table must be, by the name of the table. */
    const isItem = ["item", (key) => /^[A-Z][A-Z0-9]*-\d+$/.test(key)];
    const NAMES = { checklists: ["id", isId], owners: ["area", (key) => /^[A-Za-z][A-Za-z0-9-]*$/.test(key)], items: isItem, retired: isItem };

    function table(node, kind, key) {
      const [code, isName] = NAMES[key];
      const one = (entry) => {
        if (!isName(entry.key)) problem(code, entry.start, entry.key);
        return [entry.key, value(entry.node, kind, entry.key)];
      };
      return Object.fromEntries(entries(node).map(one).filter(([, found]) => found !== undefined));
    }

    function fields(node, name, isEntry) {
      const keys = keysOf(name);
      const result = {};
      for (const entry of entries(node)) {
        if (!Object.hasOwn(keys, entry.key)) problem("key-unknown", entry.start, entry.key, nearest(entry.key, Object.keys(keys)));
        else result[entry.key] = value(entry.node, keys[entry.key], entry.key);
      }
      // An entry of a list is whole or wrong; what stands behind a key may still be on its way.
      for (const key of isEntry ? mappings[name].needs : []) if (!tidy(result[key] ?? "")) problem("key-missing", node.start, key);
      return result;
    }

    const READ = {
      text: (node, _, key) => scalar(node, key),
      number: (node, _, key) => scalar(node, key),
      id: checked("id", isId),
      date: checked("date", isDate),
      edition: checked("date", isEdition),
      flag: (node, _, key) =>
        scalar(node, key, ({ text: found, start }) => {
          if (found !== "true" && found !== "false") problem("flag", start, found);
          return found === "true";
        }),
      oneOf: (node, words, key) =>
        scalar(node, key, ({ text: found, start }) => {
          if (!words.includes(found)) problem("word", start, found, nearest(found, words) || words.join(", "));
          return found;
        }),
      list,
      stated: list,
      table,
      mapping: (node, name, _, isEntry) => fields(node, name, isEntry),
      either: (node, kinds, key, isEntry) => value(node, kinds.find((kind) => (node.kind === "map") === Boolean(kind.mapping)), key, isEntry),
    };

    /** A value of a kind; what is wrong with it is told. */
    function value(node, kind, key, isEntry = false) {
      const [form, of] = partsOf(kind);
      return READ[form](node, of, key, isEntry);
    }

    const version = root.kind === "map" && root.entries.find(({ key }) => key === "answers");
    if (root.kind === "null") problem("empty", 0);
    else if (!version) problem("no-version", root.start);
    else {
      const found = versionOf("answers", version.node.text);
      // Whatever else it holds may mean something else.
      if (found === "newer") return { problems: [{ code: "newer", what: version.node.text, near: "", ...place(text, version.start) }] };
      if (found === "none") problem("version", version.start, version.node.text ?? "");
    }
    const { from, service = {}, checklists = {} } = fields(root, "answer_file");
    if (root.kind === "map" && !service.id) problem("no-service", root.entries.find(({ key }) => key === "service")?.start ?? root.start);
    for (const checklist of Object.values(checklists)) checklist.items ??= {};
    problems.sort((a, b) => a.line - b.line || a.column - b.column);
    return problems.length ? { problems } : { problems, version: Number(version.node.text), file: { ...(from && { from }), service, checklists } };
  }

  /** What stands behind a key or a dash: on the same line, or on lines of its own. */
  function lines(value, indent) {
    if (Array.isArray(value)) return value.length ? ["", ...value.flatMap((entry) => entryLines(entry, indent))] : [" []"];
    if (typeof value === "object") return ["", ...Object.entries(value).flatMap(([key, found]) => keyLines(key, found, indent))];
    if (typeof value !== "string") return [` ${value}`];
    // The blanks at line ends are looked for between line feeds alone, because `$` knows more line ends than YAML.
    const isLiteral = value.includes("\n") && !/^\s|[\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u2028\u2029\ufeff]|(^|\n) | (\n|$)/.test(value);
    if (isLiteral) return [" |-", ...value.split("\n").map((line) => (line ? indent + line : ""))];
    return [` ${isDate(value) ? value : oneLine(value)}`];
  }

  /** The lines of a key and its value. `above` gives the comments above a key that stands right below it. */
  function keyLines(key, value, indent, above) {
    const [first, ...rest] = above && !Array.isArray(value) && typeof value === "object" ? ["", ...Object.entries(value).flatMap(([name, found]) => [...above(name), ...keyLines(name, found, `${indent}  `)])] : lines(value, `${indent}  `);
    return [`${indent}${oneLine(key)}:${first}`, ...rest];
  }

  /** An entry of a list; one with keys of its own has the first of them behind the dash. */
  function entryLines(entry, indent) {
    if (typeof entry !== "object") return [`${indent}- ${oneLine(entry)}`];
    const [first, ...rest] = Object.entries(entry).flatMap(([key, found]) => keyLines(key, found, `${indent}  `));
    return [`${indent}- ${first.trimStart()}`, ...rest];
  }

  /** All that a file says, in the order in which it says it. */
  function whole({ from, service, checklists }, version = VERSIONS.answers) {
    return { answers: version, ...(from && { from }), service, ...(Object.keys(checklists).length && { checklists }) };
  }

  /** A file as text in the one canonical form. */
  const write = (file, handbook) => `${Object.entries(whole(cleanFile(file, handbook))).flatMap(([key, value]) => keyLines(key, value, "")).join("\n")}\n`;

  const isBlock = (node) => node.kind === "map" && !node.isFlow;

  /** How far the line at an offset is indented; `null` for one that holds nothing. */
  function indentAt(text, at) {
    const [, blank, sign] = /^( *)([^\s]?)/.exec(text.slice(at, at + 400));
    return sign ? blank.length : null;
  }

  const startOfLine = (text, at) => text.lastIndexOf("\n", at - 1) + 1;
  const endOfLine = (text, at) => text.indexOf("\n", at) + 1 || text.length;

  /** Where the lines of an entry end: with them go comments that are further in. */
  function blockEnd(text, { start, end }) {
    const indent = start - startOfLine(text, start);
    let found = endOfLine(text, end);
    for (let at = found; at < text.length; at = endOfLine(text, at)) {
      const depth = indentAt(text, at);
      if (depth === null) continue;
      if (depth <= indent) break;
      found = endOfLine(text, at);
    }
    return found;
  }

  /** Where the lines of an entry begin, those comments with it that stand right above. */
  function blockStart(text, { start }) {
    let found = startOfLine(text, start);
    const indent = start - found;
    while (found > 0) {
      const above = startOfLine(text, found - 1);
      const line = text.slice(above, found);
      if (!line.trimStart().startsWith("#") || indentAt(text, above) < indent) break;
      found = above;
    }
    return found;
  }

  const plainValue = (node) => {
    if (node.kind === "map") return Object.fromEntries(node.entries.map((entry) => [entry.key, plainValue(entry.node)]));
    return node.kind === "list" ? node.items.map(plainValue) : node.text;
  };

  /** The order of the keys of a mapping or a table, which stands at a path in the file. */
  function orderOf(kind, path, handbook) {
    if (kind.mapping) {
      const keys = Object.keys(keysOf(kind.mapping));
      return (a, b) => keys.indexOf(a) - keys.indexOf(b);
    }
    const [, id, part] = path;
    if (id === undefined) return checklistOrder(handbook);
    return (part === "owners" ? areaOrder : itemOrder)(handbook?.checklists.find((checklist) => checklist.id === id));
  }

  /**
   * The text with the file's value in it. What did not change stays byte for byte: comments, order, spacing.
   */
  function edit(text, file, handbook) {
    const target = cleanFile(file, handbook);
    const found = read(text);
    if (!found.file) return write(file, handbook);
    const current = cleanFile(found.file, handbook);
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    const splices = [];
    const lineStart = (at) => startOfLine(text, at);
    const lineEnd = (at) => endOfLine(text, at);
    const asked = (id) => handbook?.checklists.find((checklist) => checklist.id === id)?.areas.flatMap((area) => area.items.map((item) => item.id)) ?? [];
    /** Answers that are no longer asked move with the comments above them. */
    const notes = new Map();
    const put = (start, end, made) => {
      const glue = start > 0 && text[start - 1] !== "\n" ? eol : "";
      splices.push({ start, end, text: made.length ? glue + made.join(eol) + eol : "" });
    };

    const wantedRetired = (id) => target.checklists[id]?.retired ?? {};

    /** The comments that an answer brings along to where it goes. */
    const noted = ([, id, part], key, indent) => (part === "retired" ? (notes.get(`${id}:${key}`) ?? []).map((line) => indent + line) : []);

    function change(node, was, wanted, kind, path) {
      const compare = orderOf(kind, path, handbook);
      // What moves from `items` to `retired` is taken from there first.
      const isFirst = ({ key }) => key === "items";
      for (const entry of [...node.entries.filter(isFirst), ...node.entries.filter((found) => !isFirst(found))]) {
        const [before, after] = [was?.[entry.key], wanted[entry.key]];
        if (same(before, after)) continue;
        const [, id, part] = path;
        // Owners have no places.
        const hasPlaces = path[0] === "checklists" && !(path.length === 2 && entry.key === "owners");
        const isKept = path.length < 3 ? isBlock(entry.node) && hasPlaces : part === "items" && asked(id).includes(entry.key);
        // The place of a question stays when its answer goes.
        if (after === undefined && isKept && path.length < 3) change(entry.node, before, {}, kind.table ?? keysOf(kind.mapping)[entry.key], [...path, entry.key]);
        else if (after === undefined && isKept) replace(entry);
        else if (after === undefined && part === "items" && wantedRetired(id)[entry.key]) {
          const start = blockStart(text, entry);
          const indent = " ".repeat(entry.start - lineStart(entry.start));
          notes.set(`${id}:${entry.key}`, text.slice(start, lineStart(entry.start)).split(/\r?\n/).filter(Boolean).map((line) => line.slice(indent.length)));
          put(start, lineEnd(entry.end), []);
        } else if (after === undefined) put(lineStart(entry.start), lineEnd(entry.end), []);
        else if (typeof after === "object" && !Array.isArray(after) && isBlock(entry.node)) change(entry.node, before, after, kind.table ?? keysOf(kind.mapping)[entry.key], [...path, entry.key]);
        else replace(entry, after);
      }
      const indent = " ".repeat(node.start - lineStart(node.start));
      const missing = Object.keys(wanted).filter((key) => wanted[key] !== undefined && !node.entries.some((entry) => entry.key === key));
      for (const key of missing.sort(compare)) {
        const before = node.entries.filter((entry) => compare(entry.key, key) < 0).at(-1);
        const at = before ? lineEnd(before.end) : lineStart(node.start);
        put(at, at, [...noted(path, key, indent), ...keyLines(key, wanted[key], indent, (below) => noted([...path, key], below, `${indent}  `))]);
      }
    }

    /** A new value behind a key, or none; what somebody noted at the end of its line stays. */
    function replace(entry, value) {
      const indent = " ".repeat(entry.start - lineStart(entry.start));
      const [first, ...rest] = value === undefined ? [""] : lines(value, `${indent}  `);
      const end = lineEnd(entry.end);
      const note = /^[ \t]*(#[^\r\n]*)/.exec(text.slice(entry.end, end))?.[1];
      const key = text.slice(entry.start, text.indexOf(":", entry.start + entry.key.length));
      put(lineStart(entry.start), end, [`${indent}${key}:${first}${note ? ` ${note}` : ""}`, ...rest]);
    }

    const root = parse(text);
    if (!isBlock(root)) return write(file, handbook);
    change(root, whole(current, found.version), whole(target), { mapping: "answer_file" }, []);
    let result = text;
    const byPlace = splices.map((splice, number) => ({ ...splice, number })).sort((a, b) => b.start - a.start || b.end - a.end || b.number - a.number);
    for (const { start, end, text: made } of byPlace) result = result.slice(0, start) + made + result.slice(end);
    // A text that is written in a way that this cannot keep is written anew: what it says matters more than how it looks.
    const again = read(result);
    return again.file && same(cleanFile(again.file, handbook), target) ? result : write(file, handbook);
  }

  answers.file = { read, write, edit, plainValue, keyLines, isBlock, blockStart, blockEnd };
})();
