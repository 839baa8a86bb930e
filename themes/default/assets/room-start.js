// Puts the page together: whose meeting it is, where the answers come from, what is kept, and what is said aloud.
(() => {
  "use strict";

  const { page, model, storage, applies, dialog, pinned, later } = globalThis.readybookAnswers;
  const { word, element, part, setText, today } = page;
  const room = globalThis.readybookRoom;
  const { textOf, readAnswers, keptAnswers, readPeople, recordFolder, saveEntry } = room.files;
  const host = document.getElementById("rb-room");
  const handbook = globalThis.readybook?.handbook;
  const phase = handbook?.phases.find(({ oversight }) => oversight === "sign-off");
  if (!host) return;
  if (!phase || model.versionOf("handbook", handbook.readybook) !== "known") {
    part(host, "trouble").textContent = word(handbook ? "answers_newer_handbook" : "room_no_handbook");
    return;
  }
  host.classList.add("room-ready");
  const template = document.getElementById("rb-room-desk");
  const desk = template.content.firstElementChild;
  template.replaceWith(desk);

  const kept = storage.open(() => globalThis.localStorage, handbook.id, handbook.former_ids);
  const store = room.store.create({ reach: () => globalThis.localStorage, handbook, tell: (trouble) => (part(host, "trouble").textContent = trouble && word(`room_trouble_${trouble}`)) });
  const status = part(host, "status");
  const said = part(host, "said-last");
  const CURRENT = `readybook-room:${handbook.id}:current`;
  const KEYS = `readybook-room:${handbook.id}:keys`;
  let folder = null;
  let answersNow = null;
  /** The handbook as those answers pin it. */
  let pin = null;

  function tell(text) {
    status.textContent = text;
    said.textContent = text;
  }

  const remembered = (name) => {
    try {
      return sessionStorage.getItem(name) ?? "";
    } catch {
      return "";
    }
  };
  function remember(name, value) {
    try {
      sessionStorage.setItem(name, value);
    } catch {
      // It holds until the page is loaded again.
    }
  }

  const keysBox = part(host, "keys");
  keysBox.checked = remembered(KEYS) !== "off";
  keysBox.addEventListener("change", () => remember(KEYS, keysBox.checked ? "on" : "off"));

  const schedule = room.schedule.create({ root: part(host, "schedule"), steps: handbook.settings.meeting.steps, store, tell });
  const decisions = room.decisions.create({ root: desk, handbook, phase, store, tell, save });
  const points = room.points.create({
    root: part(host, "points"),
    handbook,
    store,
    tell,
    isOn: () => keysBox.checked && !desk.hidden,
    decide: (kind, id) => decisions.add(kind, id),
    changed: () => decisions.showStates(),
  });

  async function save({ kind, values, text }) {
    return saveEntry({ kind, values, text, folder: folder && (await recordFolder(folder, store.service)) });
  }

  /* Whose meeting it is */

  function begin() {
    const answered = kept.services();
    const ids = new Set([...answered.map(({ id }) => id), ...store.kept()]);
    const button = (id) => {
      const found = store.peek(id);
      const name = found?.from?.name;
      const title = answered.find((one) => one.id === id)?.title ?? found?.title ?? id;
      const made = element("button", "answers-button", name ? word("room_from_file", { title, name }) : title);
      made.type = "button";
      made.addEventListener("click", () => choose(id));
      return element("li", "", made);
    };
    part(host, "kept-list").replaceChildren(...[...ids].sort().map(button));
    part(host, "kept").hidden = !ids.size;
    part(host, "begin").hidden = false;
    part(host, "plan").hidden = false;
    desk.hidden = true;
  }

  /** Goes on with the meeting of a service: from the file that was opened for it, or from what this browser keeps. */
  function choose(id) {
    store.choose(id);
    remember(CURRENT, id);
    show();
  }

  /** What there is to talk about, `{value, version}`; no value if nobody knows the service any more. */
  function valueNow() {
    const { from } = store.value;
    if (from) return readAnswers(from.text, handbook);
    return kept.services().some((one) => one.id === store.service) ? keptAnswers(kept, store.service, handbook) : {};
  }

  const titleOf = (words, id) => words.find((one) => one.id === id)?.title ?? id;

  function factsOf(service) {
    const { tiers } = handbook.settings;
    const texts = [
      service.team,
      word(service.launch === "change" ? "answers_launch_change" : `launch_${service.launch}`),
      service.tier && titleOf(tiers, service.tier),
      service.high_risk && word("answers_high_risk"),
      service.walkthrough && word("answers_walkthrough_on", { day: service.walkthrough }),
      store.value.from ? word("room_read_from", { name: store.value.from.name }) : word("room_read_here"),
    ];
    return texts.filter(Boolean).join(" · ");
  }

  function show() {
    const { value, version } = valueNow();
    if (!value) {
      remember(CURRENT, "");
      begin();
      return;
    }
    judge(value, version);
    const { service } = value;
    const isChange = service.launch === "change";
    part(host, "begin").hidden = true;
    part(host, "plan").hidden = true;
    desk.hidden = false;
    part(host, "change").hidden = !isChange;
    part(host, "work").hidden = isChange;
    setText(host, "title", service.title ?? service.id);
    setText(host, "facts", factsOf(service));
    if (isChange) return;
    showAgenda();
    const items = pin.handbook.checklists.flatMap((checklist) => checklist.areas.flatMap((area) => [...area.items, ...(area.hidden ?? [])]));
    const itemOf = (id) => items.find((item) => item.id === id);
    decisions.show(service, { asks: (id) => Boolean(itemOf(id)), isStop: (id) => Boolean(itemOf(id)) && applies.isStop(itemOf(id), service, pin.handbook) });
    schedule.show();
  }

  /** A launch is judged by the editions with which its checklists were opened. */
  function judge(value, version) {
    answersNow = value;
    pin = pinned.pinned(value, handbook, version);
  }

  function showAgenda() {
    const texts = later.laterTexts(pin, handbook, (name, values) => word(`answers_${name}`, values));
    const list = host.querySelector('[data-list="later"]');
    list.hidden = !texts.length;
    list.replaceChildren(...texts.map((text) => element("li", "", text)));
    points.show(room.agenda.agendaOf(answersNow, pin.handbook), host.dataset.top);
  }

  /* Files */

  const picker = (name, use) => {
    const input = part(host, name);
    input.addEventListener("change", async () => {
      const [picked] = input.files;
      if (picked) await use(picked.name, await textOf(picked));
      input.value = "";
    });
    return () => input.click();
  };

  function openFile(name, text) {
    const { value, problems } = readAnswers(text, handbook);
    const trouble = part(host, "problems");
    trouble.replaceChildren(...(problems ? [element("p", "", word("answers_file_unreadable", { name })), element("ul", "", ...problems.map((line) => element("li", "", line)))] : []));
    if (!value) return;
    store.choose(value.service.id);
    store.set({ from: { name, text }, title: value.service.title ?? value.service.id });
    remember(CURRENT, value.service.id);
    show();
    part(host, "service-title").focus();
    tell(word("room_opened", { name }));
  }

  const DO = {
    open: picker("picker", openFile),
    people: picker("people-picker", (name, text) => {
      const found = text === null ? null : readPeople(text);
      if (found) decisions.setPeople(found);
      tell(found ? word("room_people_read", { n: found.length }) : word("room_people_wrong", { name }));
    }),
    other() {
      remember(CURRENT, "");
      begin();
      host.querySelector('[data-do="open"]').focus();
    },
    async anew() {
      const body = [element("p", "", word("room_anew_text"))];
      if ((await dialog.ask({ title: word("room_anew_title"), body, yes: word("room_anew"), isCareful: true })) !== "yes") return;
      store.clear();
      show();
      tell(word("room_anew_done"));
    },
    async folder() {
      try {
        folder = await globalThis.showDirectoryPicker({ mode: "readwrite" });
        setText(host, "folder", word("room_folder_is", { name: folder.name || "/", record: `${store.service}.record` }));
      } catch (error) {
        if (error.name !== "AbortError") tell(word("room_save_failed", { why: error.message, n: 0 }));
      }
    },
  };
  host.addEventListener("click", ({ target }) => DO[target.closest("[data-do]")?.dataset.do]?.());
  host.querySelector('[data-do="folder"]').hidden = !globalThis.showDirectoryPicker;

  // Another tab has typed, or has answered.
  globalThis.addEventListener("storage", ({ key }) => {
    if (desk.hidden) begin();
    else if (store.isMine(key)) choose(store.service);
    else if (!store.value.from && key?.startsWith(`readybook:${handbook.id}:${store.service}:`)) {
      const { value, version } = valueNow();
      if (value) judge(value, version);
      showAgenda();
    }
  });

  const current = remembered(CURRENT);
  if (current) choose(current);
  else begin();
})();
