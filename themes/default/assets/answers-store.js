// The answers of one service as the page works with them: in memory first, so that the page goes on when nothing can be kept, and
// written through to the storage. Knows nothing of how it looks; whoever shows it is told of each change.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { cleanAnswer, cleanService, cleanFile, same, slug } = answers.model;
  const { read, edit } = answers.file;

  /** `handbook` is the handbook, `storage` the storage, `today` gives the day as an ISO date, `tell` hears `{kind, …}`. */
  function create({ handbook, storage, today, tell }) {
    let service = null;
    let from = "";
    // Ids come from files: a table without a prototype holds `constructor` like any other id.
    const table = (found = {}) => Object.assign(Object.create(null), found);
    let checklists = table();
    let editions = table();
    let file = null;
    let broken = [];
    let trouble = storage.trouble;
    let lastFiled = null;

    const checklistOf = (checklist) => handbook.checklists.find((found) => found.id === checklist);
    const itemsOf = (checklist) => checklistOf(checklist)?.areas.flatMap((area) => area.items) ?? [];
    const part = (checklist) => (checklists[checklist] ??= { items: {}, retired: {} });

    /** What a write answers: empty clears the trouble only when everything is kept again. */
    function handleWrite(result) {
      if (result === trouble || (!result && storage.trouble)) return;
      if (!result && trouble) result = saveAll();
      if (result !== trouble) {
        trouble = result;
        tell({ kind: "trouble" });
      }
    }

    /** Writes everything again, after something could not be written. */
    function saveAll() {
      const results = [storage.putService(service), storage.putFrom(service.id, from)];
      for (const [id, { items, retired }] of Object.entries(checklists)) {
        if (editions[id]) results.push(storage.putEdition(service.id, id, editions[id]));
        for (const [item, answer] of Object.entries(items)) results.push(storage.putAnswer(service.id, id, item, answer));
        for (const [item, answer] of Object.entries(retired)) results.push(storage.putRetired(service.id, id, item, answer));
      }
      return results.find(Boolean) ?? "";
    }

    function choose(id) {
      const found = storage.load(id);
      ({ service, from, file, broken } = found);
      editions = table(found.editions);
      checklists = table(Object.fromEntries(Object.entries(found.checklists).map(([key, value]) => [key, { items: {}, retired: {}, ...value }])));
      tell({ kind: "all" });
    }

    /** An id that no other service of this browser has. */
    function freeId(title) {
      const wanted = slug(title) || "service";
      const taken = storage.services().map(({ id }) => id);
      let id = wanted;
      for (let number = 2; taken.includes(id); number++) id = `${wanted}-${number}`;
      return id;
    }

    /** Remembers which questions there were when the first answer was written. */
    function recordEdition(checklist) {
      if (editions[checklist] || !checklistOf(checklist)) return;
      putEdition(checklist, { edition: checklistOf(checklist).edition ?? null, known: itemsOf(checklist).map((item) => item.id) });
    }

    /** Notes which edition is answered; who takes care of its areas stays, if nobody says something else. */
    function putEdition(checklist, found) {
      const { owners } = editions[checklist] ?? {};
      editions[checklist] = { ...(owners && { owners }), ...found };
      handleWrite(storage.putEdition(service.id, checklist, editions[checklist]));
    }

    function put(checklist, item, answer) {
      const cleaned = cleanAnswer(answer);
      if (cleaned) part(checklist).items[item] = cleaned;
      else delete part(checklist).items[item];
      handleWrite(storage.putAnswer(service.id, checklist, item, cleaned));
    }

    /** Records of a service as the value of a file, in canonical order. */
    function valueOf(kept) {
      const result = {};
      for (const id of new Set([...Object.keys(kept.checklists), ...Object.keys(kept.editions)])) {
        const { items = {}, retired = {} } = kept.checklists[id] ?? {};
        const { edition, owners } = kept.editions[id] ?? {};
        if (!Object.keys(items).length && !Object.keys(retired).length && !owners && !kept.file) continue;
        result[id] = { edition: edition ?? checklistOf(id)?.edition ?? undefined, owners, items, retired };
      }
      return cleanFile({ from: kept.from, service: kept.service, checklists: result }, handbook);
    }

    const value = () => valueOf({ service, from, checklists, editions, file });

    /** What the file that was opened or saved last says; read once. */
    function filed() {
      if (lastFiled?.text !== file.text) lastFiled = { text: file.text, value: cleanFile(read(file.text).file ?? { service: {}, checklists: {} }, handbook) };
      return lastFiled.value;
    }

    /** What the edition brought and took since the answers were begun. */
    function changes(checklist) {
      const was = editions[checklist];
      const edition = checklistOf(checklist)?.edition ?? null;
      const ids = itemsOf(checklist).map((item) => item.id);
      if (!was) return { edition, was: null, added: [], retired: [] };
      const isNewer = edition !== was.edition;
      const isNew = (item) => {
        if (was.known.length) return !was.known.includes(item.id);
        return isNewer && Boolean(item.since) && item.since > was.edition;
      };
      return {
        edition,
        was: was.edition,
        added: itemsOf(checklist).filter(isNew).map((item) => item.id),
        retired: Object.keys(checklists[checklist]?.items ?? {}).filter((id) => !ids.includes(id)),
      };
    }

    return {
      handbook,
      get service() {
        return service;
      },
      get trouble() {
        return trouble;
      },
      get broken() {
        return broken;
      },
      get file() {
        return file;
      },
      services: () => storage.services(),
      answer: (checklist, item) => checklists[checklist]?.items[item],
      retired: (checklist) => checklists[checklist]?.retired ?? {},
      /** Who takes care of which area, by its prefix or id. */
      owners: (checklist) => editions[checklist]?.owners ?? {},
      /** Says who takes care of an area of the handbook; an empty name says that nobody does. */
      setOwner(checklist, area, name) {
        const owners = { ...this.owners(checklist) };
        const key = Object.hasOwn(owners, area.id) ? area.id : area.prefix;
        if ((owners[key] ?? "") === name.trim()) return;
        owners[key] = name.trim();
        if (!owners[key]) delete owners[key];
        recordEdition(checklist);
        putEdition(checklist, { ...editions[checklist], owners: Object.keys(owners).length ? owners : undefined });
        tell({ kind: "owner", checklist });
      },
      changes,
      value,
      choose,
      begin(title) {
        service = { id: freeId(title), title, launch: "new-service" };
        [from, checklists, editions, file, broken] = ["", table(), table(), null, []];
        handleWrite(storage.putService(cleanService(service)));
        tell({ kind: "all" });
      },
      leave() {
        service = null;
        [from, checklists, editions, file, broken] = ["", table(), table(), null, []];
        tell({ kind: "all" });
      },
      clear() {
        const result = storage.clear(service.id);
        this.leave();
        handleWrite(result);
      },
      setService(key, found) {
        service = { ...cleanService({ ...service, [key]: found }), id: service.id };
        handleWrite(storage.putService(service));
        tell({ kind: "service" });
      },
      /** Changes one key of an answer; a key such as `plan.due` reaches into its plan. */
      set(checklist, item, key, found) {
        const before = part(checklist).items[item] ?? {};
        const [outer, inner] = key.split(".");
        const next = { ...before, [outer]: inner ? { ...before[outer], [inner]: found } : found };
        if (same(cleanAnswer({ ...next }), cleanAnswer({ ...before }))) return;
        recordEdition(checklist);
        put(checklist, item, { ...next, updated: today() });
        tell({ kind: "answer", checklist, item, key });
      },
      /** The text of the file as it would be saved: what was opened, with the changes in it. */
      text: () => (file ? edit(file.text, value(), handbook) : answers.file.write(value(), handbook)),
      /** Whether the file that was opened or saved last says the same. */
      isFiled: () => Boolean(file) && same(filed(), value()),
      saved(name, text) {
        file = { name, text };
        handleWrite(storage.putFile(service.id, file));
        tell({ kind: "file" });
      },
      /** What is kept under former names of the handbook. */
      former: () => storage.former(),
      formerValue: (found) => valueOf(storage.loadFormer(found)),
      /** Goes on with a service that is kept under a former name, and not under today's. */
      moveFormer(found) {
        const result = storage.moveFormer(found);
        this.choose(found.id);
        if (result) handleWrite(result);
      },
      forgetFormer: (found) => handleWrite(storage.forgetFormer(found)),
      /**
       * Takes over a file, `{name, text}`, or with `null` what no file holds. `keep` are the answers that stay as they are here, as
       * `checklist:part:item`.
       */
      take(theirs, filed, keep = new Set()) {
        if (service?.id !== theirs.service.id) {
          const isKept = storage.services().some(({ id }) => id === theirs.service.id);
          if (isKept) this.choose(theirs.service.id);
          else [from, checklists, editions, broken] = ["", table(), table(), []];
        }
        service = cleanService(theirs.service);
        handleWrite(storage.putService(service));
        from = theirs.from ?? "";
        handleWrite(storage.putFrom(service.id, from));
        let count = 0;
        for (const [id, found] of Object.entries(theirs.checklists)) {
          const current = checklistOf(id);
          const known = editions[id]?.edition === (found.edition ?? null) ? editions[id].known : found.edition === current?.edition ? itemsOf(id).map((item) => item.id) : [];
          putEdition(id, { edition: found.edition ?? null, known, owners: found.owners });
          for (const [item, answer] of Object.entries(found.items ?? {})) {
            if (keep.has(`${id}:items:${item}`)) continue;
            put(id, item, answer);
            count++;
          }
          for (const [item, answer] of Object.entries(found.retired ?? {})) {
            if (keep.has(`${id}:retired:${item}`)) continue;
            part(id).retired[item] = answer;
            handleWrite(storage.putRetired(service.id, id, item, answer));
          }
        }
        if (filed) {
          file = filed;
          handleWrite(storage.putFile(service.id, file));
        }
        tell({ kind: "all" });
        return count;
      },
      /** Goes on with the handbook's current edition; what it no longer asks is kept apart. */
      takeEdition(checklist) {
        for (const item of changes(checklist).retired) {
          const answer = checklists[checklist].items[item];
          part(checklist).retired[item] = answer;
          const result = storage.putRetired(service.id, checklist, item, answer);
          handleWrite(result);
          delete checklists[checklist].items[item];
          if (!result) handleWrite(storage.putAnswer(service.id, checklist, item, undefined));
        }
        putEdition(checklist, { edition: checklistOf(checklist).edition ?? null, known: itemsOf(checklist).map((item) => item.id) });
        tell({ kind: "all" });
      },
      /** Another tab wrote a record. `null` as the key stands for everything. */
      hear(key) {
        if (!service) {
          tell({ kind: "services" });
          return;
        }
        const isThere = () => storage.services().some(({ id }) => id === service.id);
        if (key === null) {
          if (isThere()) this.choose(service.id);
          else this.leave();
          return;
        }
        const what = storage.meaning(key);
        if (what?.service !== service.id) return;
        const found = storage.value(key);
        if (what.kind === "service" && !found) this.leave();
        else if (what.kind === "service") {
          service = { ...found, id: service.id };
          tell({ kind: "service", isElsewhere: true });
        } else if (what.kind === "items") {
          if (found) part(what.checklist).items[what.item] = found;
          else delete part(what.checklist).items[what.item];
          tell({ kind: "answer", checklist: what.checklist, item: what.item, isElsewhere: true });
        } else if (what.kind === "file") {
          file = found ?? null;
          tell({ kind: "file" });
        } else this.choose(service.id);
      },
    };
  }

  answers.store = { create };
})();
