// Files of the room: a team's answers and the people come in, entries go out. An entry is a new file each; a file that is there is never
// written over.
(() => {
  "use strict";

  const { file, yaml, model, page, transfer } = globalThis.readybookAnswers;
  const room = (globalThis.readybookRoom ??= {});
  const { word } = page;
  const { textOf, download } = transfer;
  const { lettersOf, nameOf } = room.entry;

  /** A browser asks about many downloads at once; one after the other it lets them pass. */
  const PAUSE = 250;
  /** So often another name is tried where one is taken. */
  const MOST_NAMES = 20;

  function problemText({ code, line, column, what, near }) {
    const hint = near ? `; ${word("answers_did_you_mean", { near })}` : "";
    return word("answers_file_place", { line, column, problem: word(`answers_problem_${code}`, { what }) + hint });
  }

  /** The value of an answer file and its version, `{value, version}`, or what is wrong with it, `{problems}`: texts. */
  function readAnswers(text, handbook) {
    if (text === null) return { problems: [word("answers_file_not_text")] };
    const found = file.read(text);
    return found.file ? { value: model.cleanFile(found.file, handbook), version: found.version } : { problems: found.problems.slice(0, 30).map(problemText) };
  }

  /** What the browser keeps of a service's answers, as the value of a file and the version of that file: `{value, version}`. */
  function keptAnswers(storage, id, handbook) {
    const { service, checklists, editions, file: filed } = storage.load(id);
    const found = {};
    for (const name of new Set([...Object.keys(checklists), ...Object.keys(editions)])) {
      found[name] = { edition: editions[name]?.edition ?? undefined, owners: editions[name]?.owners, items: checklists[name]?.items ?? {} };
    }
    const value = model.cleanFile({ service, checklists: found }, handbook);
    // A checklist that was begun belongs to the service, with an answer or without.
    for (const name of Object.keys(found)) value.checklists[name] ??= { edition: editions[name]?.edition ?? undefined, items: {} };
    return { value, version: filed ? file.read(filed.text).version : undefined };
  }

  /** The people of `people.yaml`: `[{id, name, roles}]`; `null` for another file. */
  function readPeople(text) {
    try {
      const found = file.plainValue(yaml.parse(text));
      if (!found?.record || typeof found.people !== "object" || !found.people) return null;
      return Object.entries(found.people).map(([id, { name, roles, until }]) => ({ id, name: String(name ?? id), roles: [roles ?? []].flat(), until }));
    } catch {
      return null;
    }
  }

  const isThere = async (folder, name) => {
    try {
      await folder.getFileHandle(name);
      return true;
    } catch (error) {
      if (error.name === "NotFoundError") return false;
      throw error;
    }
  };

  /** The folder of a service's record: the one that was chosen, or the one in it that is called so. */
  async function recordFolder(chosen, service) {
    const name = `${service}.record`;
    return chosen.name === name ? chosen : chosen.getDirectoryHandle(name, { create: true });
  }

  async function writeInto(folder, name, text) {
    const handle = await folder.getFileHandle(name, { create: true });
    const writable = await handle.createWritable();
    await writable.write(text);
    await writable.close();
  }

  /**
   * Saves an entry into a folder, or as a download without one. Gives the name of its file: where that name is taken already another one is
   * made, and the file that is there stays.
   */
  async function saveEntry({ kind, values, text, folder }) {
    let name = nameOf(kind, values, await lettersOf(text, crypto));
    if (!folder) {
      download(name, text, "application/yaml");
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      return name;
    }
    for (let tries = 0; await isThere(folder, name); tries++) {
      if (tries === MOST_NAMES) throw new Error(name);
      name = nameOf(kind, values, await lettersOf("", { getRandomValues: (bytes) => crypto.getRandomValues(bytes) }));
    }
    await writeInto(folder, name, text);
    return name;
  }

  room.files = { textOf, readAnswers, keptAnswers, readPeople, recordFolder, saveEntry };
})();
