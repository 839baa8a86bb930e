// What the room has typed, kept in this browser: one record a service, under a key of its own, so that no answer is touched. In memory first:
// the page goes on where nothing can be kept, and says so.
(() => {
  "use strict";

  const room = (globalThis.readybookRoom ??= {});
  const VERSION = 1;

  /** A meeting of which nobody has said anything. */
  const empty = () => ({ from: null, clock: { spent: 0, since: null }, at: "", done: [], marks: {}, head: {}, took_part: {}, decides: "", discussions: [], decisions: [], saved: [] });

  /** `reach` gives the storage, or throws where it is forbidden; `today` gives the day; `tell` hears of troubles. */
  function create({ reach, handbook, tell }) {
    let storage = null;
    try {
      storage = reach();
    } catch {
      // It is told at the first write.
    }
    let service = "";
    let value = empty();
    let trouble = "";
    const keyOf = (id) => `readybook-room:${handbook.id}:${id}`;

    function read(id) {
      for (const name of [handbook.id, ...(handbook.former_ids ?? [])]) {
        try {
          const found = JSON.parse(storage?.getItem(`readybook-room:${name}:${id}`) ?? "null");
          if (found) return found;
        } catch {
          putAside(`readybook-room:${name}:${id}`);
        }
      }
      return null;
    }

    /** What cannot be read is kept under another key. */
    function putAside(key) {
      try {
        storage.setItem(`${key}:broken`, storage.getItem(key));
      } catch {
        // There is no room for a copy.
      }
    }

    function keep() {
      let now = "";
      try {
        if (trouble !== "newer") storage.setItem(keyOf(service), JSON.stringify({ ...value, version: VERSION }));
        else now = "newer";
      } catch {
        now = "not_kept";
      }
      if (now === trouble) return;
      trouble = now;
      tell(trouble);
    }

    return {
      get value() {
        return value;
      },
      get service() {
        return service;
      },
      /** The services of which this browser keeps a meeting, by their ids. */
      kept() {
        const top = keyOf("");
        const keys = storage ? Array.from({ length: storage.length }, (_, number) => storage.key(number)) : [];
        return keys.filter((key) => key.startsWith(top)).map((key) => key.slice(top.length)).filter((id) => !id.includes(":")).sort();
      },
      /** What is kept of the meeting of a service, or `null`. */
      peek: read,
      choose(id) {
        service = id;
        const found = read(id);
        trouble = found && found.version > VERSION ? "newer" : "";
        value = { ...empty(), ...(trouble ? {} : found) };
        tell(trouble);
      },
      /** Changes keys of the meeting, and keeps all. */
      set(changes) {
        value = { ...value, ...changes };
        keep();
      },
      /** Begins anew: all that was typed is gone; what the answers are read from stays. */
      clear() {
        value = { ...empty(), from: value.from };
        keep();
      },
      /** Whether a key of the storage is that of this meeting. */
      isMine: (key) => Boolean(service) && key === keyOf(service),
    };
  }

  room.store = { create, empty };
})();
