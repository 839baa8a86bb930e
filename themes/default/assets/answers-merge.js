// Three ways: two texts of one answer file and the last one that both knew. What only one side changed is taken, what both changed
// is asked. Pure: values in, values out.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { cleanFile, same, saySame } = answers.model;

  const isAnswer = (key) => /^(items|retired):/.test(key);
  const agree = (key, a, b) => (isAnswer(key) ? saySame(a, b) : same(a, b));

  /**
   * All that a file says, a table by what it is about: `from`, `service:KEY`, `edition:CHECKLIST`, `owners:CHECKLIST:AREA`,
   * `items:CHECKLIST:ITEM`, `retired:CHECKLIST:ITEM`. None of these names holds a colon.
   */
  function facts(file, handbook = null) {
    const { from, service, checklists } = cleanFile(file, handbook);
    const found = new Map(from ? [["from", from]] : []);
    for (const [key, value] of Object.entries(service)) found.set(`service:${key}`, value);
    for (const [id, { edition, ...tables }] of Object.entries(checklists)) {
      if (edition) found.set(`edition:${id}`, edition);
      for (const [part, table] of Object.entries(tables)) for (const [key, value] of Object.entries(table)) found.set(`${part}:${id}:${key}`, value);
    }
    return found;
  }

  /** The file that says all of it. */
  function fileOf(found) {
    const file = { service: {}, checklists: {} };
    for (const [key, value] of found) {
      const [part, id, name] = key.split(":");
      if (part === "from") file.from = value;
      else if (part === "service") file.service[id] = value;
      else if (part === "edition") (file.checklists[id] ??= {}).edition = value;
      else ((file.checklists[id] ??= {})[part] ??= {})[name] = value;
    }
    return cleanFile(file, null);
  }

  /** Whether a day of an answer lies before that of another. */
  const isOlder = (a, b) => Boolean(a?.updated && b?.updated && a.updated < b.updated);

  /**
   * What becomes of one fact: `mine`, `theirs`, `same`, or `ask`. `was` is what both knew of it. `isMoved`: the other side put the answer
   * somewhere else.
   */
  function decide(key, was, mine, theirs, isMoved) {
    if (agree(key, mine, theirs)) return "same";
    if (was === undefined) return mine === undefined ? "theirs" : theirs === undefined ? "mine" : "ask";
    if (agree(key, theirs, was)) return "mine";
    if (!agree(key, mine, was)) return "ask";
    // An answer that went there without a trace, or went back to an earlier day, may be a mistake: an old copy, a bad merge.
    if (isAnswer(key) && ((theirs === undefined && !isMoved) || isOlder(theirs, was))) return "ask";
    return "theirs";
  }

  /**
   * The same without a text that both knew: what only one side says may be new there, or was removed on the other side. An edition
   * alone says nothing; it comes with its checklist.
   */
  function decideAlone(key, mine, theirs) {
    if (agree(key, mine, theirs)) return "same";
    if (!key.startsWith("edition:") || (mine !== undefined && theirs !== undefined)) return "ask";
    return mine === undefined ? "theirs" : "mine";
  }

  /**
   * Merges two files. `base` is the last text that both knew, as a value, or `null`: then whatever differs is asked.
   * Returns lists of `{key, part, checklist, name, mine, theirs}`: `asked`, `taken` (from the other side), `kept` (only here, or
   * changed only here); how many answers are the `same`; and `resolve(choices)`, the merged file. `choices` says `theirs` or
   * `mine` by the keys of what was asked; what it does not name stays mine. With a `handbook` the lists are in its order.
   */
  function merge(base, mine, theirs, handbook = null) {
    const [here, there] = [mine, theirs].map((file) => facts(file));
    const was = base && facts(base);
    const result = { asked: [], taken: [], kept: [], same: 0 };
    const merged = new Map();
    const inOrder = facts(fileOf(new Map([...there, ...here])), handbook);
    for (const key of new Set([...inOrder.keys(), ...here.keys(), ...there.keys()])) {
      const [a, b] = [here.get(key), there.get(key)];
      const [part, checklist, name = checklist] = key.split(":");
      const found = { key, part, checklist, name, mine: a, theirs: b };
      const isMoved = part === "items" && there.has(`retired:${checklist}:${name}`);
      const whose = was ? decide(key, was.get(key), a, b, isMoved) : decideAlone(key, a, b);
      let value = whose === "theirs" ? b : a;
      if (whose === "same") {
        result.same += isAnswer(key) ? 1 : 0;
        // The same words on two days: the later one.
        value = isOlder(a, b) || !a.updated ? b : a;
      } else result[{ ask: "asked", theirs: "taken", mine: "kept" }[whose]].push(found);
      if (value !== undefined) merged.set(key, value);
    }
    const resolve = (choices = new Map()) => {
      const final = new Map(merged);
      for (const { key, theirs: value } of result.asked) {
        if (choices.get(key) !== "theirs") continue;
        if (value === undefined) final.delete(key);
        else final.set(key, value);
      }
      return fileOf(final);
    };
    return { ...result, resolve };
  }

  answers.merge = { merge, isAnswer };
})();
