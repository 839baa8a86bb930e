// Keeps answers in this browser: one key an answer, so that two tabs never overwrite each other's work. Needs no locks, because a
// page over plain http has none. What cannot be read is kept aside and told; what cannot be written is told at once.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { VERSIONS, SERVICE, ANSWER, versionOf, isBlock, isId, cleanAnswer } = answers.model;

  /** What a record must be, by the kind of its key. */
  const isEdition = (value) =>
    typeof value === "object" && value !== null && (value.edition === null || typeof value.edition === "string") && Array.isArray(value.known) && value.known.every((id) => typeof id === "string");
  const isFile = (value) => typeof value?.name === "string" && typeof value?.text === "string";

  /** Opens the part of a storage that belongs to a handbook. `reach` gives the storage, or throws where it is forbidden. */
  function open(reach, handbook) {
    const top = `readybook:${handbook}:`;
    // Its version is a record of its own; the first records had none.
    const mark = `${top}version`;
    let storage = null;
    let trouble = "";
    try {
      storage = reach();
      // What a newer one keeps is neither read nor written over.
      if (versionOf("records", storage.getItem(mark) ?? "1") === "newer") [storage, trouble] = [null, "newer"];
    } catch {
      storage = null;
      trouble = "forbidden";
    }

    const keys = () => (storage ? Array.from({ length: storage.length }, (_, number) => storage.key(number)) : []);

    /** Writes or removes a record: empty when it worked, else `full`, `forbidden` or `newer`. */
    function put(key, value) {
      if (!storage) return trouble;
      try {
        if (value === undefined) storage.removeItem(key);
        else {
          if (storage.getItem(mark) !== String(VERSIONS.records)) storage.setItem(mark, VERSIONS.records);
          storage.setItem(key, JSON.stringify(value));
        }
        return "";
      } catch (error) {
        return /quota/i.test(`${error?.name} ${error?.message}`) || error?.code === 22 ? "full" : "forbidden";
      }
    }

    /** What a key is for, or `null`. */
    function meaning(key) {
      if (!key?.startsWith(top)) return null;
      const [service, ...rest] = key.slice(top.length).split(":");
      if (!isId(service)) return null;
      if (rest.length === 1 && (rest[0] === "service" || rest[0] === "file")) return { service, kind: rest[0] };
      if (rest.length === 2 && rest[0] === "broken") return { service, kind: "broken", number: rest[1] };
      if (rest.length === 2 && rest[1] === "edition") return { service, kind: "edition", checklist: rest[0] };
      if (rest.length === 2) return { service, kind: "items", checklist: rest[0], item: rest[1] };
      if (rest.length === 3 && rest[1] === "retired") return { service, kind: "retired", checklist: rest[0], item: rest[2] };
      return null;
    }

    function fits(kind, value) {
      if (kind === "service") return isBlock(value, SERVICE) && typeof value.id === "string";
      if (kind === "file") return isFile(value);
      return kind === "edition" ? isEdition(value) : isBlock(value, ANSWER);
    }

    /** A record, or `undefined` when there is none or none that can be read; that one is put aside. */
    function get(key, kind, onBroken) {
      let text;
      try {
        text = storage?.getItem(key) ?? null;
      } catch {
        return undefined;
      }
      if (text === null) return undefined;
      try {
        const value = JSON.parse(text);
        if (fits(kind, value)) return value;
      } catch {
        // It is put aside below.
      }
      onBroken?.(key, text);
      return undefined;
    }

    /** Puts a broken record aside under a number that is free. Where that fails, it stays where it is and is not written over. */
    function putAside(service, key, text, locked) {
      let number = 1;
      while (storage.getItem(`${top}${service}:broken:${number}`) !== null) number++;
      if (put(`${top}${service}:broken:${number}`, { key, text })) locked.add(key);
      else put(key, undefined);
    }

    const locked = new Set();
    const name = (service, ...rest) => [top.slice(0, -1), service, ...rest].join(":");
    const guarded = (key, value) => (locked.has(key) ? "broken" : put(key, value));

    return {
      trouble,
      meaning,
      /** The services that this browser keeps, by title. */
      services() {
        const ids = new Set(keys().map(meaning).filter(Boolean).map(({ service }) => service));
        const found = [...ids].map((id) => ({ id, title: get(name(id, "service"), "service")?.title ?? id }));
        return found.sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0));
      },
      /** Everything about a service: `{service, checklists, editions, file, broken}`. */
      load(id) {
        const table = () => Object.create(null);
        const result = { service: { id }, checklists: table(), editions: table(), file: null, broken: [] };
        const onBroken = (key, text) => putAside(id, key, text, locked);
        for (const key of keys()) {
          const what = meaning(key);
          if (what?.service !== id || what.kind === "broken") continue;
          const value = get(key, what.kind, onBroken);
          if (value === undefined) continue;
          if (what.kind === "service") result.service = { ...value, id };
          else if (what.kind === "file") result.file = value;
          else if (what.kind === "edition") result.editions[what.checklist] = value;
          else ((result.checklists[what.checklist] ??= { items: {}, retired: {} })[what.kind] ??= {})[what.item] = value;
        }
        for (const key of keys().filter((found) => meaning(found)?.service === id && meaning(found).kind === "broken")) {
          try {
            result.broken.push(JSON.parse(storage.getItem(key)));
          } catch {
            result.broken.push({ key, text: storage.getItem(key) });
          }
        }
        for (const key of locked) if (meaning(key).service === id) result.broken.push({ key, text: storage.getItem(key) });
        return result;
      },
      /** One record as it stands now, for what another tab wrote. */
      value: (key) => get(key, meaning(key).kind),
      putService: (service) => guarded(name(service.id, "service"), service),
      putFile: (service, file) => guarded(name(service, "file"), file ?? undefined),
      putEdition: (service, checklist, edition) => guarded(name(service, checklist, "edition"), edition),
      putAnswer: (service, checklist, item, answer) => guarded(name(service, checklist, item), cleanAnswer(answer)),
      putRetired: (service, checklist, item, answer) => guarded(name(service, checklist, "retired", item), cleanAnswer(answer)),
      /** Removes a service from this browser: all that belongs to it. */
      clear(id) {
        const failed = keys().filter((key) => meaning(key)?.service === id).map((key) => put(key, undefined)).find(Boolean);
        for (const key of locked) if (meaning(key).service === id) locked.delete(key);
        return failed ?? "";
      },
    };
  }

  answers.storage = { open };
})();
