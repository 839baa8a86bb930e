// Files in and out: opens and saves the answer file in place where the browser can, else by upload and download, and shows what a
// file would change before it does.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { word, element, clone, part, setText } = answers.page;
  const { read } = answers.file;
  const { merge, isAnswer } = answers.merge;
  const { evidenceText } = answers.model;
  const { ask } = answers.dialog;
  const { textOf, download } = answers.transfer;

  /** So often a file is written anew that somebody else changes at the same time. */
  const MOST_TRIES = 5;
  const TYPES = [{ accept: { "application/yaml": [".yaml", ".yml"] } }];

  function problemText({ code, line, column, what, near }) {
    const text = word(`problem_${code}`, { what });
    const hint = near ? `; ${word("did_you_mean", { near })}` : "";
    return word("file_place", { line, column, problem: text + hint });
  }

  /** An answer in a few words, for the list of differences. */
  function short(answer) {
    if (!answer) return word("import_nothing");
    const { says, state, help_wanted: help, plan, why, setting, speaker, handled_by: by, evidence = [] } = answer;
    const texts = [state && word(`state_${state}`), help && word("help"), says, why, plan && Object.values(plan).join(", "), by && word(`by_${by}`), speaker, setting, ...evidence.map(evidenceText)];
    return texts.filter(Boolean).join(" · ") || word("import_nothing");
  }

  const joinedText = (pieces) => pieces.filter(Boolean).join(" · ");

  /** `picker` is a file input; `tell` says something to who listens. */
  function create({ store, picker, tell }) {
    const { handbook } = store;
    const differences = answers.differences.create({ handbook, short });
    // Without scripts there is nothing to undo, so the line is not in the page.
    const host = picker.closest("#rb-answers");
    picker.after(clone("rb-answers-undo"));
    const undoLine = part(host, "undo");
    let handle = null;
    /** What a save wrote over: by step, `{from, name, was, text}`; without `from` it is out of reach, without `was` it was no part of the step. */
    const overwritten = new WeakMap();

    const fileName = (ending) => `${store.service.id}${ending}`;

    /** Says what was done, and offers to undo it. */
    function done(text) {
      tell(text);
      undoLine.hidden = !store.undoable;
      setText(undoLine, "undo", store.undoable);
    }

    /** Undoes the last step; and on disk as well, if a save was part of it and nobody else has written the file since. */
    async function undo() {
      const step = store.lastStep;
      if (!step) return;
      store.undo();
      const saved = overwritten.get(step);
      if (!saved) done(word("undone"));
      else if (!saved.from) done(word("undone_here", { name: saved.name }));
      else done(word((await isPutBack(saved)) ? "undone_disk" : "undone_not_disk", { name: saved.name }));
    }

    /** Writes the former text of a file again. Whether it could. */
    async function isPutBack({ from, was, text }) {
      try {
        return was !== undefined && (await replace(from, text, was));
      } catch {
        // The file is gone, or may not be written any more.
        return false;
      }
    }

    document.addEventListener("keydown", (event) => {
      const isKey = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
      const isWriting = event.target.matches?.('textarea, select, input:not([type="radio"], [type="checkbox"])');
      if (!isKey || isWriting || !store.undoable || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      undo();
    });
    // Who cleared the browser's storage did not want this page's answers gone.
    globalThis.addEventListener("focus", () => store.restore());

    /** The value of a file, or `null` after its problems were shown. */
    async function understood(name, text) {
      const found = text === null ? { problems: [] } : read(text);
      if (found.file) return found.file;
      const lines = text === null ? [word("file_not_text")] : found.problems.slice(0, 30).map(problemText);
      const body = [element("ul", "answers-problems", ...lines.map((line) => element("li", "", line)))];
      if (found.problems.some(({ code }) => code === "conflict")) body.push(element("p", "", word("conflict_help")));
      await ask({ title: word("file_unreadable", { name }), body });
      return null;
    }

    /** How many answers are taken over, in a sentence. */
    function takenText(found, choices, name) {
      const all = [...found.taken, ...found.asked.filter(({ key }) => choices.get(key) === "theirs")];
      const n = all.filter(({ key }) => isAnswer(key)).length;
      if (n) return word(n === 1 ? "taken_one" : "taken", { n, name });
      return word(all.length ? "taken_facts" : "taken_none", { name });
    }

    /**
     * Takes over what somebody else says, after a look at it: `theirs` is the value of the file `filed`, `{name, text}`, or with `null` of what is
     * kept under a former name. With `isQuiet` only what both changed is asked. Whether it was taken over.
     */
    async function offer(theirs, { name, filed, title = word("import_title", { name }), yes = word("import_take"), isQuiet = false }) {
      const known = store.known(theirs.service.id);
      // From what a service that is new here is to become nothing can differ.
      const mine = known?.value ?? { service: theirs.service, checklists: {} };
      const found = merge(known ? known.base : mine, mine, theirs, handbook);
      const view = differences.show(found, { theirs, isNew: !known, isFiled: Boolean(filed), hasBase: Boolean(known?.base) });
      if ((!isQuiet || found.asked.length) && (await ask({ title, ...view, yes })) !== "yes") return false;
      const choices = view.choices();
      store.take(found.resolve(choices), filed, takenText(found, choices, name));
      done(store.undoable);
      return true;
    }

    async function take(file, from = null) {
      const text = await textOf(file);
      const theirs = await understood(file.name, text);
      if (theirs && (await offer(theirs, { name: file.name, filed: { name: file.name, text } }))) handle = from && { from, service: store.service.id };
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
     * What stands on disk may have been changed by somebody else since it was opened. What changed there alone is taken over; what
     * both changed is asked. The text on disk that saving may go over, or `null` when it may not.
     */
    async function agreedText(from) {
      const disk = await from.getFile();
      const text = await textOf(disk);
      if (text === "" || (text !== null && text === store.file?.text)) return text;
      const theirs = await understood(disk.name, text);
      if (!theirs) return null;
      if (theirs.service.id !== store.service.id) {
        await ask({ title: word("save_other", { name: disk.name, title: theirs.service.title ?? theirs.service.id }), body: [] });
        return null;
      }
      const title = word("save_changed", { name: disk.name });
      return (await offer(theirs, { name: disk.name, filed: { name: disk.name, text }, title, yes: word("save_now"), isQuiet: true })) ? text : null;
    }

    /** A service that was renamed: under which name its file is saved, `new` or `old`; empty to leave it. */
    async function wishedName() {
      if (!store.isRenamed()) return "old";
      const [old, name] = [store.fileName(), store.fileName(true)];
      const chosen = await ask({
        title: word("rename_title"),
        body: [element("p", "", word("rename_text", { title: store.service.title, old }))],
        yes: word("rename_new", { name }),
        others: [{ value: "old", text: word("rename_old", { old }) }],
      });
      return chosen === "yes" ? "new" : chosen;
    }

    /** Writes a text into a file that still holds the one that was `seen`. Whether it was written. */
    async function replace(from, seen, text) {
      const writable = await from.createWritable();
      await writable.write(text);
      if ((await textOf(await from.getFile())) !== seen) {
        await writable.abort();
        return false;
      }
      await writable.close();
      return true;
    }

    /** Writes the file in place: `{was, text}`, what it held and what it holds now; `null` if it was not written. */
    async function writeTo(from) {
      // Somebody else may save in this very moment; then what they wrote is looked at first.
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const was = await agreedText(from);
        if (was === null) return null;
        const text = store.text();
        if (await replace(from, was, text)) return { was, text };
      }
      await ask({ title: word("save_busy", { name: from.name }), body: [element("p", "", word("save_busy_text"))] });
      return null;
    }

    async function save() {
      const wish = await wishedName();
      if (!wish) return;
      const old = store.file?.name;
      const name = store.fileName(wish === "new");
      const before = store.lastStep;
      const finish = (saved, { from, was, text }) => {
        store.saved(saved, text);
        const step = store.lastStep;
        const isPart = step !== before;
        if (step?.id === store.service.id) overwritten.set(step, { was: isPart ? was : overwritten.get(step)?.was, from, name: saved, text });
        const said = wish === "new" && saved !== old ? word("saved_renamed", { name: saved, old }) : word("saved", { name: saved });
        done(isPart ? `${step.what} ${said}` : said);
      };
      if (!globalThis.showSaveFilePicker) {
        const text = store.text();
        download(name, text, "application/yaml");
        finish(name, { text });
        return;
      }
      try {
        const isMine = wish === "old" && handle?.service === store.service.id;
        const from = isMine ? handle.from : await globalThis.showSaveFilePicker({ suggestedName: name, types: TYPES });
        const written = await writeTo(from);
        if (!written) return;
        handle = { from, service: store.service.id };
        finish(from.name, { from, ...written });
      } catch (error) {
        // A file that is not there any more is saved anew.
        if (error.name === "NotFoundError" && handle) {
          handle = null;
          return save();
        }
        if (error.name !== "AbortError") throw error;
      }
    }

    const what = (found) => joinedText([found.team, found.id, found.day && word("changed_on", { day: found.day })]);

    return {
      open,
      save,
      undo,
      /** Before a service is begun: whether it is one of its own, or the one of this name that there is already. */
      async begin(title) {
        const named = store.named(title);
        if (!named.length) return true;
        const others = named.map(({ id, apart }) => ({ value: id, text: word("same_name_go_on", { what: what(apart) }) }));
        const body = [element("p", "", word("same_name_text"))];
        const chosen = await ask({ title: word("same_name_title", { title }), body, yes: others[0].text, others: [...others.slice(1), { value: "new", text: word("same_name_new") }] });
        if (chosen === "new") return true;
        if (chosen) store.choose(chosen === "yes" ? named[0].id : chosen);
        return false;
      },
      /** Begins the next launch of this service with what stays true of it. */
      async nextLaunch() {
        const { title = store.service.id } = store.service;
        const from = store.fileName();
        const next = answers.launch.next(store.value(), { id: answers.launch.nextId(store.service.id), from, handbook });
        const n = Object.values(next.checklists).flatMap(({ items }) => Object.values(items ?? {})).filter(({ look }) => look).length;
        const body = [element("p", "", word("next_text", { n })), element("p", "", word("next_stays", { name: from }))];
        if (!store.isFiled()) body.push(element("p", "", word("next_save_first")));
        if ((await ask({ title: word("next_title", { title }), body, yes: word("next_yes") })) !== "yes") return;
        store.beginFrom(next, word("next_begun", { title }));
        done(word("next_begun", { title }));
      },
      markdown: () => download(fileName("-tasks.md"), answers.exports.markdown(store.value(), store.pinned().handbook), "text/markdown"),
      /** Takes over what is kept under a former name of the handbook: as it is, or after a look at what differs. Whether it was. */
      async former(found) {
        if (!store.services().some(({ id }) => id === found.id)) {
          store.moveFormer(found);
          tell(word("former_taken", { title: found.title }));
          return true;
        }
        if (!(await offer(store.formerValue(found), { name: found.title, filed: null }))) return false;
        // What could not be written stays where it is.
        if (!store.trouble) store.forgetFormer(found);
        return true;
      },
      csv: () => download(fileName("-answers.csv"), answers.exports.csv(store.value(), store.pinned().handbook), "text/csv"),
      async clear() {
        const { title, id } = store.service;
        const [n, name] = [store.unfiled(), store.file?.name];
        const risk = n ? word(`${name ? "clear_changed" : "clear_unfiled"}${n === 1 ? "_one" : ""}`, { n, name }) : name && word("clear_filed", { name });
        const body = [word("clear_text"), risk, word("clear_undo")].filter(Boolean).map((text) => element("p", "", text));
        if ((await ask({ title: word("clear_title", { title: title ?? id }), body, yes: word("clear"), isCareful: true })) !== "yes") return false;
        store.clear(word("cleared", { title: title ?? id }));
        done(store.undoable);
        return true;
      },
    };
  }

  answers.exchange = { create };
})();
