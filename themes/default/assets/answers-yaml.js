// YAML as answer files use it: text to nodes that know where they stand, and values to text in one canonical form.
// Knows nothing of answers. What it does not read (anchors, aliases, tags, a second document) it refuses with a place.
(() => {
  "use strict";

  const answers = (globalThis.readybookAnswers ??= {});
  const DEEPEST = 20;

  /** A place that cannot be read: a code that the page has a sentence for, and the offset in the text. */
  class Unreadable extends Error {
    constructor(code, at, what = "") {
      super(`${code} at ${at}`);
      Object.assign(this, { code, at, what });
    }
  }

  /**
   * Reads a text. Nodes are `{kind, start, end, …}`: `map` with `entries` of `{key, start, end, node}`, `list` with `items`,
   * `scalar` with `text` and `isPlain`, or `null`. Offsets count UTF-16 units. Throws `Unreadable`.
   */
  function parse(text) {
    let i = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    const origin = i;
    const refuse = (code, at = i, what = "") => {
      throw new Unreadable(code, at, what);
    };

    const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/.exec(text);
    if (control) refuse("character", control.index);

    const lineStart = (at) => Math.max(text.lastIndexOf("\n", at - 1) + 1, origin);
    const column = (at = i) => at - lineStart(at);
    const isBreak = (at = i) => at >= text.length || text[at] === "\n" || (text[at] === "\r" && text[at + 1] === "\n");
    const isBlank = (at = i) => text[at] === " " || text[at] === "\t";
    const isGap = (at) => isBreak(at) || isBlank(at);
    const isComment = (at = i) => text[at] === "#" && (at === origin || isBlank(at - 1) || text[at - 1] === "\n");

    function skipSpaces() {
      while (isBlank()) i++;
    }

    function toLineEnd() {
      while (!isBreak()) i++;
    }

    /** Over blank lines and comments to the next thing that is written. */
    function skipBlankLines() {
      for (;;) {
        const begin = i;
        skipSpaces();
        if (isComment()) toLineEnd();
        if (i >= text.length) return;
        if (!isBreak()) {
          if (text.slice(lineStart(i), i).includes("\t") && lineStart(i) >= begin - column(begin)) refuse("tab", lineStart(i));
          if (column() === 0 && /^(---|\.\.\.)(?=[ \t\r\n]|$)/.test(text.slice(i, i + 4))) refuse("documents");
          return;
        }
        i = text.indexOf("\n", i) + 1;
      }
    }

    function endLine() {
      skipSpaces();
      if (isComment()) toLineEnd();
      if (!isBreak()) refuse("after");
    }

    const isListMark = () => text[i] === "-" && isGap(i + 1);

    /** Where the colon of a key on this line is, or -1. */
    function colonAhead() {
      if (text[i] === "?" && isGap(i + 1)) refuse("key");
      let at = i;
      if (text[i] === '"' || text[i] === "'") {
        const quote = text[i];
        for (at++; !isBreak(at) && text[at] !== quote; at++) if (quote === '"' && text[at] === "\\") at++;
        for (at++; isBlank(at); at++);
        return text[at] === ":" && isGap(at + 1) ? at : -1;
      }
      if ("[]{},&*!|>%@`#".includes(text[i])) return -1;
      for (; !isBreak(at) && !isComment(at); at++) if (text[at] === ":" && isGap(at + 1)) return at;
      return -1;
    }

    function readKey(colon) {
      const start = i;
      const key = text[i] === '"' || text[i] === "'" ? quoted().text : text.slice(i, colon).trimEnd();
      i = colon + 1;
      return { key, start };
    }

    function add(entries, entry) {
      if (entries.some(({ key }) => key === entry.key)) refuse("twice", entry.start, entry.key);
      entries.push(entry);
    }

    function block(depth, parent) {
      if (depth > DEEPEST) refuse("deep");
      if (isListMark()) return blockList(depth, column());
      if (colonAhead() >= 0) return blockMap(depth, column());
      return inline(depth, parent, false);
    }

    function blockMap(depth, indent) {
      const start = i;
      const entries = [];
      for (;;) {
        const colon = colonAhead();
        if (colon < 0) refuse("no-key");
        const entry = readKey(colon);
        entry.node = value(depth + 1, indent, true);
        entry.end = entry.node.end;
        add(entries, entry);
        skipBlankLines();
        if (i >= text.length || column() < indent) break;
        if (column() > indent) refuse("indent");
      }
      return { kind: "map", entries, start, end: entries.at(-1).end, indent };
    }

    function blockList(depth, indent) {
      const start = i;
      const items = [];
      for (;;) {
        i++;
        items.push(value(depth + 1, indent, false));
        skipBlankLines();
        if (i >= text.length || column() < indent || (column() === indent && !isListMark())) break;
        if (column() > indent) refuse("indent");
      }
      return { kind: "list", items, start, end: items.at(-1).end };
    }

    /** What follows a colon or a dash: on the same line, or on lines further in. */
    function value(depth, indent, isOfKey) {
      const after = i;
      skipSpaces();
      if (!isComment() && !isBreak()) {
        if (!isOfKey && (isListMark() || colonAhead() >= 0)) return block(depth, indent);
        return inline(depth, indent, isOfKey);
      }
      skipBlankLines();
      const isDeeper = i < text.length && (column() > indent || (isOfKey && column() === indent && isListMark()));
      return isDeeper ? block(depth, indent) : { kind: "null", start: after, end: after };
    }

    function inline(depth, indent, isOfKey) {
      const sign = text[i];
      if (sign === "|" || sign === ">") return blockText(indent);
      let node;
      if (sign === '"' || sign === "'") node = quoted();
      else if (sign === "{" || sign === "[") node = flow(depth);
      else {
        refuseSigns();
        if (isOfKey && isListMark()) refuse("after");
        return plainLines(indent);
      }
      const end = i;
      endLine();
      node.end = end;
      return node;
    }

    function refuseSigns() {
      if (text[i] === "&" || text[i] === "*") refuse("alias");
      if (text[i] === "!") refuse("tag");
      if ("%@`]},".includes(text[i])) refuse("sign", i, text[i]);
    }

    const scalar = (value, start, end, isPlain) =>
      isPlain && /^(~|null|Null|NULL|)$/.test(value) ? { kind: "null", start, end } : { kind: "scalar", text: value, isPlain, start, end };

    /** A text without quotes; lines further in go on with it. */
    function plainLines(indent) {
      const start = i;
      let end = i;
      let all = "";
      let breaks = 0;
      for (;;) {
        if (colonAhead() >= 0) refuse("colon", colonAhead());
        const begin = i;
        while (!isBreak() && !isComment()) i++;
        const line = text.slice(begin, i).trimEnd();
        all += (all && (breaks > 1 ? "\n".repeat(breaks - 1) : " ")) + line;
        end = begin + line.length;
        const isCut = !isBreak();
        toLineEnd();
        breaks = 0;
        const stop = i;
        let at = i;
        while (at < text.length && isBreak(at)) {
          breaks++;
          at = text.indexOf("\n", at) + 1 || text.length;
          while (text[at] === " ") at++;
        }
        if (isCut || at >= text.length || at - lineStart(at) <= indent || text[at] === "#") {
          i = stop;
          break;
        }
        if (text[at] === "\t") refuse("tab", at);
        i = at;
      }
      return scalar(all, start, end, true);
    }

    /** The lines of a quoted text as one: a line break is a space, an empty line a line break. */
    const fold = (raw) => raw.replace(/[ \t]*\r?\n((?:[ \t]*\r?\n)*)[ \t]*/g, (_, more) => (more ? "\n".repeat(more.split("\n").length - 1) : " "));

    const ESCAPES = { 0: "\0", a: "\x07", b: "\b", t: "\t", n: "\n", v: "\v", f: "\f", r: "\r", e: "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", N: "\x85", _: "\xa0", L: "\u2028", P: "\u2029" };

    function quoted() {
      const start = i;
      const quote = text[i++];
      let all = "";
      let raw = i;
      const flush = () => {
        all += fold(text.slice(raw, i));
      };
      for (; ; i++) {
        if (i >= text.length) refuse("quote", start);
        if (text[i] === quote && quote === "'" && text[i + 1] === "'") {
          flush();
          all += "'";
          raw = ++i + 1;
        } else if (text[i] === quote) break;
        else if (text[i] === "\\" && quote === '"') {
          flush();
          const sign = text[++i];
          const digits = { x: 2, u: 4, U: 8 }[sign];
          if (digits) {
            const hex = text.slice(i + 1, i + 1 + digits);
            const code = Number.parseInt(hex, 16);
            if (hex.length !== digits || !/^[0-9a-f]+$/i.test(hex) || code > 0x10ffff) refuse("escape", i - 1);
            all += String.fromCodePoint(code);
            i += digits;
          } else if (sign === "\n" || (sign === "\r" && text[i + 1] === "\n")) {
            if (sign === "\r") i++;
            while (isBlank(i + 1)) i++;
          } else if (sign in ESCAPES) all += ESCAPES[sign];
          else refuse("escape", i - 1);
          raw = i + 1;
        }
      }
      flush();
      i++;
      return scalar(all, start, i, false);
    }

    /** A literal (`|`) or folded (`>`) text. */
    function blockText(parent) {
      const start = i;
      const header = /^([|>])(?:([+-])?([1-9])?|([1-9])([+-]))(?=[ \t\r\n]|$)/.exec(text.slice(i, i + 4));
      if (!header) refuse("header");
      const chomp = header[2] ?? header[5] ?? "";
      i += header[0].length;
      endLine();
      const digit = header[3] ?? header[4];
      let indent = digit ? Math.max(parent, 0) + Number(digit) : 0;
      const lines = [];
      let end = i;
      while (i < text.length) {
        const begin = text.indexOf("\n", i) + 1;
        if (!begin) break;
        let at = begin;
        while (text[at] === " ") at++;
        const isEmpty = isBreak(at);
        if (!isEmpty) {
          if (!indent) indent = Math.max(at - begin, parent + 1);
          if (at - begin < indent) break;
        }
        if (begin >= text.length) break;
        i = begin;
        toLineEnd();
        lines.push(text.slice(Math.min(begin + indent, i), i));
        if (!isEmpty) end = i;
      }
      let last = lines.length;
      while (last && !lines[last - 1].trim()) last--;
      const kept = lines.slice(0, last);
      let all = "";
      if (header[1] === "|") all = kept.join("\n");
      else {
        kept.forEach((line, number) => {
          const before = kept[number - 1];
          const isInner = (found) => /^[ \t]/.test(found);
          if (number === 0) all = line;
          else if (line === "" || isInner(line) || isInner(before)) all += `\n${line}`;
          else if (before === "") all += (/^\n*$/.test(all) ? "\n" : all.endsWith("\n") ? "" : "\n") + line;
          else all += ` ${line}`;
        });
      }
      if (all && chomp === "") all += "\n";
      if (chomp === "+") all += "\n".repeat(lines.length - last + (all ? 1 : 0));
      return { kind: "scalar", text: all, isPlain: false, start, end };
    }

    function skipInFlow() {
      for (;;) {
        skipSpaces();
        if (isComment()) toLineEnd();
        if (i >= text.length) refuse("bracket");
        if (!isBreak()) return;
        i = text.indexOf("\n", i) + 1;
        if (!i) refuse("bracket", text.length);
      }
    }

    function flow(depth) {
      if (depth > DEEPEST) refuse("deep");
      skipInFlow();
      const start = i;
      const sign = text[i];
      if (sign === '"' || sign === "'") return quoted();
      if (sign !== "{" && sign !== "[") return flowPlain();
      const close = sign === "{" ? "}" : "]";
      i++;
      const parts = [];
      for (;;) {
        skipInFlow();
        if (text[i] === close) break;
        if (sign === "[") parts.push(flow(depth + 1));
        else {
          const begin = i;
          const key = flow(depth + 1);
          if (key.kind !== "scalar") refuse("no-key", begin);
          skipInFlow();
          let node = { kind: "null", start: i, end: i };
          if (text[i] === ":") {
            i++;
            skipInFlow();
            if (text[i] !== "," && text[i] !== close) node = flow(depth + 1);
          }
          add(parts, { key: key.text, start: begin, end: node.end, node });
        }
        skipInFlow();
        if (text[i] === ",") i++;
        else if (text[i] !== close) refuse("bracket");
      }
      i++;
      const end = i;
      return sign === "[" ? { kind: "list", items: parts, start, end, isFlow: true } : { kind: "map", entries: parts, start, end, isFlow: true };
    }

    function flowPlain() {
      refuseSigns();
      const start = i;
      const ends = (at) => isBreak(at) || ",[]{}".includes(text[at]) || isComment(at) || (text[at] === ":" && (isGap(at + 1) || ",[]{}".includes(text[at + 1])));
      while (!ends(i)) i++;
      const found = text.slice(start, i).trimEnd();
      if (!found) refuse("sign", i, text[i]);
      return scalar(found, start, start + found.length, true);
    }

    // A first line of three dashes opens the one document.
    const opening = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*---(?=[ \t\r\n]|$)/.exec(text.slice(i));
    if (opening) {
      i += opening[0].length;
      endLine();
    }
    skipBlankLines();
    if (i >= text.length) return { kind: "null", start: i, end: i };
    const root = block(0, -1);
    skipBlankLines();
    if (i < text.length) refuse("indent");
    return root;
  }

  const PLAIN = /^[A-Za-z0-9_./][A-Za-z0-9 _./,;()+@%'-]*$/;
  const OTHER_TYPE = /^(?:~|null|true|false|yes|no|on|off|y|n|[-+]?(?:\d[\d_]*)(?:\.[\d_]*)?(?:e[-+]?\d+)?|[-+]?\.\d[\d_]*(?:e[-+]?\d+)?|0x[\da-f_]+|0o[0-7_]+|0b[01_]+|[-+]?\.inf|\.nan|\d{4}-\d\d?-\d\d?.*)$/i;

  /** A text as a scalar of one line. */
  function oneLine(text) {
    const isPlain = PLAIN.test(text) && !text.endsWith(" ") && !OTHER_TYPE.test(text);
    if (isPlain) return text;
    const escape = (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
    return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, escape);
  }

  answers.yaml = { parse, Unreadable, oneLine };
})();
