// Makes a checklist's page a working list: puts the parts together, and keeps page, storage and other tabs in step.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { word, many, element, part, today } = answers.page;
  const { stateOf, versionOf } = answers.model;
  const host = document.getElementById("rb-answers");
  const handbook = globalThis.readybook?.handbook;
  if (!host) return;
  const { checklist: checklistId } = host.dataset;
  const version = versionOf("handbook", handbook?.readybook);
  const checklist = version === "known" && handbook.checklists.find((found) => found.id === checklistId);
  if (version === "newer") {
    // Only a theme with scripts of its own can be older than the handbook.
    host.classList.add("answers-ready");
    part(host, "begin").remove();
    host.querySelector(".answers-trouble").textContent = word("newer_handbook");
    return;
  }
  if (!checklist) {
    host.remove();
    return;
  }

  const { stepsAside, count } = answers.applies;

  const storage = answers.storage.open(() => globalThis.localStorage, handbook.id, handbook.former_ids);
  const store = answers.store.create({ handbook, storage, today, tell: onChange });
  const panel = answers.servicePanel.create({ host, checklist: checklistId, store, act, filter });
  const exchange = answers.exchange.create({ store, picker: part(host, "picker"), tell: panel.tell });
  const items = checklist.areas.flatMap((area) => area.items);
  const places = items.map((item) => document.getElementById(item.id)).map((place) => ({ place, parent: place?.parentElement, before: null }));
  let views = new Map();
  let shown = "all";
  let lastElsewhere = "";

  // Which service a tab works on is the tab's own; a new tab goes on with the last one.
  const CURRENT = `readybook:${handbook.id}:current`;
  const remembered = () => {
    try {
      return sessionStorage.getItem(CURRENT) ?? localStorage.getItem(CURRENT);
    } catch {
      return null;
    }
  };
  function remember(id) {
    try {
      sessionStorage.setItem(CURRENT, id);
      if (id) localStorage.setItem(CURRENT, id);
    } catch {
      // The panel says that nothing is kept.
    }
  }

  const isFillable = () => Boolean(store.service) && store.service.launch !== "change";
  const isAsked = (item) => !stepsAside(item, store.service, handbook);

  function onChange({ kind, item, checklist: where, key, isElsewhere }) {
    if (kind === "trouble") panel.showTrouble();
    else if (kind === "restored") panel.tell(word("restored"));
    else if (kind === "services") panel.showOthers();
    else if (kind === "file") panel.showKept();
    else if (kind === "answer") {
      if (where === checklistId) showItem(item, key, isElsewhere);
      else for (const view of views.values()) view.show();
      panel.show(counts());
      showCounts();
    } else showAll();
  }

  const counts = (list = items) => count(list, (id) => store.answer(checklistId, id), store.service ?? {}, handbook);

  function showItem(id, key, isElsewhere) {
    const view = views.get(id);
    if (isElsewhere) {
      view?.refresh();
      // Somebody types there letter by letter: it is said once.
      if (lastElsewhere !== id) panel.tell(word("other_tab", { id }));
      lastElsewhere = id;
      return;
    }
    lastElsewhere = "";
    view?.show();
    const answer = store.answer(checklistId, id);
    if (key === "state") panel.tell(word("state_now", { id, state: word(`state_${stateOf(answer)}`), counts: panel.sentence(counts()) }));
    if (key === "help_wanted") panel.tell(word(answer?.help_wanted ? "help_on" : "help_off", { id }));
  }

  /** Everything anew: another service, or what applies has changed. */
  function showAll() {
    remember(store.service?.id ?? "");
    panel.show(counts());
    document.body.classList.toggle("answers-on", isFillable());
    if (!isFillable()) {
      for (const view of views.values()) view.remove();
      views = new Map();
    } else {
      items.forEach((item, number) => {
        const { place } = places[number];
        if (!place) return;
        if (views.has(item.id)) views.get(item.id).refresh();
        else views.set(item.id, answers.itemView.create({ host: place, item, checklist: checklistId, store, next }));
        views.get(item.id).show();
      });
    }
    stepAside();
    showRetired();
    showCounts();
    filter(shown, false);
  }

  /** Moves what does not apply to the end of its area, each with its reason, and back. */
  function stepAside() {
    for (const found of document.querySelectorAll(".answer-reason, .answers-aside")) if (found.matches(".answer-reason")) found.remove();
    const parents = new Set(places.map(({ parent }) => parent).filter(Boolean));
    for (const parent of parents) {
      const all = items.map((item, number) => ({ item, place: places[number].place, parent: places[number].parent })).filter((found) => found.parent === parent);
      const aside = isFillable() ? all.filter(({ item }) => !isAsked(item)) : [];
      const asked = all.filter((found) => !aside.includes(found));
      let box = parent.parentElement.querySelector(`:scope > .answers-aside[data-for="${asideName(all)}"]`) ?? parent.querySelector(":scope > .answers-aside");
      if (!box && aside.length) {
        box = element("details", "answers-aside", element("summary"), element(parent.localName === "ul" ? "ul" : "div", parent.localName === "ul" ? "lines" : ""));
        box.dataset.for = asideName(all);
        if (parent.localName === "ul") parent.after(box);
        else parent.append(box);
      }
      for (const { place } of asked) {
        if (parent.localName === "ul") parent.append(place);
        else parent.insertBefore(place, box);
      }
      if (!box) continue;
      if (!aside.length) {
        box.remove();
        continue;
      }
      // What somebody wrote stays in sight.
      const written = aside.filter(({ item }) => store.answer(checklistId, item.id)).length;
      const text = many("aside_one", "aside_many", aside.length);
      box.firstChild.textContent = written ? word("aside_written", { text, n: written }) : text;
      if (written) box.open = true;
      for (const { item, place } of aside) {
        const why = stepsAside(item, store.service, handbook);
        const text = why.all ? word("aside_all", { traits: why.all.join(word("joined_and")) }) : word("aside_any", { traits: why.any.join(word("joined_or")) });
        const ask = place.querySelector(".ask");
        ask.after(element("p", "answer-reason", text));
        box.lastChild.append(place);
      }
    }
  }

  const asideName = (all) => all[0].item.id;

  /** What was said to questions that are no longer asked. */
  function showRetired() {
    document.getElementById("rb-answers-retired")?.remove();
    if (!store.service) return;
    const found = { ...store.retired(checklistId) };
    for (const id of store.changes(checklistId).retired) found[id] = store.answer(checklistId, id);
    const ids = Object.keys(found).sort(answers.model.itemOrder(checklist));
    if (!ids.length) return;
    const gone = checklist.areas.flatMap((area) => area.retired ?? []);
    const line = (id) => {
      const reason = gone.find((one) => one.id === id);
      const texts = [reason?.why, reason?.replaced_by?.length && word("replaced_by", { ids: reason.replaced_by.join(", ") })].filter(Boolean);
      const said = [found[id].says, found[id].why].filter(Boolean).join(" · ");
      const made = element("li", "", element("span", "id", id), " ", element("span", "answer-text", said || word(`state_${stateOf(found[id])}`)));
      if (texts.length) made.append(element("p", "small", texts.join(" ")));
      return made;
    };
    const box = element("details", "answers-retired", element("summary", "", many("retired_one", "retired_many", ids.length)), element("ul", "", ...ids.map(line)));
    box.id = "rb-answers-retired";
    document.querySelector(".content").append(box);
  }

  /** Counts beside each area, on its heading and in the list of areas. */
  function showCounts() {
    for (const area of checklist.areas) {
      const section = area.id ? document.getElementById(area.id) : null;
      if (!section) continue;
      section.querySelector(":scope > .answers-area")?.remove();
      const inList = document.querySelector(`.toc a[href="#${CSS.escape(area.id)}"] .count`);
      const found = counts(area.items);
      if (inList) inList.textContent = isFillable() ? word("of", { n: found.applies - found.open, all: found.applies }) : String(area.items.length);
      if (isFillable()) section.querySelector("h2").after(element("p", "answers-area", panel.sentence(found)));
    }
  }

  const FILTERS = {
    all: () => true,
    open: (item) => stateOf(store.answer(checklistId, item.id)) === "open",
    gap: (item) => stateOf(store.answer(checklistId, item.id)) === "gap",
    help: (item) => Boolean(store.answer(checklistId, item.id)?.help_wanted),
    new: (item) => store.changes(checklistId).added.includes(item.id),
  };

  /** Shows some of the questions only, as they are now: what is being answered does not vanish below the hands. */
  function filter(name, isTold = true) {
    shown = name;
    let sum = 0;
    items.forEach((item, number) => {
      const { place } = places[number];
      if (!place) return;
      const isShown = !isFillable() || FILTERS[name](item) || views.get(item.id)?.isOpen;
      place.hidden = !isShown;
      if (isShown && (!isFillable() || isAsked(item))) sum++;
    });
    if (isTold) panel.tell(word("shown", { n: sum }));
  }

  /** Opens the question after this one that is asked and shown. */
  function next(item) {
    const list = items.filter((found) => found === item || (isAsked(found) && views.has(found.id) && !views.get(found.id).host.hidden));
    const following = list[list.indexOf(item) + 1];
    views.get(item.id).close({ focus: !following });
    if (following) goTo(following.id);
  }

  function goTo(id) {
    const view = views.get(id);
    if (!view) return;
    const aside = view.host.closest("details");
    if (aside) aside.open = true;
    view.host.hidden = false;
    if (!view.isOpen && isAsked(view.item)) view.open();
    view.host.scrollIntoView({ block: "start" });
  }

  async function act(name, found) {
    if (name === "first") goTo((items.find((item) => isAsked(item) && FILTERS.open(item)) ?? items.find(isAsked))?.id);
    else if (name === "chosen") host.querySelector("[data-part=desk] [data-do=save]").focus();
    else if (name === "edition") {
      store.takeEdition(checklistId);
      panel.tell(word("edition_taken"));
    } else if (name === "print") globalThis.print();
    else if (name === "leave") {
      store.leave();
      panel.tell(word("left"));
      part(host, "begin").elements.title.focus();
    } else if (name === "clear") {
      if (await exchange.clear()) part(host, "undo").querySelector("button").focus();
    } else if (name === "former") {
      if (await exchange.former(found)) act("chosen");
      panel.showFormer();
    } else return exchange[name](found);
  }

  globalThis.addEventListener("storage", ({ key, storageArea }) => {
    if (storageArea === null || storageArea === localStorageOrNull()) store.hear(key);
    panel.showFormer();
  });

  function localStorageOrNull() {
    try {
      return globalThis.localStorage;
    } catch {
      return null;
    }
  }

  // What nobody keeps is lost with the page; the browser asks first.
  globalThis.addEventListener("beforeunload", (event) => {
    if (store.service && store.trouble && !store.isFiled()) event.preventDefault();
  });

  function follow() {
    const id = decodeURIComponent(location.hash.slice(1));
    if (store.service && items.some((item) => item.id === id)) goTo(id);
  }
  globalThis.addEventListener("hashchange", follow);

  const last = remembered();
  if (last && storage.services().some(({ id }) => id === last)) store.choose(last);
  else showAll();
  follow();
})();
