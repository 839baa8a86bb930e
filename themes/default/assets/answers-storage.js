// Keeps answers in this browser: one key an answer, so that two tabs never overwrite each other's work. Needs no locks, because a
// page over plain http has none. What cannot be read is kept aside and told; what cannot be written is told at once.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { VERSIONS, versionOf, keysOf, fits, isId, cleanAnswer } = answers.model;

  /** What a record must be, by the kind of its key. */
  const isEdition = (value) =>
    typeof value === "object" && value !== null && (value.edition === null || typeof value.edition === "string") && fits(value.known, { list: "text" }) && (value.owners === undefined || fits(value.owners, keysOf("checklist_answers").owners));
  const isFile = (value) => typeof value?.name === "string" && typeof value?.text === "string";

  /**
   * Opens the part of a storage that belongs to a handbook. `reach` gives the storage, or throws where it is forbidden; `former` are
   * the names that the handbook had before.
   */
  function open(reach, handbook, former = []) {
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

    const keys = () => (storage ? Array.from({ length: storage.length }, (_, number) => storage.key(number) ?? "") : []);

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
      if (rest.length === 1 && ["service", "file", "from"].includes(rest[0])) return { service, kind: rest[0] };
      if (rest.length === 2 && rest[0] === "broken") return { service, kind: "broken", number: rest[1] };
      if (rest.length === 2 && rest[1] === "edition") return { service, kind: "edition", checklist: rest[0] };
      if (rest.length === 2) return { service, kind: "items", checklist: rest[0], item: rest[1] };
      if (rest.length === 3 && rest[1] === "retired") return { service, kind: "retired", checklist: rest[0], item: rest[2] };
      return null;
    }

    /** Whether a record is what the kind of its key says. */
    function isOf(kind, value) {
      if (kind === "service") return fits(value, { mapping: "service" }) && typeof value.id === "string";
      if (kind === "file") return isFile(value);
      if (kind === "from") return fits(value, keysOf("answer_file").from);
      return kind === "edition" ? isEdition(value) : fits(value, { mapping: "answer" });
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
        if (isOf(kind, value)) return value;
      } catch {
        // It is put aside below.
      }
      onBroken?.(key, text);
      return undefined;
    }

    /** A key for a broken record under a number that is free. */
    function freeKey(service) {
      let number = 1;
      while (storage.getItem(`${top}${service}:broken:${number}`) !== null) number++;
      return `${top}${service}:broken:${number}`;
    }

    /** Puts a broken record aside. Where that fails, it stays where it is and is not written over. */
    function putAside(service, key, text, locked) {
      if (put(freeKey(service), { key, text })) locked.add(key);
      else put(key, undefined);
    }

    const locked = new Set();
    const others = former.filter((id) => id !== handbook).map((id) => ({ id, store: open(reach, id) }));

    /** Moves one record as it stands; it is under one of both keys at any moment. Empty, or why it could not be written. */
    function move(from, to) {
      try {
        if (storage.getItem(mark) !== String(VERSIONS.records)) storage.setItem(mark, VERSIONS.records);
        storage.setItem(to, storage.getItem(from));
        storage.removeItem(from);
        return "";
      } catch {
        return "full";
      }
    }

    const name = (service, ...rest) => [top.slice(0, -1), service, ...rest].join(":");
    const guarded = (key, value) => (locked.has(key) ? "broken" : put(key, value));

    return {
      trouble,
      meaning,
      /** Whether a service is kept here: false, too, when somebody cleared the storage behind the page's back. */
      has: (id) => !storage || storage.getItem(name(id, "service")) !== null,
      /** The services that this browser keeps, by title: `{id, title, team}`. */
      services() {
        const ids = new Set(keys().map(meaning).filter(Boolean).map(({ service }) => service));
        const found = [...ids].map((id) => {
          const { title = id, team } = get(name(id, "service"), "service") ?? {};
          return { id, title, ...(team && { team }) };
        });
        const isBefore = (a, b) => a.title < b.title || (a.title === b.title && a.id < b.id);
        return found.sort((a, b) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0));
      },
      /** Everything about a service: `{service, from, checklists, editions, file, broken}`. */
      load(id) {
        const table = () => Object.create(null);
        const result = { service: { id }, from: "", checklists: table(), editions: table(), file: null, broken: [] };
        const onBroken = (key, text) => putAside(id, key, text, locked);
        for (const key of keys()) {
          const what = meaning(key);
          if (what?.service !== id || what.kind === "broken") continue;
          const value = get(key, what.kind, onBroken);
          if (value === undefined) continue;
          if (what.kind === "service") result.service = { ...value, id };
          else if (what.kind === "file" || what.kind === "from") result[what.kind] = value;
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
      putFrom: (service, from) => guarded(name(service, "from"), from || undefined),
      putFile: (service, file) => guarded(name(service, "file"), file ?? undefined),
      putEdition: (service, checklist, edition) => guarded(name(service, checklist, "edition"), edition),
      putAnswer: (service, checklist, item, answer) => guarded(name(service, checklist, item), cleanAnswer(answer)),
      putRetired: (service, checklist, item, answer) => guarded(name(service, checklist, "retired", item), cleanAnswer(answer)),
      /** Writes one record, or removes it: the key is what stands behind the service's id. */
      putRecord: (service, key, value) => guarded(name(service, key), value),
      /** What of a service cannot be read, as it stands: `[key, text]`. */
      asides: (id) => keys().filter((key) => meaning(key)?.service === id && (meaning(key).kind === "broken" || locked.has(key))).map((key) => [key, storage.getItem(key)]),
      /** Puts such records back, where nothing else stands by now: empty when it worked, else `full`. */
      putBack(entries) {
        try {
          for (const [key, text] of entries) if (storage && storage.getItem(key) === null) storage.setItem(key, text);
          return "";
        } catch {
          return "full";
        }
      },
      /** Removes a service from this browser: all that belongs to it. */
      clear(id) {
        const failed = keys().filter((key) => meaning(key)?.service === id).map((key) => put(key, undefined)).find(Boolean);
        for (const key of locked) if (meaning(key).service === id) locked.delete(key);
        return failed ?? "";
      },
      /** Services that this browser keeps under a former name of the handbook: `{handbook, id, title}`. */
      former: () => (storage ? others.flatMap(({ id, store }) => store.services().map((found) => ({ ...found, handbook: id }))) : []),
      /** Everything about one of them, as `load` gives it. */
      loadFormer: (found) => others.find(({ id }) => id === found.handbook).store.load(found.id),
      /** All that is kept of one of them, as it stands: `[key, text]`. */
      formerRecords: (found) => keys().filter((key) => key.startsWith(`readybook:${found.handbook}:${found.id}:`)).map((key) => [key, storage.getItem(key)]),
      /** Moves one of them under the name of today, record by record, if nothing is kept of it there. */
      moveFormer(found) {
        const before = `readybook:${found.handbook}:`;
        const records = keys().filter((key) => key.startsWith(`${before}${found.id}:`));
        for (const key of records) {
          const failed = move(key, top + key.slice(before.length));
          if (failed) return failed;
        }
        return "";
      },
      /** Removes one of them, after it was taken over; what of it cannot be read moves along. */
      forgetFormer(found) {
        const before = `readybook:${found.handbook}:${found.id}:broken:`;
        const failed = keys().filter((key) => key.startsWith(before)).map((key) => move(key, freeKey(found.id))).find(Boolean);
        return failed ?? others.find(({ id }) => id === found.handbook).store.clear(found.id);
      },
    };
  }

  answers.storage = { open };
})();
