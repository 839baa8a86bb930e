// What an answer file holds, as plain values: the keys and their order, what counts as nothing, what counts as the same.
// A file is `{service, checklists: {id: {edition, items: {id: answer}, retired: {id: answer}}}}`.
(() => {
  "use strict";

  const answers = (globalThis.readybookAnswers ??= {});

  /** The keys of each block in their order, with the kind of value that each holds. */
  const SERVICE = { id: "id", title: "text", launch: "word", team: "text", tier: "id", high_risk: "flag", traits: "ids", uses: "ids", walkthrough: "date" };
  const PLAN = { what: "text", owner: "text", due: "date" };
  const ANSWER = { state: "word", help_wanted: "flag", handled_by: "word", says: "text", setting: "text", evidence: "texts", speaker: "text", plan: PLAN, why: "text", updated: "date" };

  /**
   * The versions that these scripts know: of the answer file, of the handbook beside them, and of the records in this browser. As in
   * the program, a newer one is refused as a whole, and an older one is read for ever and written as the current one at the next save.
   */
  const VERSIONS = { answers: 1, handbook: 1, records: 1 };

  /** What a version is to these scripts: `known`, `newer`, or `none` when it is no version at all. */
  function versionOf(format, found) {
    if (!/^[1-9]\d*$/.test(String(found))) return "none";
    return Number(found) <= VERSIONS[format] ? "known" : "newer";
  }

  /** The closed sets of words. */
  const WORDS = {
    launch: ["new-service", "new-product", "change"],
    state: ["open", "answered", "gap", "not-applicable"],
    handled_by: ["team", "platform", "provider"],
  };

  const isDate = (text) => {
    const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
    if (!found) return false;
    const day = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
  };

  /** Line breaks as files have them, without what nobody sees at the end. */
  const tidy = (text) => text.replace(/\r\n?/g, "\n").replace(/\s+$/, "");

  /** A block with its keys in order, and without what is empty. `undefined` when nothing is left. */
  function clean(value, keys) {
    const result = {};
    for (const [key, kind] of Object.entries(keys)) {
      let found = value?.[key];
      if (typeof kind === "object") found = clean(found, kind);
      else if (Array.isArray(found)) found = found.map(tidy).filter(Boolean);
      else if (typeof found === "string") found = tidy(found);
      if (found === undefined || found === null || found === "" || found === false || (Array.isArray(found) && !found.length)) continue;
      result[key] = found;
    }
    return Object.keys(result).length ? result : undefined;
  }

  /**
   * An answer without what is empty. `open` is what an answer is that says nothing else of its state, so it is left out; the day
   * alone is no answer.
   */
  function cleanAnswer(answer) {
    const result = clean(answer, ANSWER);
    if (!result) return undefined;
    if (result.state === "open") delete result.state;
    return Object.keys(result).some((key) => key !== "updated") ? result : undefined;
  }

  const fits = {
    text: (value) => typeof value === "string",
    word: (value, key) => WORDS[key].includes(value),
    id: (value) => typeof value === "string" && isId(value),
    date: (value) => typeof value === "string" && isDate(value),
    flag: (value) => typeof value === "boolean",
    ids: (value) => Array.isArray(value) && value.every((one) => fits.id(one)),
    texts: (value) => Array.isArray(value) && value.every((one) => fits.text(one)),
  };

  /** Whether a value, wherever it comes from, is a block with these keys. */
  function isBlock(value, keys) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    return Object.entries(value).every(([key, found]) => {
      const kind = Object.hasOwn(keys, key) ? keys[key] : undefined;
      return typeof kind === "object" ? isBlock(found, kind) : kind !== undefined && fits[kind](found, key);
    });
  }

  const cleanService = (service) => clean(service, SERVICE) ?? {};

  const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

  /** Whether two answers say the same, whenever they were written. */
  const saySame = (a, b) => {
    const [left, right] = [a, b].map((answer) => cleanAnswer({ ...answer, updated: undefined }));
    return same(left, right);
  };

  const stateOf = (answer) => answer?.state ?? "open";

  /** An id in kebab-case from what somebody typed. */
  const slug = (text) =>
    text
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^[-0-9]+|-+$/g, "");

  const isId = (text) => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text);

  /** By prefix and then by number; what the handbook knows comes first and in its order of areas. */
  function itemOrder(checklist) {
    const prefixes = (checklist?.areas ?? []).map((area) => area.prefix);
    const parts = (id) => /^(.*?)-?(\d*)$/.exec(id);
    const place = (prefix) => (prefixes.includes(prefix) ? prefixes.indexOf(prefix) : prefixes.length);
    return (a, b) => {
      const [, left, leftNumber] = parts(a);
      const [, right, rightNumber] = parts(b);
      return place(left) - place(right) || (left < right ? -1 : left > right ? 1 : 0) || Number(leftNumber) - Number(rightNumber) || (a < b ? -1 : a > b ? 1 : 0);
    };
  }

  /** In the handbook's order; what it does not know comes last, by id. */
  function checklistOrder(book) {
    const ids = (book?.checklists ?? []).map((checklist) => checklist.id);
    const place = (id) => (ids.includes(id) ? ids.indexOf(id) : ids.length);
    return (a, b) => place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0);
  }

  const sorted = (table, order) => Object.fromEntries(Object.entries(table ?? {}).sort(([a], [b]) => order(a, b)));

  /** A file in canonical order, without what is empty. */
  function cleanFile(file, book) {
    const checklists = {};
    for (const [id, found] of Object.entries(sorted(file.checklists, checklistOrder(book)))) {
      const order = itemOrder(book?.checklists.find((checklist) => checklist.id === id));
      const table = (items) => {
        const kept = Object.entries(sorted(items, order)).map(([item, answer]) => [item, cleanAnswer(answer)]);
        return Object.fromEntries(kept.filter(([, answer]) => answer));
      };
      const result = {};
      if (found.edition) result.edition = found.edition;
      const items = table(found.items);
      if (Object.keys(items).length) result.items = items;
      const retired = table(found.retired);
      if (Object.keys(retired).length) result.retired = retired;
      if (Object.keys(result).length) checklists[id] = result;
    }
    return { service: cleanService(file.service), checklists };
  }

  answers.model = { VERSIONS, SERVICE, PLAN, ANSWER, WORDS, versionOf, isBlock, isDate, isId, slug, tidy, clean, cleanAnswer, cleanService, cleanFile, same, saySame, stateOf, itemOrder, checklistOrder };
})();
