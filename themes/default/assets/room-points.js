// The points, one large, and the areas with what the reviewers see in each. Everything goes by keys as well as by buttons.
(() => {
  "use strict";

  const { page, model } = globalThis.readybookAnswers;
  const { word, element, part, setText, linked, joined, dated } = page;
  const { stateOf, evidenceText } = model;
  const room = (globalThis.readybookRoom ??= {});

  const MARKS = { s: "solid", t: "talk", w: "weak" };
  const REVIEW_WORDS = { stops: "stops", unanswered: "unanswered", gaps: "gaps", settings: "settings", thin: "thin", aside: "aside" };

  /**
   * `root` has the parts `points` and `areas`; `store` keeps where the room is, `tell` says something aloud, `isOn()` says whether letters are
   * keys, `decide(kind, id)` begins a decision about a question, `changed()` hears of marks. Returns `{show}`.
   */
  function create({ root, handbook, store, tell, isOn, decide, changed }) {
    const card = part(root, "point");
    const list = part(root, "list");
    const areasList = part(root, "area-list");
    let agenda = { points: [], areas: [] };
    let top = "";

    const reviewWord = (name, values = {}) => (handbook.words[`review_${name}`] ?? name).replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
    const index = () => Math.max(0, agenda.points.findIndex(({ id }) => id === store.value.at));
    const current = () => agenda.points[index()];
    const asked = () => agenda.points.filter(({ kind }) => kind !== "aside");
    const isDone = (id) => store.value.done.includes(id);
    const titleOf = (id) => handbook.settings.roles.find((role) => role.id === id)?.title ?? id;
    const areaTitle = (key) => agenda.areas.find((area) => area.key === key)?.title ?? key;

    function go(away) {
      const to = Math.min(Math.max(index() + away, 0), agenda.points.length - 1);
      const point = agenda.points[to];
      if (!point) return;
      store.set({ at: point.id });
      showPoints();
      tell(`${whereIs(point)}, ${point.id}: ${point.item.ask}`);
    }

    /** Which point it is; what steps aside is none of them. */
    const whereIs = ({ kind }) => (kind === "aside" ? reviewWord("agenda_aside") : word("room_point_of", { n: index() + 1, of: asked().length }));

    function toggleDone(id = current()?.id) {
      if (!id) return;
      const done = isDone(id) ? store.value.done.filter((one) => one !== id) : [...store.value.done, id];
      store.set({ done });
      showPoints();
      tell(word(isDone(id) ? "room_done_on" : "room_done_off", { id }));
    }

    function setMark(key, mark) {
      const { marks } = store.value;
      const was = marks[key] ?? {};
      store.set({ marks: { ...marks, [key]: { ...was, mark: was.mark === mark ? "" : mark } } });
      showMarks();
      changed();
      const is = store.value.marks[key].mark;
      tell(is ? word("room_mark_now", { area: areaTitle(key), mark: word(`room_mark_${is}`) }) : word("room_mark_none", { area: areaTitle(key) }));
    }

    function setLine(key, line) {
      const { marks } = store.value;
      store.set({ marks: { ...marks, [key]: { ...marks[key], line } } });
      changed();
    }

    /** The mark of an area: three buttons and a line. */
    function markField(key, isCard) {
      const host = element("div", "room-mark");
      host.dataset.area = key;
      const title = areaTitle(key);
      const buttons = element("div", "room-mark-buttons");
      buttons.setAttribute("role", "group");
      buttons.setAttribute("aria-label", word("room_mark_of", { area: title }));
      for (const [letter, mark] of Object.entries(MARKS)) {
        const button = element("button", "answers-button room-mark-button", word(`room_mark_${mark}`), " ");
        const key = element("kbd", "", letter);
        key.setAttribute("aria-hidden", "true");
        button.append(key);
        button.type = "button";
        button.dataset.mark = mark;
        button.setAttribute("aria-keyshortcuts", letter);
        button.addEventListener("click", () => setMark(host.dataset.area, mark));
        buttons.append(button);
      }
      const input = element("input");
      Object.assign(input, { type: "text", autocomplete: "off", value: store.value.marks[key]?.line ?? "" });
      input.setAttribute("aria-label", word("room_line_of", { area: title }));
      input.addEventListener("input", () => setLine(host.dataset.area, input.value));
      input.addEventListener("change", showMarks);
      const label = element("label", "answers-field", element("span", "", word("room_line")), " ", input);
      host.append(...(isCard ? [element("p", "room-mark-area", title)] : []), buttons, label);
      return host;
    }

    function showMarks() {
      for (const host of root.querySelectorAll(".room-mark")) {
        const { mark = "", line = "" } = store.value.marks[host.dataset.area] ?? {};
        for (const button of host.querySelectorAll("[data-mark]")) button.setAttribute("aria-pressed", String(button.dataset.mark === mark));
        const input = host.querySelector("input");
        if (input !== document.activeElement && input.value !== line) input.value = line;
      }
      for (const line of list.querySelectorAll("[data-area]")) {
        const { mark } = store.value.marks[line.dataset.area] ?? {};
        line.textContent = mark ? word(`room_mark_${mark}`) : "";
      }
      const n = agenda.areas.filter(({ key }) => store.value.marks[key]?.mark).length;
      setText(root, "marked", word("room_marked", { n, of: agenda.areas.length }));
    }

    function fact(list, name, ...values) {
      if (values.filter(Boolean).length) list.append(element("div", "", element("dt", "", name), " ", element("dd", "", ...values)));
    }

    /** What a team said, in full. */
    function said(answer) {
      if (!answer) return [];
      const facts = element("dl", "answer-facts");
      fact(facts, word("answers_said_why"), answer.why);
      if (answer.plan) {
        const { what = "", owner, due } = answer.plan;
        fact(facts, word("answers_said_plan"), ...joined([what, owner && word("answers_owner", { owner }), due && dated("answers_due", due)], ", "));
      }
      fact(facts, word("answers_said_evidence"), ...(answer.evidence ?? []).flatMap((one, number) => [number ? " · " : "", linked(evidenceText(one))]));
      if (answer.setting) fact(facts, word("setting"), element("code", "", answer.setting));
      fact(facts, word("answers_said_handled_by"), answer.handled_by && word(`answers_by_${answer.handled_by}`));
      fact(facts, word("answers_said_speaker"), answer.speaker && titleOf(answer.speaker));
      return [...(answer.says ? [element("p", "room-says", answer.says)] : []), ...(facts.children.length ? [facts] : [])];
    }

    const flag = (text, className = "") => element("span", `room-flag ${className}`, text);

    function flags({ item, answer, isStop, isLater }) {
      const state = stateOf(answer);
      return [
        isStop && flag(word("room_hard_stop"), "room-flag-stop"),
        flag(word(`answers_state_${state.replace("-", "_")}`), `room-state-${state}`),
        answer?.help_wanted && flag(word("answers_help")),
        item.severity && flag(word(`severity_${item.severity}`)),
        isLater && flag(word("room_later")),
      ].filter(Boolean);
    }

    /** What the room may still ask. */
    function wants({ item, thin, settings }) {
      const lines = settings.map(({ service, cell }) => word("room_setting", { service: service.title, setting: cell.must_enable.setting }));
      if (thin.length) lines.push(reviewWord("thin", { lacks: thin.map((name) => reviewWord(`thin_${name}`)).join("; ") }));
      const made = lines.map((line) => element("p", "room-want", line));
      if (item.probes.length) made.push(element("details", "room-probes", element("summary", "", word("room_probes")), element("ul", "", ...item.probes.map((probe) => element("li", "", probe)))));
      return made;
    }

    function earlier(points) {
      return points.flatMap(({ id, ask, phase, answer }) => [
        element("h4", "", word(answer.updated ? "room_earlier_on" : "room_earlier", { phase, day: answer.updated ?? "" })),
        element("p", "room-earlier-ask", element("span", "id", id), " ", ask),
        ...(said(answer).length ? said(answer) : [element("p", "", word(`answers_state_${stateOf(answer).replace("-", "_")}`))]),
        ...(answer.help_wanted ? [element("p", "small", word("answers_help"))] : []),
      ]);
    }

    function showCard() {
      const point = current();
      part(card, "some").hidden = !point;
      part(card, "none").hidden = Boolean(point);
      if (!point) return;
      const { id, item, areaTitle: title, answer, area } = point;
      setText(card, "where", `${whereIs(point)} · ${title}`);
      const link = part(card, "id");
      link.textContent = id;
      link.href = top + item.address;
      setText(card, "ask", item.ask);
      part(card, "flags").replaceChildren(...flags(point).flatMap((one, number) => (number ? [" ", one] : [one])));
      const answered = said(answer);
      part(card, "said").replaceChildren(...(answered.length ? answered : [element("p", "room-nothing", word("room_no_answer"))]));
      part(card, "wants").replaceChildren(...wants(point));
      const before = earlier(point.earlier);
      part(card, "earlier").hidden = !before.length;
      part(card, "earlier-list").replaceChildren(...before);
      const done = part(card, "done");
      done.setAttribute("aria-pressed", String(isDone(id)));
      card.querySelector('[data-go="-1"]').disabled = index() === 0;
      card.querySelector('[data-go="1"]').disabled = index() === agenda.points.length - 1;
      const mark = part(card, "mark");
      if (mark.firstChild?.dataset.area !== area) mark.replaceChildren(markField(area, true));
      // An area of which nothing is asked has no mark.
      mark.hidden = !agenda.areas.some(({ key }) => key === area);
    }

    function showList() {
      const made = [];
      let kind = "";
      let lines;
      agenda.points.forEach((point, number) => {
        if (point.kind !== kind) {
          kind = point.kind;
          lines = element("ol", "room-lines");
          lines.start = number + 1;
          made.push(element("h4", "", reviewWord(`agenda_${REVIEW_WORDS[kind]}`)), lines);
        }
        const button = element("button", "room-line", element("span", "id", point.id), " ", element("span", "room-line-ask", point.item.ask));
        button.type = "button";
        button.dataset.point = point.id;
        if (point.id === current()?.id) button.setAttribute("aria-current", "true");
        const notes = element("span", "room-line-notes");
        const is = [isDone(point.id) && word("room_done"), point.isLater && word("room_later"), point.answer?.help_wanted && word("answers_help")].filter(Boolean);
        notes.textContent = is.join(" · ");
        const line = element("li", isDone(point.id) ? "room-is-done" : "", button, " ", notes);
        lines.append(line);
      });
      const focused = list.contains(document.activeElement) ? document.activeElement.dataset.point : "";
      list.replaceChildren(...made);
      if (focused) list.querySelector(`[data-point="${CSS.escape(focused)}"]`)?.focus();
      setText(root, "done-count", word("room_done_count", { n: asked().filter(({ id }) => isDone(id)).length, of: asked().length }));
    }

    function showPoints() {
      showCard();
      showList();
      showMarks();
    }

    function showAreas() {
      const lines = agenda.areas.map((area) => {
        const { answered, gap, open, "not-applicable": not } = area.counts;
        const texts = [area.isClosed ? reviewWord("agenda_nothing_open") : word("room_counts", { answered, gap, not, open })];
        if (area.stops) texts.push(reviewWord("agenda_area_stops", { open: area.openStops, of: area.stops }));
        return element("li", "room-area", element("div", "room-area-head", element("h4", "", area.title), element("p", "small", texts.join(" · "))), markField(area.key, false));
      });
      areasList.replaceChildren(...lines);
    }

    root.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (!button) return;
      if (button.dataset.go) go(Number(button.dataset.go));
      else if (button.dataset.part === "done") toggleDone();
      else if (button.dataset.point) {
        store.set({ at: button.dataset.point });
        showPoints();
        card.scrollIntoView({ block: "nearest" });
        part(card, "title").focus({ preventScroll: true });
      } else if (button.dataset.decide && current()) decide(button.dataset.decide, current().id);
    });

    document.addEventListener("keydown", (event) => {
      const { key, target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !isOn() || document.querySelector("dialog[open]")) return;
      if (target.matches?.("input, textarea, select, [contenteditable]") && !target.matches('[type="checkbox"], [type="button"], [type="submit"]')) return;
      const letter = key.toLowerCase();
      const away = { j: 1, arrowright: 1, k: -1, arrowleft: -1 }[letter];
      // What scrolls sideways has its arrows.
      if (away && !(letter.startsWith("arrow") && target.closest?.(".table-frame, pre"))) {
        event.preventDefault();
        go(away);
        card.scrollIntoView({ block: "nearest" });
      } else if (MARKS[letter]) {
        const key = target.closest?.(".room-mark")?.dataset.area ?? current()?.area;
        if (!agenda.areas.some((area) => area.key === key)) return;
        event.preventDefault();
        setMark(key, MARKS[letter]);
      } else if (letter === "d") {
        event.preventDefault();
        toggleDone();
      }
    });

    return {
      /** Shows an agenda; `below` leads from this page to the top of the handbook. */
      show(found, below = "") {
        [agenda, top] = [found, below];
        if (!agenda.points.some(({ id }) => id === store.value.at)) store.value.at = agenda.points[0]?.id ?? "";
        part(card, "mark").replaceChildren();
        showAreas();
        showPoints();
      },
    };
  }

  room.points = { create };
})();
