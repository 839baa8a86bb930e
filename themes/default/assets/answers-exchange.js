// Files in and out: opens and saves the answer file in place where the browser can, else by upload and download, and shows what a
// file would change before it does.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { word, element, clone, part, setText, checklistTitle } = answers.page;
  const { read } = answers.file;
  const { difference } = answers.applies;
  const { saySame, evidenceText } = answers.model;

  const TYPES = [{ accept: { "application/yaml": [".yaml", ".yml"] } }];

  /** Asks in a dialog; whether it was agreed to. */
  function ask({ title, body, yes }) {
    document.body.append(clone("rb-answers-dialog"));
    const dialog = document.body.lastElementChild;
    setText(dialog, "title", title);
    part(dialog, "body").append(...body);
    const button = part(dialog, "yes");
    button.textContent = yes ?? "";
    button.hidden = !yes;
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue === "yes");
      });
      dialog.showModal();
    });
  }

  function problemText({ code, line, column, what, near }) {
    const text = word(`problem_${code}`, { what });
    const hint = near ? `; ${word("did_you_mean", { near })}` : "";
    return word("file_place", { line, column, problem: text + hint });
  }

  function download(name, text, type) {
    const link = element("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /** An answer in a few words, for the list of differences. */
  function short(answer) {
    if (!answer) return word("import_nothing");
    const { says, state, help_wanted: help, plan, why, setting, speaker, handled_by: by, evidence = [] } = answer;
    const texts = [state && word(`state_${state}`), help && word("help"), says, why, plan && Object.values(plan).join(", "), by && word(`by_${by}`), speaker, setting, ...evidence.map(evidenceText)];
    return texts.filter(Boolean).join(" · ") || word("import_nothing");
  }

  /** `picker` is a file input; `tell` says something to who listens. */
  function create({ store, picker, tell }) {
    const { handbook } = store;
    let handle = null;

    const fileName = (ending) => `${store.service.id}${ending}`;

    async function textOf(file) {
      const bytes = await file.arrayBuffer();
      try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        return null;
      }
    }

    /** The value of a file, or `null` after its problems were shown. */
    async function understood(name, text) {
      const found = text === null ? { problems: [] } : read(text);
      if (found.file) return found.file;
      const lines = text === null ? [word("file_not_text")] : found.problems.slice(0, 30).map(problemText);
      await ask({ title: word("file_unreadable", { name }), body: [element("ul", "answers-problems", ...lines.map((line) => element("li", "", line)))] });
      return null;
    }

    function changed(says, { checklist, item, part: where, mine, theirs }) {
      const box = element("input");
      Object.assign(box, { type: "checkbox", checked: true, value: `${checklist}:${where}:${item}` });
      const label = element("label", "answers-choice", box, " ", element("strong", "", item), " ", element("span", "answers-note", checklistTitle(handbook, checklist)));
      const texts = element("dl", "answers-difference");
      texts.append(element("div", "", element("dt", "", word("import_mine")), " ", element("dd", "", short(mine))));
      texts.append(element("div", "", element("dt", "", says("theirs")), " ", element("dd", "", short(theirs))));
      return element("li", "", label, texts);
    }

    /** Shows what a file would change, or with `null` what is kept under a former name, and takes it over if that is agreed to. */
    async function offer(theirs, name, filed) {
      const says = (what, values) => word(`${filed ? "import" : "former"}_${what}`, values);
      const isKnown = store.service?.id === theirs.service.id || store.services().some(({ id }) => id === theirs.service.id);
      const before = store.service?.id;
      if (isKnown && before !== theirs.service.id) store.choose(theirs.service.id);
      const mine = isKnown ? store.value() : { service: {}, checklists: {} };
      const { items, same, service } = difference(mine, theirs);
      const of = (kind) => items.filter((found) => found.kind === kind);
      const body = [];
      const group = (kind, title, list) => {
        if (list.length) body.push(element("h3", "", says(title, { n: list.length })), element("ul", `answers-${kind}`, ...list));
      };
      if (!isKnown) body.push(element("p", "", word("import_new_service", { title: theirs.service.title ?? theirs.service.id, n: items.length })));
      else if (!items.some(({ kind }) => kind !== "only-here") && !service.length) body.push(element("p", "", word("import_none")));
      if (isKnown && service.length) body.push(element("p", "", says("service", { keys: service.join(", ") })));
      group("changed", "changed", of("changed").map((found) => changed(says, found)));
      group("new", "new", of("new").map(({ item, theirs: found }) => element("li", "", element("strong", "", item), " ", short(found))));
      group("here", "here", of("only-here").map(({ item, mine: found }) => element("li", "", element("strong", "", item), " ", short(found))));
      if (same) body.push(element("p", "answers-note", word("import_same", { n: same })));
      if (!(await ask({ title: word("import_title", { name }), body, yes: word("import_take") }))) {
        if (before && store.service?.id !== before) store.choose(before);
        else if (!before && store.service) store.leave();
        return false;
      }
      const keep = new Set(body.flatMap((one) => [...one.querySelectorAll("input:not(:checked)")]).map((box) => box.value));
      tell(word("taken", { n: store.take(theirs, filed, keep) }));
      return true;
    }

    async function take(file, from = null) {
      const text = await textOf(file);
      const theirs = await understood(file.name, text);
      if (theirs && (await offer(theirs, file.name, { name: file.name, text }))) handle = from && { from, service: store.service.id };
    }

    async function open() {
      if (!globalThis.showOpenFilePicker) {
        picker.value = "";
        picker.click();
        return;
      }
      try {
        const [from] = await globalThis.showOpenFilePicker({ types: TYPES });
        await take(await from.getFile(), from);
      } catch (error) {
        if (error.name !== "AbortError") throw error;
      }
    }

    picker.addEventListener("change", () => {
      if (picker.files.length) take(picker.files[0]);
    });

    /**
     * What stands on disk may have been changed by somebody else since it was opened. What changed there alone is taken over; where
     * both changed the same answer, it is shown first. Whether saving may go on.
     */
    async function agreesWithDisk(from) {
      const disk = await from.getFile();
      const text = await textOf(disk);
      if (!text || text === store.file?.text) return true;
      const theirs = await understood(disk.name, text);
      if (!theirs) return false;
      if (theirs.service.id !== store.service.id) {
        await ask({ title: word("save_other", { name: disk.name, title: theirs.service.title ?? theirs.service.id }), body: [] });
        return false;
      }
      const base = store.file ? read(store.file.text).file : null;
      if (base?.service.id === theirs.service.id && canMerge(base, theirs)) {
        store.take(theirs, { name: disk.name, text }, untouched(base, theirs));
        return true;
      }
      tell(word("save_changed", { name: disk.name }));
      return offer(theirs, disk.name, { name: disk.name, text });
    }

    const all = (file) => Object.entries(file.checklists).flatMap(([id, found]) => ["items", "retired"].flatMap((where) => Object.entries(found[where] ?? {}).map(([item, answer]) => [`${id}:${where}:${item}`, answer])));

    /** Whether nobody changed on disk what was changed here too. */
    function canMerge(base, theirs) {
      const [was, now, mine] = [base, theirs, store.value()].map((file) => Object.fromEntries(all(file)));
      const isMoved = (a, b) => !saySame(a, b);
      const keys = new Set([...Object.keys(was), ...Object.keys(now), ...Object.keys(mine)]);
      const isServiceSame = JSON.stringify(base.service) === JSON.stringify(theirs.service);
      const isRemoved = Object.keys(was).some((key) => !now[key] && mine[key]);
      return isServiceSame && !isRemoved && ![...keys].some((key) => isMoved(was[key], now[key]) && isMoved(was[key], mine[key]) && isMoved(now[key], mine[key]));
    }

    /** The answers that nobody changed on disk: ours stay. */
    function untouched(base, theirs) {
      const was = Object.fromEntries(all(base));
      return new Set(all(theirs).filter(([key, answer]) => saySame(was[key], answer)).map(([key]) => key));
    }

    async function save() {
      const name = store.file?.name ?? fileName(".yaml");
      if (!globalThis.showSaveFilePicker) {
        const text = store.text();
        download(name, text, "application/yaml");
        store.saved(name, text);
        tell(word("saved", { name }));
        return;
      }
      try {
        const isMine = handle?.service === store.service.id;
        const from = isMine ? handle.from : await globalThis.showSaveFilePicker({ suggestedName: name, types: TYPES });
        if (!(await agreesWithDisk(from))) return;
        const text = store.text();
        const writable = await from.createWritable();
        await writable.write(text);
        await writable.close();
        handle = { from, service: store.service.id };
        store.saved(from.name, text);
        tell(word("saved", { name: from.name }));
      } catch (error) {
        if (error.name !== "AbortError") throw error;
      }
    }

    return {
      open,
      save,
      markdown: () => download(fileName("-tasks.md"), answers.exports.markdown(store.value(), handbook), "text/markdown"),
      /** Takes over what is kept under a former name of the handbook: as it is, or after a look at what differs. Whether it was. */
      async former(found) {
        if (!store.services().some(({ id }) => id === found.id)) {
          store.moveFormer(found);
          tell(word("former_taken", { title: found.title }));
          return true;
        }
        if (!(await offer(store.formerValue(found), found.title, null))) return false;
        // What could not be written stays where it is.
        if (!store.trouble) store.forgetFormer(found);
        return true;
      },
      csv: () => download(fileName("-answers.csv"), answers.exports.csv(store.value(), handbook), "text/csv"),
      async clear() {
        const { title, id } = store.service;
        const isAgreed = await ask({ title: word("clear_title", { title: title ?? id }), body: [element("p", "", word("clear_text"))], yes: word("clear") });
        if (!isAgreed) return false;
        store.clear();
        tell(word("cleared"));
        return true;
      },
    };
  }

  answers.exchange = { create };
})();
