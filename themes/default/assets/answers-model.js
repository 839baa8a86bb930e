// Answers as plain values: what counts as nothing, what counts as the same, and the order of all. Which keys there are, `answers-format.js`
// says. A file is `{from, service, checklists: {id: {edition, owners, items: {id: answer}, retired: {id: answer}}}}`.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { format } = answers;

  /** The keys of one kind of mapping in their order, with the kind of value that each holds. */
  const keysOf = (name) => format.mappings[name].keys;

  /**
   * The versions that these scripts know: of the answer file, of the handbook beside them, and of the records in this browser. As in
   * the program, a newer one is refused as a whole, and an older one is read for ever and written as the current one at the next save.
   */
  const VERSIONS = { answers: format.version, handbook: 1, records: 2 };

  /** What a version is to these scripts: `known`, `newer`, or `none` when it is no version at all. */
  function versionOf(format, found) {
    if (!/^[1-9]\d*$/.test(String(found))) return "none";
    return Number(found) <= VERSIONS[format] ? "known" : "newer";
  }

  const isDate = (text) => {
    const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
    if (!found) return false;
    const day = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
  };

  /** A day and, for a further edition of that day, a number: `2026-12-15.2`. */
  const isEdition = (text) => isDate(text.replace(/\.(?:[2-9]|[1-9]\d{1,3})$/, ""));

  /** Whether an edition is later than another one: `2026-12-15.10` than `2026-12-15.9`. */
  function isLater(one, other) {
    const [[day, number = 1], [otherDay, otherNumber = 1]] = [one, other].map((id) => id.split("."));
    return day === otherDay ? Number(number) > Number(otherNumber) : day > otherDay;
  }

  /** Line breaks as files have them, without what nobody sees at the end. */
  const tidy = (text) => text.replace(/\r\n?/g, "\n").replace(/\s+$/, "");

  /** What says nothing of an answer alone: when it was written, and to which words. */
  const QUIET = ["asked", "updated"];

  /** What is left of a mapping after it was cleaned, for those in which one key decides about others. */
  const AFTER = {
    answer(result) {
      // `open` is what an answer is that says nothing else of its state.
      if (result.state === "open") delete result.state;
      return Object.keys(result).some((key) => !QUIET.includes(key)) ? result : undefined;
    },
  };

  const filled = (entries) => entries.filter(([, found]) => found !== undefined);

  /** A value with its keys in order, and without what is empty. `undefined` when nothing is left. */
  function clean(value, kind) {
    if (value === undefined || value === null || value === false) return undefined;
    if (typeof value === "string") return tidy(value) || undefined;
    if (Array.isArray(value)) {
      const result = value.map((one) => clean(one, kind.list ?? kind.stated)).filter((one) => one !== undefined);
      return result.length || kind.stated ? result : undefined;
    }
    if (typeof value !== "object") return value;
    const { mapping, table } = kind.either?.find((one) => one.mapping) ?? kind;
    const found = table ? Object.entries(value).map(([key, one]) => [key, clean(one, table)]) : Object.entries(keysOf(mapping)).map(([key, one]) => [key, clean(value[key], one)]);
    const result = Object.fromEntries(filled(found));
    if (!Object.keys(result).length) return undefined;
    return AFTER[mapping] ? AFTER[mapping](result) : result;
  }

  const cleanAnswer = (answer) => clean(answer, { mapping: "answer" });
  const cleanService = (service) => clean(service, { mapping: "service" }) ?? {};

  const isText = (value) => typeof value === "string";
  const isPlainObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

  /** Whether a value is of a kind, by the kind's form. */
  const FITS = {
    text: isText,
    id: (value) => isText(value) && isId(value),
    date: (value) => isText(value) && isDate(value),
    edition: (value) => isText(value) && isEdition(value),
    flag: (value) => typeof value === "boolean",
    oneOf: (value, words) => words.includes(value),
    list: (value, kind) => Array.isArray(value) && value.every((one) => fits(one, kind)),
    stated: (value, kind) => FITS.list(value, kind),
    table: (value, kind) => isPlainObject(value) && Object.values(value).every((one) => fits(one, kind)),
    mapping: (value, name) => isPlainObject(value) && Object.entries(value).every(([key, one]) => Object.hasOwn(keysOf(name), key) && fits(one, keysOf(name)[key])),
    either: (value, kinds) => kinds.some((kind) => fits(value, kind)),
  };

  /** The form of a kind and what it is a form of: `["list", "id"]` for `{list: "id"}`. */
  const partsOf = (kind) => (isText(kind) ? [kind] : Object.entries(kind)[0]);

  /** Whether a value, wherever it comes from, is of a kind. */
  function fits(value, kind) {
    const [form, of] = partsOf(kind);
    return FITS[form](value, of);
  }

  const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

  /** Whether two answers say the same, whenever they were written, and to which words. */
  const saySame = (a, b) => {
    const [left, right] = [a, b].map((answer) => cleanAnswer({ ...answer, asked: undefined, updated: undefined }));
    return same(left, right);
  };

  /** How far an answer is; a proposal is not decided yet. */
  const stateOf = (answer) => (answer?.state === undefined || answer.state === "drafted" ? "open" : answer.state);

  /** One piece of evidence as a text: lines of a file are `file:lines`. */
  const evidenceText = (one) => (isText(one) ? one : [one.file, one.lines].filter(Boolean).join(":"));

  /** An id in kebab-case from what somebody typed. */
  const slug = (text) =>
    text
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^[-0-9]+|-+$/g, "");

  /**
   * The id of a service with a name. A name without a letter from a to z has a number that is made of it, so that two such
   * services never pass for one, on whatever computer they are begun.
   */
  function serviceId(title) {
    const found = slug(title);
    if (isId(found)) return found;
    let number = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(title.normalize("NFKC").trim())) number = Math.imul(number ^ byte, 0x01000193) >>> 0;
    return `service-${number % 1_000_000}`;
  }

  const isId = (text) => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text);

  /** The questions of an area that a file is shown with: those that are asked, then the hidden ones that it answers. */
  const shownItems = (area, items = {}) => [...area.items, ...(area.hidden ?? []).filter(({ id }) => items[id])];

  /** The questions of a checklist that the handbook hides. */
  const hiddenItems = (checklist) => (checklist?.areas ?? []).flatMap((area) => area.hidden ?? []);

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
  function checklistOrder(handbook) {
    const ids = (handbook?.checklists ?? []).map((checklist) => checklist.id);
    const place = (id) => (ids.includes(id) ? ids.indexOf(id) : ids.length);
    return (a, b) => place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0);
  }

  /** By the areas of a checklist, which go by their ids or prefixes; what it does not know comes last, by name. */
  function areaOrder(checklist) {
    const areas = checklist?.areas ?? [];
    const place = (name) => {
      const found = areas.findIndex(({ id, prefix }) => id === name || prefix === name);
      return found < 0 ? areas.length : found;
    };
    return (a, b) => place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0);
  }

  const sorted = (table, order) => table && Object.fromEntries(Object.entries(table).sort(([a], [b]) => order(a, b)));

  /** A file in canonical order, without what is empty. */
  function cleanFile(file, handbook) {
    const inOrder = ([id, found]) => {
      const known = handbook?.checklists.find((checklist) => checklist.id === id);
      const order = itemOrder(known);
      return [id, { ...found, owners: sorted(found.owners, areaOrder(known)), items: sorted(found.items, order), retired: sorted(found.retired, order) }];
    };
    const checklists = Object.fromEntries(Object.entries(sorted(file.checklists, checklistOrder(handbook)) ?? {}).map(inOrder));
    return { service: {}, checklists: {}, ...clean({ from: file.from, service: file.service, checklists }, { mapping: "answer_file" }) };
  }

  answers.model = {
    ...{ VERSIONS, versionOf, keysOf, partsOf, fits, isDate, isEdition, isLater, isId, slug, serviceId, tidy, clean, cleanAnswer, cleanService, cleanFile },
    ...{ same, saySame, stateOf, evidenceText, shownItems, hiddenItems, itemOrder, areaOrder, checklistOrder },
  };
})();
