// Places for answers that are still to be written: each question stands as a comment above its key, so that a file can be filled in
// without the handbook, and Git merges what two people wrote to neighbouring questions. `src/review/create.rs` writes the same bytes.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { parse, oneLine } = answers.yaml;
  const { read, keyLines, isBlock, blockEnd, blockStart } = answers.file;
  const { VERSIONS, cleanFile, same, shownItems, itemOrder, checklistOrder } = answers.model;
  const { stepsAside, isAsked } = answers.applies;

  const itemsOf = (checklist) => checklist.areas.flatMap((area) => area.items);

  const comment = (text, indent) => text.split("\n").map((line) => `${indent}# ${line.trim().replace(/\s+/g, " ")}`);

  const place = (item, indent) => [...comment(item.ask.replace(/\s+/g, " "), indent), `${indent}${oneLine(item.id)}:`];

  /** A checklist of a new file: a place for each question that is asked, and an answer where there is one. */
  function checklistLines(checklist, { edition, owners, items = {}, retired }, service, handbook) {
    const all = checklist.areas.flatMap((area) => shownItems(area, items));
    const isListed = (item) => items[item.id] || !stepsAside(item, service, handbook);
    const unknown = Object.keys(items).filter((id) => !all.some((item) => item.id === id));
    const answer = (id) => keyLines(id, items[id], "      ");
    const day = edition ?? checklist.edition;
    return [
      `  ${oneLine(checklist.id)}:`,
      ...(day ? [`    edition: ${day}`] : []),
      ...(owners ? keyLines("owners", owners, "    ") : []),
      "    items:",
      ...all.filter(isListed).flatMap((item) => (items[item.id] ? [...place(item, "      ").slice(0, -1), ...answer(item.id)] : place(item, "      "))),
      ...unknown.flatMap(answer),
      ...(retired ? keyLines("retired", retired, "    ") : []),
    ];
  }

  /** The text of a new answer file: what a value says, and a place for every question that is asked and not answered. */
  function create(file, handbook) {
    const { from, service, checklists } = cleanFile(file, handbook);
    const head = { answers: VERSIONS.answers, ...(from && { from }), service };
    const lines = comment((handbook.words.review_file_head ?? "").replace("{handbook}", handbook.title.trim().replace(/\s+/g, " ")), "");
    lines.push(...Object.entries(head).flatMap(([key, value]) => keyLines(key, value, "")));
    const unknown = Object.keys(checklists).filter((id) => !handbook.checklists.some((checklist) => checklist.id === id));
    if (handbook.checklists.length || unknown.length) lines.push("checklists:");
    const asked = handbook.checklists.filter((checklist) => checklists[checklist.id] || isAsked(checklist, service, handbook));
    // A list of which nothing is asked, such as an add-on for another kind of system, is left out.
    for (const checklist of asked.length ? asked : handbook.checklists) lines.push(...checklistLines(checklist, checklists[checklist.id] ?? {}, service, handbook));
    for (const id of unknown) lines.push(...keyLines(id, checklists[id], "  "));
    return `${lines.join("\n")}\n`;
  }

  /**
   * A text with a place for each question that a service is asked and that its checklists do not hold yet, and with the checklists
   * of the ids in `begun` that it does not list. No other byte changes.
   */
  function withPlaces(text, service, handbook, begun = []) {
    const before = read(text).file;
    const root = before && parse(text);
    const listed = root?.entries?.find(({ key }) => key === "checklists")?.node;
    if (!before || !isBlock(root) || !listed || !isBlock(listed)) return text;
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    const splices = [];
    const put = (at, lines) => splices.push({ at, text: (at > 0 && text[at - 1] !== "\n" ? eol : "") + lines.join(eol) + eol });
    for (const { key: id, start, node } of listed.entries) {
      const checklist = handbook.checklists.find((found) => found.id === id);
      if (!checklist || !isBlock(node)) continue;
      const known = new Set(["items", "retired"].flatMap((name) => Object.keys(before.checklists[id]?.[name] ?? {})));
      // Places are in no value: they are keys without one.
      const entry = node.entries.find(({ key }) => key === "items");
      for (const found of entry?.node.entries ?? []) known.add(found.key);
      const missing = itemsOf(checklist).filter((item) => !known.has(item.id) && !stepsAside(item, service, handbook));
      if (!missing.length || (entry && entry.node.kind !== "null" && !isBlock(entry.node))) continue;
      const deeper = " ".repeat(node.start - text.lastIndexOf("\n", node.start - 1) - 1);
      if (!entry?.node.entries) {
        const lines = missing.flatMap((item) => place(item, `${deeper}  `));
        if (entry) put(blockEnd(text, entry), lines);
        else put(blockEnd(text, { start, end: node.end }), [`${deeper}items:`, ...lines]);
        continue;
      }
      const { entries } = entry.node;
      const indent = " ".repeat(entry.node.start - text.lastIndexOf("\n", entry.node.start - 1) - 1);
      const order = itemOrder(checklist);
      for (const item of missing.sort((a, b) => order(a.id, b.id))) {
        const above = entries.filter(({ key }) => order(key, item.id) < 0).at(-1);
        put(above ? blockEnd(text, above) : blockStart(text, entries[0]), place(item, indent));
      }
    }
    const order = checklistOrder(handbook);
    const unlisted = handbook.checklists.filter(({ id }) => begun.includes(id) && !listed.entries.some(({ key }) => key === id));
    const margin = " ".repeat(listed.start - text.lastIndexOf("\n", listed.start - 1) - 1);
    for (const checklist of unlisted) {
      const above = listed.entries.filter(({ key }) => order(key, checklist.id) < 0).at(-1);
      const lines = checklistLines(checklist, {}, service, handbook).map((line) => margin + line.slice("  ".length));
      put(above ? blockEnd(text, { start: above.start, end: above.node.end }) : blockStart(text, listed.entries[0]), lines);
    }
    let result = text;
    for (const { at, text: made } of splices.map((splice, number) => ({ ...splice, number })).sort((a, b) => b.at - a.at || b.number - a.number)) result = result.slice(0, at) + made + result.slice(at);
    // A text that is written in a way that this cannot keep stays as it is.
    const after = read(result).file;
    for (const { id } of unlisted) delete after?.checklists[id];
    return after && same(cleanFile(before, handbook), cleanFile(after, handbook)) ? result : text;
  }

  answers.places = { create, withPlaces };
})();
