// Makes a checklist's page a working list: puts the parts together, and keeps page, storage and other tabs in step.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { word, many, element, part, today } = answers.page;
  const { stateOf, hiddenItems, versionOf } = answers.model;
  const { EVERYTHING, isEverything, filterFrom, ownerOf, shows, standing, people, bestPlace } = answers.filter;
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

  const { isStop, stepsAside, count } = answers.applies;
  const { itemIn } = answers.pinned;

  const storage = answers.storage.open(() => globalThis.localStorage, handbook.id, handbook.former_ids);
  const store = answers.store.create({ handbook, storage, today, tell: onChange });
  const items = checklist.areas.flatMap((area) => area.items);
  const places = items.map((item) => document.getElementById(item.id)).map((place) => ({ place, parent: place?.parentElement, before: null }));
  let views = new Map();
  const areaOf = new Map(checklist.areas.flatMap((area) => area.items.map((item) => [item.id, area])));
  let lastElsewhere = "";

  // What is shown is the tab's own, and stays over a reload.
  const FILTER = `readybook:${handbook.id}:${checklistId}:filter`;
  const former = answers.former.formerIn(document);
  const filter = { value: filterFrom(rememberedFilter(), checklist), set: setFilter };
  const panel = answers.servicePanel.create({ host, checklist: checklistId, store, act, filter });
  const exchange = answers.exchange.create({ store, picker: part(host, "picker"), tell: panel.tell });
  const bar = answers.bar.create({ host, store, filter, act, people: () => people(store.value()) });
  const areas = answers.areas.create({ checklist, store, placeOf: (item) => document.getElementById(item.id), sentence: panel.sentence, unfold });
  answers.suggest.create({ store, me: () => bar.me, ownerAt: (target) => owner(checklist.areas.find((area) => areas.sections.get(area)?.contains(target))) });

  /** A link that leads past everything to the first question that is open. */
  const skip = element("a", "skip", word("skip_to_open"));
  skip.href = `#${items[0]?.id ?? ""}`;
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    act("first");
  });

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

  /** A question as this launch is judged by it; `undefined` for one that came later. */
  const judged = ({ id }) => itemIn(store.pinned().handbook, checklistId, id);

  /** Why a question of the page steps aside, `null` if it does not; `{later}` for one that came later. */
  function asideOf(item) {
    const found = judged(item);
    return found ? stepsAside(found, store.service, store.pinned().handbook) : { later: true };
  }
  const isAsked = (item) => !asideOf(item);

  /** The areas by which this launch is judged, each with its questions; none where the whole checklist came later. */
  const judgedAreas = () => store.pinned().handbook.checklists.find(({ id }) => id === checklistId)?.areas ?? [];
  const judgedItems = (id) => judgedAreas().filter((area) => id === undefined || area.id === id).flatMap((area) => area.items);
  /** Questions that are no longer on the page and still part of this launch. */
  const goneItems = () => judgedItems().filter(({ id }) => !items.some((item) => item.id === id));

  /** Keys of an answer that are written letter by letter; what is counted over all questions waits until somebody pauses. */
  const PAUSE = 200;
  let pause = 0;
  const written = new Set();

  function wait(item) {
    written.add(item);
    clearTimeout(pause);
    pause = setTimeout(showWritten, PAUSE);
  }

  function showWritten() {
    for (const id of written) views.get(id)?.show();
    showStanding();
  }
  globalThis.addEventListener("beforeprint", showWritten);

  function onChange({ kind, item, checklist: where, key, isElsewhere }) {
    if (kind === "trouble") {
      panel.showTrouble();
      bar.showKept();
    } else if (kind === "restored") {
      // What the key itself tells comes first.
      setTimeout(() => panel.tell(word("restored")));
    } else if (kind === "services") panel.showOthers();
    else if (kind === "file") showKept();
    else if (kind === "owner") showOwners();
    else if (kind === "answer") {
      if (where === checklistId) showItem(item, key, isElsewhere);
      else for (const view of views.values()) view.show();
      const isWriting = !["state", "help_wanted"].includes(key);
      if (isWriting) wait(item);
      else showWritten();
    } else showAll();
  }

  function showKept() {
    panel.showKept();
    bar.showKept();
  }

  /** What is counted over all questions. */
  function showStanding() {
    clearTimeout(pause);
    written.clear();
    if (!store.service) return;
    panel.showAnswers(counts());
    showCounts();
    showKept();
  }

  function showOwners() {
    for (const view of views.values()) view.showOwner();
    showStanding();
  }

  const owner = (area) => (area ? ownerOf(area, store.owners(checklistId)) : "");

  /** Where each question is on the page, with what a filter asks about it. */
  const placed = () => {
    const added = store.changes(checklistId).added;
    const owners = store.owners(checklistId);
    const one = (item, area, found) => ({ item: found ?? item, area, answer: store.answer(checklistId, item.id), owner: ownerOf(area, owners), isStop: Boolean(found) && isStop(found, store.service, store.pinned().handbook), isNew: added.includes(item.id), isLater: !found });
    const onPage = items.map((item) => one(item, areaOf.get(item.id), judged(item)));
    return [...onPage, ...goneItems().map((item) => one(item, judgedAreas().find((area) => area.items.includes(item)), item))];
  };

  /** The questions of an earlier checklist, by their ids. */
  const earlierItems = new Map(handbook.checklists.flatMap((found) => found.areas.flatMap((area) => area.items.map((item) => [item.id, { item, checklist: found.id }]))));

  /** What was said earlier to what a question grows from, where that question is the best place for it: `{item, checklist}`. */
  function earlierOf(item) {
    return item.grows_from
      .map((id) => earlierItems.get(id))
      .filter((found) => found && bestPlace(found.item, items.filter((one) => one.grows_from.includes(found.item.id) && isAsked(one))) === item);
  }

  const answerTo = (id) => store.answer(checklistId, id);

  /** Counts of the questions by which this launch is judged, in all or in an area. */
  const counts = (area) => (store.service ? count(judgedItems(area?.id), answerTo, store.service, store.pinned().handbook) : count(area?.items ?? items, answerTo, {}, handbook));

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
    view?.show({ isWriting: !["state", "help_wanted"].includes(key) });
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
      areas.remove();
      skip.remove();
    } else {
      document.querySelector("body > .skip")?.after(skip);
      items.forEach((item, number) => {
        const { place } = places[number];
        if (!place) return;
        if (views.has(item.id)) views.get(item.id).refresh();
        else views.set(item.id, answers.itemView.create({ host: place, item, checklist: checklistId, store, former, judged, next, earlierOf, ownerOf: () => owner(areaOf.get(item.id)) }));
        views.get(item.id).show();
      });
    }
    stepAside();
    showRetired();
    showGone();
    showHidden();
    showCounts();
    bar.showKept();
    showFiltered(false);
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
      // What somebody wrote stays in sight, and so does what came later.
      const written = aside.filter(({ item }) => store.answer(checklistId, item.id)).length;
      const text = many("aside_one", "aside_many", aside.length);
      box.firstChild.textContent = written ? word("aside_written", { text, n: written }) : text;
      if (written || aside.some(({ item }) => asideOf(item).later)) box.open = true;
      for (const { item, place } of aside) {
        const [kind, names] = Object.entries(asideOf(item))[0];
        const text = kind === "later" ? word("aside_later") : word(`aside_${kind}`, { traits: names.join(word(kind === "all" ? "joined_and" : "joined_or")) });
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
    const still = goneItems().map(({ id }) => id);
    for (const id of store.changes(checklistId).retired) if (!still.includes(id)) found[id] = store.answer(checklistId, id);
    const ids = Object.keys(found).sort(answers.model.itemOrder(checklist));
    if (!ids.length) return;
    const gone = checklist.areas.flatMap((area) => area.retired ?? []);
    const line = (id) => {
      const reason = gone.find((one) => one.id === id);
      const texts = [reason?.why, reason?.replaced_by?.length && word("replaced_by", { ids: reason.replaced_by.join(", ") })].filter(Boolean);
      return saidTo(id, found[id], texts.join(" "));
    };
    const box = element("details", "answers-retired", element("summary", "", many("retired_one", "retired_many", ids.length)), element("ul", "", ...ids.map(line)));
    box.id = "rb-answers-retired";
    document.querySelector(".content").append(box);
  }

  /** What was said to a question that is not on the page, as a line of a list; `about` stands below it. */
  function saidTo(id, answer, about) {
    const plan = answer.plan && [answer.plan.what, answer.plan.owner && word("owner", { owner: answer.plan.owner }), answer.plan.due && word("due", { day: answer.plan.due })].filter(Boolean).join(", ");
    const said = [answer.says, answer.why, plan].filter(Boolean).join(" · ");
    const made = element("li", "", element("span", "id", id), " ", element("span", "answer-text", said || word(`state_${stateOf(answer)}`)));
    if (about) made.append(element("p", "small", about));
    return made;
  }

  /** The questions that were retired later and are still part of this launch. */
  function showGone() {
    document.getElementById("rb-answers-gone")?.remove();
    if (!isFillable()) return;
    const found = goneItems().filter((item) => !stepsAside(item, store.service, store.pinned().handbook));
    if (!found.length) return;
    const lines = found.map((item) => saidTo(item.id, answerTo(item.id) ?? {}, item.ask));
    const box = element("details", "answers-retired", element("summary", "", many("gone_one", "gone_many", found.length)), element("p", "small", word("gone_text")), element("ul", "", ...lines));
    box.id = "rb-answers-gone";
    box.open = true;
    document.querySelector(".content").append(box);
  }

  /** What was said to questions that the handbook hides. It stays what it is, and in sight. */
  function showHidden() {
    document.getElementById("rb-answers-hidden")?.remove();
    if (!store.service) return;
    const found = hiddenItems(checklist).filter((item) => store.answer(checklistId, item.id));
    if (!found.length) return;
    const lines = found.map((item) => saidTo(item.id, store.answer(checklistId, item.id), item.ask));
    const summary = element("summary", "", many("hidden_one", "hidden_many", found.length));
    const box = element("details", "answers-retired", summary, element("p", "small", word("hidden_text")), element("ul", "", ...lines));
    box.id = "rb-answers-hidden";
    box.open = true;
    document.querySelector(".content").append(box);
  }

  /** Counts beside each area, on its heading and in the list of areas, and in the bar. */
  function showCounts() {
    for (const area of checklist.areas) {
      const inList = area.id && document.querySelector(`.toc a[href="#${CSS.escape(area.id)}"] .count`);
      if (!inList) continue;
      const found = counts(area);
      const text = isFillable() ? word("of", { n: found.applies - found.open, all: found.applies }) : String(area.items.length);
      if (inList.textContent !== text) inList.textContent = text;
    }
    if (isFillable()) areas.show(counts);
    bar.show(isFillable() ? standing(placed().filter(({ isLater }) => !isLater), store.service, store.pinned().handbook, bar.me) : null);
    panel.showPeople(people(store.service ? store.value() : { checklists: {} }), bar.me);
  }

  function rememberedFilter() {
    try {
      return JSON.parse(sessionStorage.getItem(FILTER));
    } catch {
      return null;
    }
  }

  /** Shows other questions: `changes` are the keys of the filter that change. */
  function setFilter(changes) {
    filter.value = { ...filter.value, ...changes };
    try {
      sessionStorage.setItem(FILTER, JSON.stringify(filter.value));
    } catch {
      // It holds until the page is loaded again.
    }
    unfolded.clear();
    showCounts();
    showFiltered();
  }

  /** Areas that somebody has opened although the filter shows none of their questions, until another filter is chosen. */
  const unfolded = new Set();

  function unfold(area) {
    unfolded.add(area);
    showFiltered();
  }

  /** Shows some of the questions only, as they are now: what is being answered does not vanish below the hands. */
  function showFiltered(isTold = true) {
    const isNarrow = isFillable() && !isEverything(filter.value);
    const shown = new Map(checklist.areas.map((area) => [area, 0]));
    const full = new Set();
    const isHit = new Map(isFillable() ? placed().map((found) => [found.item.id, shows(filter.value, found)]) : []);
    items.forEach((item, number) => {
      const { place } = places[number];
      if (!place) return;
      const asked = !isFillable() || isAsked(item);
      // What steps aside is found by a filter if somebody has written it.
      const area = areaOf.get(item.id);
      const isFound = !isNarrow || unfolded.has(area) || (isHit.get(item.id) && (asked || store.answer(checklistId, item.id))) || views.get(item.id)?.isOpen;
      place.hidden = !isFound;
      if (isFound) full.add(place.closest(".area")).add(place.closest(".answers-aside"));
      if (isFound && asked) shown.set(area, shown.get(area) + 1);
    });
    for (const [area, section] of areas.sections) {
      if (section) areas.narrow(area, isNarrow && { shown: shown.get(area), all: area.items.filter(isAsked).length, isEmpty: !full.has(section) });
    }
    const sum = [...shown.values()].reduce((all, n) => all + n, 0);
    for (const box of document.querySelectorAll(".answers-aside")) box.hidden = isNarrow && !full.has(box);
    panel.showFilter();
    bar.showShown(sum);
    if (isTold) panel.tell(sum === 1 ? word("shown_one") : word("shown", { n: sum }));
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
    view.host.closest(".area")?.classList.remove("area-is-folded");
    if (!view.isOpen && isAsked(view.item)) view.open();
    view.host.scrollIntoView({ block: "start" });
  }

  async function act(name, found) {
    if (name === "first") goTo((items.find((item) => isAsked(item) && stateOf(store.answer(checklistId, item.id)) === "open") ?? items.find(isAsked))?.id);
    else if (name === "chosen") host.querySelector("[data-part=desk] [data-do=save]").focus();
    else if (name === "edition") {
      store.takeEditions();
      panel.tell(word("edition_taken"));
    } else if (name === "lists") {
      store.addChecklists();
      panel.tell(word("lists_added"));
      // The button that was pressed is gone.
      act("chosen");
    } else if (name === "me") {
      if (await bar.ask()) setFilter({ person: bar.me });
    } else if (name === "everything") setFilter(EVERYTHING);
    else if (name === "print") globalThis.print();
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
    let id = "";
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch {
      // An address that was cut in the middle of a sign.
    }
    if (store.service && items.some((item) => item.id === id)) goTo(id);
  }
  globalThis.addEventListener("hashchange", follow);

  const last = remembered();
  if (last && storage.services().some(({ id }) => id === last)) store.choose(last);
  else showAll();
  follow();
})();
