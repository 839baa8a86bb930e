// The panel above the questions: which service, what it is like, where it stands, and what can be done with the answers.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { word, many, element, clone, part, setText, dated, joined, checklistTitle } = answers.page;
  const { beginBy, titleOf, profileOf, hiddenServices, unsaid } = answers.applies;
  const { laterTexts } = answers.later;

  /** Puts the panel into `host`. `act(name)` does what a button says; `filter` is `{value, set(changes)}`. */
  function create({ host, checklist, store, act, filter }) {
    const { handbook } = store;
    host.classList.add("answers-ready");
    const begin = part(host, "begin");
    begin.before(clone("rb-answers-former"));
    begin.after(clone("rb-answers-panel"));
    const main = part(host, "desk");
    main.hidden = false;
    const form = part(host, "service");
    const about = part(host, "about");
    const list = (name) => host.querySelector(`[data-list="${name}"]`);
    const kept = main.querySelector('[data-text="kept"]');

    function choice(type, name, value, title, text) {
      const input = element("input");
      Object.assign(input, { type, name, value });
      const label = element("label", "answers-choice", input, " ", element("span", "", title));
      if (text) label.lastChild.append(" ", element("span", "answers-note", text));
      return label;
    }

    list("tiers").append(...handbook.settings.tiers.map((tier) => choice("radio", "tier", tier.id, tier.title, tier.text)));
    list("traits").append(...handbook.settings.traits.map((one) => choice("checkbox", "traits", one.id, one.title, one.text)));
    const none = choice("checkbox", "no-traits", "", word("none_of_these"));
    list("traits").append(none);
    const services = handbook.responsibilities.services;
    list("uses").append(...services.map((one) => choice("checkbox", "uses", one.id, one.title)));
    part(host, "uses").hidden = !services.length;
    list("traits").hidden = !handbook.settings.traits.length;
    list("tiers").hidden = !handbook.settings.tiers.length;

    begin.addEventListener("submit", async (event) => {
      event.preventDefault();
      const title = begin.elements.title.value.trim();
      if (!title || !(await act("begin", title))) return;
      store.begin(title);
      begin.reset();
      about.open = true;
      form.elements.team.focus({ preventScroll: true });
      host.scrollIntoView();
      tell(word("began", { title }));
    });

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      about.open = false;
      act("first");
    });
    form.addEventListener("input", ({ target }) => {
      const { name } = target;
      const ticked = [...form.querySelectorAll(`[name="${name}"]:checked`)].map((control) => control.value);
      // What the handbook does not know stays.
      const unknown = (key, all) => (store.service[key] ?? []).filter((id) => !all.some((one) => one.id === id));
      // That it has none of all is said by a box of its own; nothing ticked is not said.
      if (name === "no-traits") store.setService("traits", target.checked ? unknown("traits", handbook.settings.traits) : undefined);
      else if (name === "traits") {
        const ids = [...unknown(name, handbook.settings.traits), ...ticked];
        store.setService(name, ids.length ? ids : undefined);
      } else if (name === "uses") {
        const ids = [...unknown(name, services), ...ticked];
        store.setService(name, ids.length ? ids : undefined);
        // A list of traits that is there says all of them.
        const { traits } = store.service;
        const brought = [...profileOf(store.service, handbook).brought.keys()].filter((id) => traits && !traits.includes(id));
        if (brought.length) store.setService("traits", [...traits, ...brought]);
      } else store.setService(name, target.type === "checkbox" ? target.checked : target.value);
    });

    host.addEventListener("click", ({ target }) => {
      const name = target.closest("[data-do]")?.dataset.do;
      if (name) act(name);
    });
    const inFilter = (name) => part(main, "narrow").querySelector(`[name="rb-answers-${name}"]`);
    const choices = (name, pairs) => {
      const select = inFilter(name);
      const found = JSON.stringify(pairs);
      if (select.dataset.choices !== found) {
        select.dataset.choices = found;
        select.replaceChildren(...pairs.map(([value, text]) => Object.assign(element("option", "", text), { value })));
      }
      select.value = filter.value[name];
    };
    const ours = handbook.checklists.find(({ id }) => id === checklist);
    choices("area", [["", word("show_any_area")], ...ours.areas.map(({ prefix, title }) => [prefix, title || ours.title])]);
    choices("stops", [["", word("show_any_stop")], ["open", word("show_open_stops")], ["all", word("show_all_stops")]]);
    inFilter("area").closest("label").hidden = ours.areas.length < 2;
    inFilter("stops").closest("label").hidden = !ours.areas.some(({ items }) => items.some((item) => item.hard_stop?.length));
    part(host, "filter").addEventListener("change", ({ target }) => filter.set({ state: target.value }));
    part(host, "narrow").addEventListener("change", ({ target }) => filter.set({ [target.name.replace("rb-answers-", "")]: target.value }));

    /** Says it to who listens; the same twice is said twice. */
    function tell(text) {
      const status = part(host, "status");
      status.textContent = status.textContent === text ? `${text}\u00a0` : text;
    }

    function fill() {
      const { service } = store;
      const { brought } = profileOf(service, handbook);
      for (const control of form.elements) {
        const { name } = control;
        if (!name || control === document.activeElement) continue;
        const value = service[name];
        if (control.type === "radio") control.checked = value === control.value;
        else if (name === "no-traits") control.checked = service.traits !== undefined && !service.traits.length && !brought.size;
        else if (name === "traits") {
          // What a managed service brings is ticked, and cannot be unticked as long as it is in use.
          control.checked = (value ?? []).includes(control.value) || brought.has(control.value);
          control.disabled = brought.has(control.value);
          control.parentElement.querySelector("[data-because]")?.remove();
          if (control.disabled) {
            const note = element("span", "answers-note answers-because", " ", word("because_of", { service: brought.get(control.value).title }));
            note.dataset.because = "";
            control.parentElement.lastChild.append(note);
          }
        } else if (name === "uses") control.checked = (value ?? []).includes(control.value);
        else if (control.type === "checkbox") control.checked = Boolean(value);
        else if (control.value.trim() !== (value ?? "")) control.value = value ?? "";
      }
    }

    /** The day by which the checklist is begun; none where its phase only advises. */
    const beginOf = (service) => (ours.advisory ? undefined : beginBy(service, handbook));

    function facts() {
      const { service } = store;
      const launch = { "new-service": "launch_new_service", "new-product": "launch_new_product" }[service.launch];
      const begins = beginOf(service);
      return [
        service.team,
        service.tier && titleOf(handbook, service.tier),
        service.high_risk && word("high_risk"),
        launch && word(launch),
        service.walkthrough && !ours.advisory && dated("walkthrough_on", service.walkthrough),
        begins && dated("begin_by", begins),
        service.launch_on && dated("launch_on", service.launch_on),
      ];
    }

    /** What nobody has said of the service, where questions depend on it. */
    function showUnsaid() {
      const { service } = store;
      const items = handbook.checklists.find(({ id }) => id === checklist).areas.flatMap((area) => area.items);
      const found = service.launch === "change" ? [] : items.flatMap((item) => unsaid(item, service, handbook));
      const texts = ["tier", "traits"].filter((name) => found.includes(name)).map((name) => word(`unsaid_${name}`));
      texts.push(...hiddenServices(service, handbook).map(({ title }) => word("hidden_service", { service: title })));
      list("unsaid").hidden = !texts.length;
      list("unsaid").replaceChildren(...texts.map((text) => element("li", "", text)));
    }

    function showKept() {
      const { file } = store;
      showMissing();
      kept.hidden = Boolean(store.trouble);
      setText(host, "kept", !file ? word("kept") : store.isFiled() ? word("kept_and_filed", { name: file.name }) : word("kept_not_filed", { name: file.name }));
    }

    function showTrouble() {
      host.querySelector(".answers-trouble").textContent = store.trouble ? word(`trouble_${store.trouble}`) : "";
    }

    /** What is otherwise today, and what that is to this launch. */
    function showLater(texts) {
      list("later").hidden = !texts.length;
      list("later").replaceChildren(...texts.map((text) => element("li", "", text)));
    }

    function showEdition() {
      const { later, checklists } = store.pinned();
      const pin = later.find((one) => one.checklist === checklist);
      showLater(laterTexts({ later: pin ? [pin] : [], checklists }, handbook, word));
      const told = pin?.questions.flatMap(({ ids }) => ids) ?? [];
      const { edition, was, added: all, retired: gone } = store.changes(checklist);
      const [added, retired] = [all, gone].map((ids) => ids.filter((id) => !told.includes(id)));
      const isNewer = was !== null && edition !== was;
      // What is not closed yet cannot become part of a launch.
      const canMove = pin ? pin.isClosed || checklists.some(({ applies }) => applies) : isNewer || added.length > 0 || retired.length > 0;
      part(host, "edition").hidden = !canMove;
      part(host, "filter-new").hidden = !all.length;
      const texts = [
        was && edition && isNewer ? word("edition_new", { edition, was }) : !pin && word("edition_same"),
        pin && word("edition_pinned", { was: pin.edition }),
        added.length && word("edition_added", { ids: added.join(", ") }),
        retired.length && word("edition_retired", { ids: retired.join(", ") }),
      ];
      setText(host, "edition", texts.filter(Boolean).join(" "));
    }

    /** The checklists of its phases that the file does not hold are offered. */
    function showMissing() {
      const missing = store.missingChecklists();
      part(host, "lists").hidden = !missing.length;
      setText(host, "lists", missing.length ? word(missing.length === 1 ? "lists_missing_one" : "lists_missing", { name: store.file.name, titles: missing.map(({ title }) => title).join(", ") }) : "");
    }

    function showBroken() {
      const { broken } = store;
      part(host, "broken").hidden = !broken.length;
      setText(host, "broken", many("broken_one", "broken_many", broken.length));
      list("broken").replaceChildren(...broken.map(({ key, text }) => element("li", "", element("code", "", `${key}: ${text}`))));
    }

    /** A row of services, each a button. */
    function showServices(name, found, text, press) {
      // The same buttons stay, and with them the focus.
      const says = JSON.stringify(found);
      if (list(name).dataset.services === says) return;
      list(name).dataset.services = says;
      part(host, name).hidden = !found.length;
      const button = (service) => {
        const made = element("button", "answers-button", text(service));
        made.type = "button";
        made.addEventListener("click", () => press(service));
        return element("li", "", made);
      };
      list(name).replaceChildren(...found.map(button));
    }

    function showOthers() {
      /** Services of one name are told apart by what else is known of them. */
      const text = ({ title, apart }) => (apart ? `${title} (${[apart.team, apart.id, apart.day && word("changed_on", { day: apart.day })].filter(Boolean).join(", ")})` : title);
      showServices("others", store.services(), text, ({ id }) => {
        store.choose(id);
        act("chosen");
      });
    }

    /** What is kept under a former name of the handbook is offered, never taken by itself. */
    function showFormer() {
      showServices("former", store.former(), ({ title }) => word("former_take", { title }), (found) => act("former", found));
    }

    const numbers = (counts) =>
      [
        counts.aside ? word("count_applies", { n: counts.applies, all: counts.all }) : word("count_all", { n: counts.all }),
        ...["answered", "gap", "not-applicable", "open", "help"].filter((name) => counts[name] || name === "answered").map((name) => word(`count_${name}`, { n: counts[name] })),
      ];
    const sentence = (counts) => numbers(counts).join(" · ");

    // Nor does anybody speak of the walkthrough there: its day is said where it is held.
    form.elements.walkthrough.closest("label").hidden = ours.advisory;

    return {
      tell,
      showTrouble,
      showKept,
      showOthers,
      showFormer,
      sentence,
      /** After an answer has changed: what is counted, and where it is kept. */
      showAnswers(counts) {
        setText(host, "counts", sentence(counts));
        showEdition();
      },
      /** The names to choose from, with the one who fills in first. */
      showPeople(names, me) {
        const role = (name) => handbook.settings.roles.find(({ id }) => id === name)?.title ?? name;
        const chosen = filter.value.person;
        const all = [...new Set([me, ...names, chosen].filter(Boolean))];
        choices("person", [["", word("show_anyone")], ...all.map((name) => [name, name === me ? word("show_me", { name }) : role(name)])]);
        setText(main, "me", word(me ? "me_other" : "me_title"));
      },
      /** What is chosen, after something else has chosen it. */
      showFilter() {
        for (const radio of part(main, "filter").querySelectorAll("input")) radio.checked = radio.value === filter.value.state;
        for (const name of ["person", "area", "stops"]) inFilter(name).value = filter.value[name];
      },
      /** Draws everything anew. `counts` are those of the whole checklist. */
      show(counts) {
        const { service } = store;
        begin.hidden = Boolean(service);
        // What nobody can use yet is not on the page at all, on paper neither.
        if (!service) main.remove();
        else if (!main.isConnected) begin.after(main);
        showTrouble();
        showFormer();
        if (!service) {
          showOthers();
          return;
        }
        const title = main.querySelector("h2");
        setText(host, "title", service.title ?? service.id);
        title.id = "rb-answers-service";
        host.firstElementChild.setAttribute("aria-labelledby", title.id);
        main.querySelector('[data-text="facts"]').replaceChildren(...joined(facts(), " · "));
        setText(host, "counts", sentence(counts));
        setText(host, "applies", counts.aside ? `· ${word("count_applies", { n: counts.applies, all: counts.all })}` : `· ${word("count_all", { n: counts.all })}`);
        setText(host, "uses", service.uses?.length ? String(service.uses.length) : "");
        const begins = beginOf(service);
        main.querySelector('[data-text="dates"]').replaceChildren(...(begins ? [`${checklistTitle(handbook, checklist)}: `, dated("begin_by", begins)] : []));
        part(host, "change").hidden = service.launch !== "change";
        for (const name of ["filter", "narrow"]) part(host, name).hidden = service.launch === "change";
        fill();
        showUnsaid();
        showKept();
        showEdition();
        showBroken();
      },
    };
  }

  answers.servicePanel = { create };
})();
