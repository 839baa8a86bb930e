// The answers of one service as the page works with them: in memory first, so that the page goes on when nothing can be kept, and
// written through to the storage. Knows nothing of how it looks; whoever shows it is told of each change.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { cleanAnswer, cleanService, cleanFile, hiddenItems, isLater, same, serviceId } = answers.model;
  const { read, edit } = answers.file;
  const { create: createFile, withPlaces } = answers.places;
  const { nextId } = answers.launch;
  const { isAsked } = answers.applies;
  const { pinned, itemIn } = answers.pinned;
  const MOST_STEPS = 20;

  /** `handbook` is the handbook, `storage` the storage, `today` gives the day as an ISO date, `tell` hears `{kind, …}`. */
  function create({ handbook, storage, today, tell: told }) {
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
    /** What can be undone, the last step last. */
    const steps = [];
    /** The handbook as these answers pin it; made again after what it depends on has changed. */
    let pin = null;

    function tell(change) {
      const isText = change.kind === "answer" && change.key && change.key !== "state";
      if (!isText) pin = null;
      told(change);
    }

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
      const results = [...recordsOf({ service, from, checklists, editions, file })].map(([key, value]) => storage.putRecord(service.id, key, value));
      return results.find(Boolean) ?? "";
    }

    function choose(id) {
      const found = storage.load(id);
      ({ service, from, file, broken } = found);
      editions = table(found.editions);
      checklists = table(Object.fromEntries(Object.entries(found.checklists).map(([key, value]) => [key, { items: {}, retired: {}, ...value }])));
      tell({ kind: "all" });
    }

    /** An id that no other service of this browser has: the wanted one, or the next after it. */
    function freeId(wanted) {
      const taken = [...storage.services(), ...(service ? [service] : [])].map(({ id }) => id);
      let id = wanted;
      while (taken.includes(id)) id = nextId(id);
      return id;
    }

    /** A service that was loaded, or the one that is worked on, as the table of its records. */
    function recordsOf(kept) {
      const found = new Map(kept.service ? [["service", kept.service]] : []);
      if (kept.from) found.set("from", kept.from);
      if (kept.file) found.set("file", kept.file);
      for (const [id, edition] of Object.entries(kept.editions)) found.set(`${id}:edition`, edition);
      for (const [id, { items = {}, retired = {} }] of Object.entries(kept.checklists)) {
        for (const [item, answer] of Object.entries(items)) found.set(`${id}:${item}`, answer);
        for (const [item, answer] of Object.entries(retired)) found.set(`${id}:retired:${item}`, answer);
      }
      return found;
    }

    const isKept = (id) => storage.services().some((found) => found.id === id);

    /** The records of any service; an empty table if there is none of this id. */
    function records(id) {
      if (service?.id === id) return structuredClone(recordsOf({ service, from, checklists, editions, file }));
      return isKept(id) ? recordsOf(storage.load(id)) : new Map();
    }

    /** Makes the records of a service what a table says, in memory and in the storage; without any the service is gone. */
    function become(id, wanted) {
      const before = records(id);
      const results = [];
      for (const key of new Set([...before.keys(), ...wanted.keys()])) if (!same(before.get(key), wanted.get(key))) results.push(storage.putRecord(id, key, wanted.get(key)));
      [service, from, file, broken] = [wanted.get("service") ?? null, wanted.get("from") ?? "", wanted.get("file") ?? null, isKept(id) ? storage.load(id).broken : []];
      [checklists, editions] = [table(), table()];
      for (const [key, value] of wanted) {
        const [checklist, name, item] = key.split(":");
        if (name === "edition") editions[checklist] = value;
        else if (name === "retired") part(checklist).retired[item] = value;
        else if (name) part(checklist).items[name] = value;
      }
      handleWrite(results.find(Boolean) ?? "");
    }

    /** Does something to a service that can be undone; `what` is a sentence that says what it was. */
    function step(id, what, work) {
      const current = service?.id ?? null;
      const before = records(id);
      const asides = storage.asides(id);
      work();
      steps.push({ id, what, current, before, asides, after: records(id) });
      steps.splice(0, steps.length - MOST_STEPS);
    }

    /** A record without a step that took it from `before` to `after`; what was changed since stays, of a service key by key. */
    function backTo(now, before, after, isByKey) {
      if (same(now, after)) return before;
      if (!isByKey || !now) return now;
      const keys = [...Object.keys(now), ...Object.keys(before ?? {})];
      return cleanService(Object.fromEntries(keys.map((key) => [key, same(now[key], after?.[key]) ? before?.[key] : now[key]])));
    }

    /** Makes the answers of a service what a file's value says; `filed`, `{name, text}`, is the file that it comes from. */
    function adopt(next, filed) {
      const { id } = next.service;
      const was = records(id);
      const wanted = new Map([["service", cleanService(next.service)]]);
      if (next.from) wanted.set("from", next.from);
      if (filed ?? was.get("file")) wanted.set("file", filed ?? was.get("file"));
      for (const [name, { edition = null, owners, items = {}, retired = {} }] of Object.entries(next.checklists)) {
        const before = was.get(`${name}:edition`);
        const known = before?.edition === edition ? before.known : edition === checklistOf(name)?.edition ? itemsOf(name).map((item) => item.id) : [];
        wanted.set(`${name}:edition`, { ...(owners && { owners }), edition, known });
        for (const [item, answer] of Object.entries(items)) wanted.set(`${name}:${item}`, answer);
        for (const [item, answer] of Object.entries(retired)) wanted.set(`${name}:retired:${item}`, answer);
      }
      // Which edition was begun with stays known, though nothing is answered.
      for (const [key, value] of was) if (key.endsWith(":edition") && !wanted.has(key)) wanted.set(key, value);
      become(id, wanted);
      tell({ kind: "all" });
    }

    /** Somebody cleared the storage, and nobody removed the service: everything is written again. Whether it was. */
    function restore() {
      if (!service || storage.trouble || storage.has(service.id)) return false;
      handleWrite(saveAll());
      tell({ kind: "restored" });
      return true;
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
      const isWhole = storage.trouble || storage.has(service.id);
      if (cleaned) part(checklist).items[item] = cleaned;
      else delete part(checklist).items[item];
      if (isWhole) handleWrite(storage.putAnswer(service.id, checklist, item, cleaned));
      else restore();
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

    const isSameName = (a, b) => [a, b].map((name) => name.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase()).every((name, _, [first]) => name === first);

    /** The day of the last change to any answer of a service; empty if none says it. */
    function lastDay(id) {
      const kept = service?.id === id ? { checklists } : storage.load(id);
      return Object.values(kept.checklists).flatMap(({ items }) => Object.values(items ?? {}).map(({ updated = "" }) => updated)).sort().at(-1) ?? "";
    }

    /** The id that the service would have by its name of today. */
    const renamedId = () => serviceId(service.title ?? service.id);

    const value = () => valueOf({ service, from, checklists, editions, file });

    /** What the file that was opened or saved last says, and the ids of the checklists that it holds, with an answer or without; read once. */
    function filedWithLists() {
      if (lastFiled?.text !== file.text) {
        const found = { file: { service: {}, checklists: {} }, ...read(file.text) };
        lastFiled = { text: file.text, value: cleanFile(found.file, handbook), held: Object.keys(found.file.checklists), version: found.version };
      }
      return lastFiled;
    }

    const filed = () => filedWithLists().value;

    /** The handbook as these answers pin it, as `answers-pinned.js` gives it. */
    function pinnedNow() {
      const listed = Object.fromEntries(Object.keys({ ...editions, ...checklists }).map((id) => [id, { ...editions[id], items: checklists[id]?.items ?? {} }]));
      return (pin ??= pinned({ service, checklists: listed }, handbook, (file && filedWithLists().version) || undefined));
    }

    /**
     * The checklists that belong to the file and are neither in it nor added: the others of the phases of those that it holds, where
     * any question is asked. One that came later than what the file pins belongs to it once the team moves on.
     */
    function missingChecklists() {
      if (!file) return [];
      const { held } = filedWithLists();
      const phases = new Set(handbook.checklists.filter(({ id, phase }) => phase && held.includes(id)).map(({ phase }) => phase));
      const isLaterOne = (id) => pinnedNow().checklists.some((one) => one.id === id);
      const isMissing = ({ id, phase }) => phases.has(phase) && !held.includes(id) && !editions[id] && !isLaterOne(id);
      return handbook.checklists.filter((found) => isMissing(found) && isAsked(found, service, handbook));
    }

    /** The ids of questions that closed editions of the handbook brought after this one. */
    function addedSince(checklist, edition) {
      const later = (checklistOf(checklist)?.editions ?? []).filter(({ id }) => edition && isLater(id, edition));
      return new Set(later.flatMap(({ changes = [] }) => changes.filter(({ kind }) => kind === "added").map(({ id }) => id)));
    }

    /** What the edition brought and took since the answers were begun. */
    function changes(checklist) {
      const was = editions[checklist];
      const edition = checklistOf(checklist)?.edition ?? null;
      const ids = itemsOf(checklist).map((item) => item.id);
      const hiddenIds = hiddenItems(checklistOf(checklist)).map((item) => item.id);
      if (!was) return { edition, was: null, added: [], retired: [] };
      const isNewer = edition !== was.edition;
      const isNew = (item) => {
        if (was.known.length) return !was.known.includes(item.id);
        return isNewer && ((Boolean(item.since) && item.since > was.edition) || addedSince(checklist, was.edition).has(item.id));
      };
      return {
        edition,
        was: was.edition,
        added: itemsOf(checklist).filter(isNew).map((item) => item.id),
        retired: Object.keys(checklists[checklist]?.items ?? {}).filter((id) => !ids.includes(id) && !hiddenIds.includes(id)),
      };
    }

    /** Notes to which words answers were given that do not say it, and marks those to other words than today's. */
    function lookAgain(checklist, then) {
      for (const { id, digests } of itemsOf(checklist)) {
        const answer = checklists[checklist]?.items[id];
        if (!answer || !digests) continue;
        const given = answer.asked ?? (answer.look ? undefined : itemIn(then, checklist, id)?.digests?.asks);
        if (given && given !== digests.asks) put(checklist, id, { ...answer, asked: digests.asks, look: true });
        else if (given && given !== answer.asked) put(checklist, id, { ...answer, asked: given });
      }
    }

    /** Goes on with the current edition of a checklist; what it no longer asks is kept apart. */
    function takeEdition(checklist) {
      for (const item of changes(checklist).retired) {
        const answer = checklists[checklist].items[item];
        part(checklist).retired[item] = answer;
        const result = storage.putRetired(service.id, checklist, item, answer);
        handleWrite(result);
        delete checklists[checklist].items[item];
        if (!result) handleWrite(storage.putAnswer(service.id, checklist, item, undefined));
      }
      putEdition(checklist, { edition: checklistOf(checklist).edition ?? null, known: itemsOf(checklist).map((item) => item.id) });
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
      /** The services of this browser: `{id, title, team, apart}`; `apart` tells those of one name apart: team, id, last day. */
      services() {
        const found = storage.services();
        const named = (title) => found.filter((one) => isSameName(one.title, title)).length;
        return found.map((one) => ({ ...one, apart: named(one.title) > 1 ? { team: one.team, id: one.id, day: lastDay(one.id) } : null }));
      },
      /** Those of them that have a name. */
      named: (title) => storage.services().filter((one) => isSameName(one.title, title)).map((one) => ({ ...one, apart: { team: one.team, id: one.id, day: lastDay(one.id) } })),
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
        service = { id: freeId(serviceId(title)), title, launch: "new-service" };
        [from, checklists, editions, file, broken] = ["", table(), table(), null, []];
        handleWrite(storage.putService(cleanService(service)));
        tell({ kind: "all" });
      },
      leave() {
        service = null;
        [from, checklists, editions, file, broken] = ["", table(), table(), null, []];
        tell({ kind: "all" });
      },
      /** Removes the service from this browser; it can be undone. */
      clear(what) {
        const { id } = service;
        step(id, what, () => {
          const result = storage.clear(id);
          this.leave();
          handleWrite(result);
        });
      },
      /** Begins a launch with what a value says, under an id of its own; it can be undone. */
      beginFrom(next, what) {
        const id = freeId(next.service.id);
        step(id, what, () => adopt({ ...next, service: { ...next.service, id } }, null));
      },
      /** What is said of any service here, and the last text that its file and this browser both knew: values, or `null`. */
      known(id) {
        const kept = service?.id === id ? { service, from, checklists, editions, file } : isKept(id) ? storage.load(id) : null;
        if (!kept) return null;
        const base = kept.file && read(kept.file.text).file;
        return { value: valueOf(kept), base: base?.service.id === id ? cleanFile(base, handbook) : null };
      },
      /** Takes over what a value says, which came from a file, `{name, text}`, or with `null` from none; it can be undone. */
      take: (next, filed, what) => step(next.service.id, what, () => adopt(next, filed)),
      /** What the last step was that can be undone; empty without one. */
      get undoable() {
        return steps.at(-1)?.what ?? "";
      },
      /** That step, `{id, what}`, with the id of its service; `undefined` without one. */
      get lastStep() {
        return steps.at(-1);
      },
      /** Undoes the last step: what was changed since stays. */
      undo() {
        const { id, current, before, after, asides } = steps.pop();
        const now = records(id);
        const wanted = new Map();
        for (const key of new Set([...now.keys(), ...before.keys(), ...after.keys()])) {
          const value = backTo(now.get(key), before.get(key), after.get(key), key === "service");
          if (value !== undefined) wanted.set(key, value);
        }
        // What was written since needs its service.
        if (wanted.size && !wanted.has("service")) wanted.set("service", after.get("service"));
        const failed = storage.putBack(asides);
        become(id, wanted);
        if (failed) handleWrite(failed);
        if (current && current !== id && isKept(current)) this.choose(current);
        else if (!current && !wanted.size) this.leave();
        else tell({ kind: "all" });
      },
      setService(key, found) {
        const isWhole = storage.trouble || storage.has(service.id);
        service = { ...cleanService({ ...service, [key]: found }), id: service.id };
        if (isWhole) handleWrite(storage.putService(service));
        else restore();
        tell({ kind: "service" });
      },
      /** Changes one key of an answer; a key such as `plan.due` reaches into its plan. */
      set(checklist, item, key, found) {
        const before = part(checklist).items[item] ?? {};
        const [outer, inner] = key.split(".");
        const next = { ...before, [outer]: inner ? { ...before[outer], [inner]: found } : found };
        if (same(cleanAnswer({ ...next }), cleanAnswer({ ...before }))) return;
        recordEdition(checklist);
        // Who changes an answer has looked at it, and at the words of today's question.
        if (key !== "help_wanted") {
          delete next.look;
          next.asked = itemsOf(checklist).find(({ id }) => id === item)?.digests?.asks;
        }
        put(checklist, item, { ...next, updated: today() });
        tell({ kind: "answer", checklist, item, key });
      },
      pinned: pinnedNow,
      missingChecklists,
      /** Adds those checklists to the file, which has places for their questions at the next save. */
      addChecklists() {
        for (const { id } of missingChecklists()) recordEdition(id);
        tell({ kind: "all" });
      },
      /** Says of an answer that it is one to today's words. */
      confirm(checklist, item) {
        const { look, ...next } = part(checklist).items[item];
        put(checklist, item, { ...next, asked: itemsOf(checklist).find(({ id }) => id === item)?.digests?.asks, updated: today() });
        tell({ kind: "answer", checklist, item, key: "state" });
      },
      /** The text of the file as it would be saved: what was opened, with the changes in it, and a place for every question. */
      text: () => (file ? edit(withPlaces(file.text, service, pinnedNow().handbook, Object.keys(editions)), value(), handbook) : createFile(value(), handbook)),
      /** What the file of the service is called, or would be by its name of today. */
      fileName: (isNew) => (file && !isNew ? file.name : `${isNew ? renamedId() : service.id}.answers.yaml`),
      /** Whether the service was renamed since its file was saved, so that the file is still called as it was. */
      isRenamed() {
        const before = file && (filed().service.title ?? service.id);
        if (!file || !service.title || isSameName(service.title, before)) return false;
        // A file that somebody called otherwise is called so on purpose.
        const isNamed = [service.id, serviceId(before)].some((name) => file.name.startsWith(name));
        return isNamed && `${renamedId()}.answers.yaml` !== file.name;
      },
      /** How many answers are in no file: those that the one saved last does not hold as they are here. */
      unfiled() {
        const inFile = file ? filed().checklists : {};
        const differs = (id, name) => ([item, answer]) => !same(inFile[id]?.[name]?.[item], answer);
        return Object.entries(value().checklists).reduce((sum, [id, found]) => sum + ["items", "retired"].reduce((all, name) => all + Object.entries(found[name] ?? {}).filter(differs(id, name)).length, 0), 0);
      },
      /** Looks whether the storage was cleared elsewhere, and writes everything again. */
      restore,
      /** Whether the file that was opened or saved last says the same. */
      isFiled: () => Boolean(file) && same(filed(), value()),
      saved(name, text) {
        const was = records(service.id);
        file = { name, text };
        handleWrite(storage.putFile(service.id, file));
        // The file names all checklists: which questions there were when they came in is known from now on.
        for (const id of Object.keys(read(text).file?.checklists ?? {})) recordEdition(id);
        // Saving is no step of its own: undoing one goes back to the text that was known before it.
        const now = records(service.id);
        for (const { id, after } of steps) if (id === service.id) for (const [key, value] of now) if (/^file$|:edition$/.test(key) && same(after.get(key), was.get(key))) after.set(key, value);
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
      /** Removes what was taken over just now; undoing that brings it back. */
      forgetFormer(found) {
        steps.at(-1).asides.push(...storage.formerRecords(found));
        handleWrite(storage.forgetFormer(found));
      },
      /**
       * Goes on with the handbook's current editions, as `readybook review update` does: what is no longer asked is kept apart, answers to
       * other words want another look, and checklists that came later begin with editions of their own.
       */
      takeEditions() {
        const { handbook: then, checklists: later } = pinnedNow();
        for (const id of Object.keys(editions)) {
          if (!checklistOf(id)) continue;
          lookAgain(id, then);
          takeEdition(id);
        }
        for (const { id } of later.filter(({ applies }) => applies)) recordEdition(id);
        tell({ kind: "all" });
      },

      /** Another tab wrote a record. `null` as the key stands for everything. */
      hear(key) {
        if (!service) {
          tell({ kind: "services" });
          return;
        }
        if (key === null) {
          // All at once: nobody removed this service. What the page holds is written again.
          if (storage.has(service.id)) this.choose(service.id);
          else restore();
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
