// Who is here, and what is decided as it falls: verdicts, conditions, exceptions, what is still to be talked about. Each is a form; what is
// complete becomes an entry of the record, a file of its own. A saved entry is never changed: a later one puts it right.
(() => {
  "use strict";

  const { word, element, part, setText, today } = globalThis.readybookAnswers.page;
  const room = (globalThis.readybookRoom ??= {});
  const { idsOf, mayVeto, outcomes, lastDay, problemsOf, saidIn, textOf } = room.entry;

  const isNotYet = ({ outcome }) => outcome === "veto" || outcome === "not-yet";

  /** The fields of each kind, in their order: what stands in them, and where one is shown at all. */
  const FIELDS = {
    verdict: [
      { key: "role", form: "role" },
      { key: "outcome", form: "outcome" },
      { key: "by", form: "people" },
      { key: "reason", form: "text" },
      { key: "lifted_by", form: "text", isShown: isNotYet },
    ],
    condition: [
      { key: "questions", form: "questions" },
      { key: "what", form: "text" },
      { key: "owner", form: "person" },
      { key: "ends_on", form: "day" },
      { key: "closes_when", form: "text" },
      { key: "ticket", form: "address" },
      { key: "by", form: "people" },
    ],
    exception: [
      { key: "question", form: "questions" },
      { key: "gap", form: "text" },
      { key: "acceptable", form: "text" },
      { key: "limits", form: "text" },
      { key: "ends_on", form: "day" },
      { key: "closes_when", form: "text" },
      { key: "accepted_as", form: "roles" },
      { key: "by", form: "people" },
      { key: "ticket", form: "address" },
    ],
    discussion: [
      { key: "topic", form: "text" },
      { key: "owner", form: "person" },
      { key: "due", form: "day" },
      { key: "ticket", form: "address" },
    ],
  };

  /** What every entry says beside what was decided. */
  const HEAD = [
    { key: "on", form: "day" },
    { key: "written_by", form: "person" },
    { key: "confirmed", form: "confirmed" },
    { key: "seen_at", form: "line" },
  ];

  /**
   * `root` has the parts of this; `store` keeps what is typed, `phase` is the phase in which somebody signs, `tell` says something aloud,
   * `save({kind, values, text})` writes an entry and gives its name. Returns `{show, showPeople, add}`.
   */
  function create({ root, handbook, phase, store, tell, save, marked }) {
    const { settings } = handbook;
    let service = {};
    let people = [];
    let facts = { isStop: () => false, asks: () => true };
    /** The keys of forms of which problems are shown. */
    const told = new Set();
    let number = 0;

    const roleTitle = (id) => settings.roles.find((role) => role.id === id)?.title ?? id;
    const roleTitles = (ids) => ids.map(roleTitle).join(handbook.words.review_or ?? ", ");
    const about = () => ({ service, handbook, ...facts });
    const state = () => store.value;

    /** The roles that take part, and those that sign for this service. */
    function roles() {
      const signs = (settings.meeting?.signs ?? []).filter(({ tiers = [], role }) => role && (!tiers.length || tiers.includes(service.tier) || (service.high_risk && settings.veto?.or_high_risk && tiers.some((tier) => settings.veto.tiers.includes(tier)))));
      return [...new Set([...phase.participants, ...signs.map(({ role }) => role)])];
    }

    /** What a form says, with what every entry says. */
    function valuesOf(kind, one) {
      const { took_part: took, marks: areas, discussions, decides, head } = state();
      const own = kind === "walkthrough" ? { took_part: took, areas, discussions: discussions.map(({ values }) => values), decides, why: state().why } : one.values;
      const saved = savedOf(kind, one);
      const found = { ...head, ...own };
      // What was decided stays of its day.
      if (saved.length) found.on = saved.at(-1).on;
      return { ...found, isSaved: saved.length > 0 };
    }

    const savedOf = (kind, one) => (kind === "walkthrough" ? state().saved : one.saved);

    /** What an entry says but for its head. */
    function saidOf(kind, values) {
      const { by, [kind]: what } = saidIn(kind, values, { service, phase: phase.id });
      return JSON.stringify([by, what]);
    }

    function standing(kind, one) {
      const saved = savedOf(kind, one);
      if (!saved.length) return "new";
      return saved.at(-1).said === saidOf(kind, valuesOf(kind, one)) ? "saved" : "changed";
    }

    function problems(kind, one) {
      const found = problemsOf(kind, valuesOf(kind, one), about());
      return kind === "walkthrough" ? [...found, ...state().discussions.flatMap((discussion) => problems("discussion", discussion).map((problem) => ({ ...problem, at: discussion.key })))] : found;
    }

    function problemText({ code, what = "", day = "", roles: wanted = [] }) {
      return word(`room_problem_${code}`, { what, day, roles: roleTitles(wanted) });
    }

    /* Fields */

    function control({ key, form }, values) {
      if (["role", "outcome", "confirmed"].includes(form)) {
        const select = element("select");
        const options = {
          role: () => settings.roles.map(({ id, title }) => [id, title]),
          outcome: () => outcomes(service, settings).map((id) => [id, word(`room_outcome_${id}`)]),
          confirmed: () => ["room", "merge-request", "paper"].map((id) => [id, word(`room_confirmed_${id}`)]),
        }[form]();
        const all = form === "confirmed" ? options : [["", word("room_choose")], ...options];
        select.append(...all.map(([id, text]) => Object.assign(element("option", "", text), { value: id })));
        select.value = values[key] ?? all[0][0];
        return select;
      }
      const made = element(form === "text" ? "textarea" : "input");
      if (form === "text") made.rows = 1;
      else made.type = { day: "date", address: "url" }[form] ?? "text";
      made.autocomplete = "off";
      if (["person", "people", "questions"].includes(form)) {
        made.setAttribute("autocapitalize", "none");
        made.spellcheck = false;
      }
      if (form === "person" || form === "people") made.setAttribute("list", "rb-room-people");
      made.value = values[key] ?? "";
      return made;
    }

    /** A field with its label and a place for what is wrong with it; `put(value)` keeps what is typed. */
    function field(spec, { name, values, put, label = word(`room_${spec.key}`) }) {
      const id = `rb-room-${name}-${spec.key.replace(":", "-")}`;
      const problem = element("p", "room-problem");
      Object.assign(problem, { id: `${id}-problem`, hidden: true });
      const host = element(spec.form === "roles" ? "fieldset" : "div", "room-field");
      host.dataset.key = spec.key;
      if (spec.form === "roles") {
        const chosen = () => [...host.querySelectorAll("input:checked")].map((box) => box.value);
        const boxes = settings.roles.map((role) => {
          const box = Object.assign(element("input"), { type: "checkbox", value: role.id, checked: (values[spec.key] ?? []).includes(role.id) });
          box.addEventListener("change", () => put(chosen()));
          return element("label", "answers-choice", box, " ", role.title);
        });
        host.append(element("legend", "", label), element("div", "room-roles", ...boxes), problem);
        host.setAttribute("aria-describedby", problem.id);
        return host;
      }
      const made = control(spec, values);
      made.id = id;
      made.setAttribute("aria-describedby", problem.id);
      made.addEventListener("input", () => put(made.value));
      if (spec.form === "person" || spec.form === "people") {
        made.addEventListener("change", () => {
          const ids = asIds(made.value);
          if (ids !== made.value) put((made.value = ids));
        });
      }
      const hint = document.getElementById("rb-answers-words").content.querySelector(`[data-word="room_${spec.key}_hint"]`);
      host.append(element("label", "answers-field", element("span", "", label), " ", made), ...(hint ? [element("p", "small room-hint", hint.textContent)] : []), problem);
      return host;
    }

    /** What was typed, with the id of everybody who is known by name. */
    const asIds = (text) =>
      text
        .split(",")
        .map((one) => people.find(({ name }) => name.toLowerCase() === one.trim().toLowerCase())?.id ?? one.trim())
        .filter(Boolean)
        .join(", ");

    function showProblems(host, found) {
      for (const place of host.querySelectorAll(":scope .room-field")) {
        const problem = found.find(({ key }) => key === place.dataset.key);
        const text = place.querySelector(".room-problem");
        const said = problem ? problemText(problem) : "";
        if (text.textContent !== said) text.textContent = said;
        text.hidden = !problem;
        const input = place.matches("fieldset") ? place : place.querySelector("input, textarea, select");
        if (place.matches("fieldset")) continue;
        if (problem) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }

    /* Decisions */

    const listOf = (kind) => (kind === "discussion" ? "discussions" : "decisions");
    const findOne = (kind, key) => state()[listOf(kind)].find((one) => one.key === key);

    function put(kind, key, name, value) {
      const list = listOf(kind);
      store.set({ [list]: state()[list].map((one) => (one.key === key ? { ...one, values: { ...one.values, [name]: value } } : one)) });
      if (name === "role" && kind === "verdict" && !findOne(kind, key).values.by) {
        const by = state().took_part[value] ?? "";
        if (by) put(kind, key, "by", by);
        const input = formOf(key)?.querySelector('[data-key="by"] input');
        if (input) input.value = by;
      }
      showStates();
    }

    const formOf = (key) => root.querySelector(`[data-decision="${key}"]`);

    function formFor(kind, one) {
      const host = element("li", "room-decision");
      host.dataset.decision = one.key;
      host.dataset.kind = kind;
      const title = element("h4", "", word(`room_${kind}`));
      title.tabIndex = -1;
      const fields = FIELDS[kind].map((spec) => field(spec, { name: one.key, values: one.values, put: (value) => put(kind, one.key, spec.key, value) }));
      const why = field({ key: "why", form: "text" }, { name: one.key, values: one.values, put: (value) => put(kind, one.key, "why", value) });
      const line = element("p", "answers-row room-decision-end");
      if (kind !== "discussion") {
        const button = element("button", "answers-button", word("room_save_one"));
        Object.assign(button, { type: "button" });
        button.dataset.save = one.key;
        line.append(button);
      }
      const remove = element("button", "answer-link room-remove", word("room_remove"));
      remove.type = "button";
      remove.dataset.remove = one.key;
      remove.setAttribute("aria-label", word("room_remove_what", { what: word(`room_${kind}`) }));
      line.append(remove, element("span", "small room-standing"));
      host.append(title, element("div", "room-fields", ...fields), ...(kind === "discussion" ? [] : [why]), line);
      if (kind === "verdict" && !mayVeto(service, settings)) host.querySelector('[data-key="outcome"]').append(element("p", "small room-hint", noVeto()));
      if (kind === "exception") host.querySelector('[data-key="ends_on"]').append(element("p", "small room-hint room-last"));
      return host;
    }

    function noVeto() {
      const { veto } = settings;
      if (!veto) return word("room_no_veto_at_all");
      const names = veto.tiers.map((id) => settings.tiers.find((tier) => tier.id === id)?.title ?? id);
      return word(veto.or_high_risk ? "room_no_veto_or_high_risk" : "room_no_veto", { tiers: names.join(handbook.words.review_or ?? ", ") });
    }

    function standingText(kind, one) {
      const is = standing(kind, one);
      const name = savedOf(kind, one).at(-1)?.id ?? "";
      return is === "new" ? word("room_not_saved") : word(is === "saved" ? "room_saved_as" : "room_changed_since", { name });
    }

    /** All that follows from what is typed: what is shown, what is wrong, what is saved. */
    function showStates() {
      const all = [...state().decisions, ...state().discussions];
      for (const host of root.querySelectorAll("[data-decision]")) {
        const { kind } = host.dataset;
        const one = all.find(({ key }) => key === host.dataset.decision);
        if (!one) continue;
        for (const { key, isShown } of FIELDS[kind]) if (isShown) host.querySelector(`[data-key="${key}"]`).hidden = !isShown(one.values);
        if (kind !== "discussion") {
          const is = standing(kind, one);
          host.querySelector('[data-key="why"]').hidden = is !== "changed";
          host.querySelector(".room-standing").textContent = standingText(kind, one);
          host.querySelector("[data-save]").disabled = is === "saved";
          host.querySelector("[data-remove]").hidden = one.saved.length > 0;
        }
        const last = host.querySelector(".room-last");
        if (last) {
          const day = lastDay(valuesOf(kind, one).on, service, settings);
          last.textContent = day ? word("room_last_day", { day }) : "";
        }
        if (told.has(one.key)) showProblems(host, problems(kind, one));
      }
      const meeting = part(root, "meeting");
      const is = standing("walkthrough");
      meeting.querySelector('[data-key="why"]').hidden = is !== "changed";
      setText(root, "meeting-standing", standingText("walkthrough"));
      const button = root.querySelector('[data-save="walkthrough"]');
      button.disabled = is === "saved";
      if (told.has("walkthrough")) showMeetingProblems();
      showMissing();
      showWaiting();
    }

    function showMeetingProblems() {
      const found = problems("walkthrough");
      showProblems(part(root, "meeting"), found);
      showProblems(part(root, "here"), found);
      const nobody = found.find(({ key }) => key === "took_part");
      const text = part(root, "nobody");
      text.textContent = nobody ? problemText(nobody) : "";
      text.hidden = !nobody;
    }

    /** Roles that take part and of which nobody is named. */
    function showMissing() {
      const missing = roles().filter((role) => !idsOf(state().took_part[role]).length);
      setText(root, "missing", missing.length && missing.length < roles().length ? word("room_missing", { roles: missing.map(roleTitle).join(word("joined_comma")) }) : "");
    }

    /** How many entries are still to be saved. */
    function waiting() {
      const decisions = state().decisions.filter((one) => standing(one.kind, one) !== "saved").map((one) => [one.kind, one]);
      const isBegun = Object.values(state().took_part).some((ids) => idsOf(ids).length) || Object.values(state().marks).some(({ mark }) => mark) || state().discussions.length;
      return [...(isBegun && standing("walkthrough") !== "saved" ? [["walkthrough", null]] : []), ...decisions];
    }

    function showWaiting() {
      const n = waiting().length;
      setText(root, "waiting", n ? word(n === 1 ? "room_waiting_one" : "room_waiting", { n }) : word("room_waiting_none"));
      root.querySelector('[data-do="saveAll"]').disabled = !n;
    }

    function showDecisions() {
      part(root, "decision-list").replaceChildren(...state().decisions.map((one) => formFor(one.kind, one)));
      part(root, "discussion-list").replaceChildren(...state().discussions.map((one) => formFor("discussion", one)));
      showStates();
    }

    /** A key that no form of this meeting has. */
    function newKey() {
      const taken = new Set([...state().decisions, ...state().discussions].map(({ key }) => key));
      do number++;
      while (taken.has(`d${number}`));
      return `d${number}`;
    }

    function add(kind, id = "") {
      const { decisions } = state();
      const values = {};
      if (id) values[kind === "condition" ? "questions" : kind === "exception" ? "question" : "topic"] = kind === "discussion" ? `${id}: ` : id;
      if (["condition", "exception"].includes(kind)) values.by = decisions.at(-1)?.values.by ?? "";
      const one = { key: newKey(), kind, values, saved: [] };
      store.set({ [listOf(kind)]: [...state()[listOf(kind)], one] });
      part(root, kind === "discussion" ? "discussion-list" : "decision-list").append(formFor(kind, one));
      showStates();
      const form = formOf(one.key);
      form.scrollIntoView({ block: "nearest" });
      form.querySelector("h4").focus({ preventScroll: true });
    }

    /* Who is here */

    function showPeople() {
      const list = document.getElementById("rb-room-people");
      const typed = [...state().decisions, ...state().discussions].flatMap(({ values }) => [values.by, values.owner]).concat(Object.values(state().took_part)).flatMap(idsOf);
      const known = [...people, ...[...new Set(typed)].filter((id) => !people.some((one) => one.id === id)).map((id) => ({ id, name: "" }))];
      list.replaceChildren(...known.map(({ id, name }) => Object.assign(element("option"), { value: id, label: name && name !== id ? `${id} (${name})` : id })));
      const rows = roles().map((role) => {
        const put = (value) => {
          store.set({ took_part: { ...state().took_part, [role]: value } });
          showStates();
        };
        const key = `took_part:${role}`;
        const made = field({ key, form: "people" }, { name: "here", values: { [key]: state().took_part[role] }, put, label: roleTitle(role) });
        const day = state().head.on ?? today();
        const offered = people.filter((one) => one.roles.includes(role) && !(one.until && one.until < day));
        const buttons = offered.map(({ id, name }) => {
          const button = element("button", "answers-button room-person", name);
          button.type = "button";
          button.setAttribute("aria-label", word("room_add_person", { name, role: roleTitle(role) }));
          button.addEventListener("click", () => {
            const input = made.querySelector("input");
            const ids = idsOf(input.value);
            input.value = (ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]).join(", ");
            put(input.value);
          });
          return button;
        });
        if (buttons.length) made.append(element("p", "room-people", ...buttons));
        return made;
      });
      part(root, "here").replaceChildren(...rows);
    }

    function showHead() {
      const { head } = state();
      const putHead = (key) => (value) => {
        store.set({ head: { ...state().head, [key]: value } });
        showStates();
      };
      const fields = HEAD.map((spec) => field(spec, { name: "head", values: head, put: putHead(spec.key) }));
      const decides = field({ key: "decides", form: "person" }, { name: "head", values: state(), put: (value) => (store.set({ decides: value }), showStates()) });
      const why = field({ key: "why", form: "text" }, { name: "head", values: state(), put: (value) => (store.set({ why: value }), showStates()) });
      part(root, "meeting").replaceChildren(...fields, decides, why);
    }

    /* Saving */

    /** The first field that is wrong, for whoever has just pressed Save. */
    function focusFirst() {
      if (!part(root, "nobody").hidden) {
        part(root, "here").querySelector("input").focus();
        return;
      }
      const place = [...root.querySelectorAll(".room-field")].find((field) => !field.hidden && !field.querySelector(".room-problem").hidden);
      place?.querySelector("input, textarea, select").focus();
    }

    /** What is wrong with some entries is told at their fields. Whether anything is. */
    function areWrong(wanted) {
      const found = wanted.flatMap(([kind, one]) => problems(kind, one));
      for (const [kind, one] of wanted) {
        told.add(kind === "walkthrough" ? "walkthrough" : one.key);
        if (kind === "walkthrough") for (const { key } of state().discussions) told.add(key);
      }
      // What every entry says stands once, beside the meeting.
      const ofHead = found.filter(({ key }) => HEAD.some((spec) => spec.key === key));
      showStates();
      if (ofHead.length) showProblems(part(root, "meeting"), told.has("walkthrough") ? problems("walkthrough") : ofHead);
      if (!found.length) return false;
      tell(word(found.length === 1 ? "room_wrong_one" : "room_wrong", { n: found.length }));
      focusFirst();
      return true;
    }

    async function saveOne(kind, one) {
      const values = valuesOf(kind, one);
      const saved = savedOf(kind, one);
      const text = textOf(kind, values, { service, phase: phase.id, today: today(), corrects: saved.at(-1)?.id });
      const name = await save({ kind, values, text });
      const next = [...saved, { id: name.replace(/\.yaml$/, ""), on: values.on, said: saidOf(kind, values) }];
      if (kind === "walkthrough") store.set({ saved: next, why: "" });
      else store.set({ decisions: state().decisions.map((found) => (found.key === one.key ? { ...found, values: { ...found.values, why: "" }, saved: next } : found)) });
      return name;
    }

    let isSaving = false;

    async function saveThese(wanted) {
      if (isSaving || areWrong(wanted)) return;
      isSaving = true;
      const names = [];
      try {
        for (const [kind, one] of wanted) names.push(await saveOne(kind, one));
        tell(word(names.length === 1 ? "room_saved_one" : "room_saved", { n: names.length, names: names.join(word("joined_comma")) }));
      } catch (error) {
        tell(word("room_save_failed", { why: error.message, n: names.length }));
      }
      isSaving = false;
      told.clear();
      for (const host of root.querySelectorAll('[data-decision] [data-key="why"] textarea, [data-part="meeting"] [data-key="why"] textarea')) host.value = "";
      for (const host of root.querySelectorAll("[data-decision]")) showProblems(host, []);
      showProblems(part(root, "meeting"), []);
      showProblems(part(root, "here"), []);
      showStates();
    }

    root.addEventListener("click", ({ target }) => {
      const { add: kind, save: which, remove, do: what } = target.closest("button")?.dataset ?? {};
      if (kind) add(kind);
      else if (which === "walkthrough") saveThese([["walkthrough", null]]);
      else if (which) saveThese([[findOne("verdict", which).kind, findOne("verdict", which)]]);
      else if (what === "saveAll") saveThese(waiting());
      else if (remove) {
        const host = formOf(remove);
        const list = listOf(host.dataset.kind);
        store.set({ [list]: state()[list].filter(({ key }) => key !== remove) });
        host.remove();
        showStates();
        root.querySelector(`[data-add="${host.dataset.kind}"]`).focus();
      }
    });

    return {
      /** Shows what is typed for a service; `found` is what its questions say: `{isStop(id), asks(id)}`. */
      show(like, found) {
        [service, facts] = [like, found];
        told.clear();
        if (!state().head.on) state().head = { on: today(), confirmed: "room", ...state().head };
        showHead();
        showPeople();
        showDecisions();
      },
      /** People who are offered; they are kept nowhere. */
      setPeople(found) {
        people = found;
        showPeople();
        showStates();
      },
      add,
      showStates,
    };
  }

  room.decisions = { create };
})();
