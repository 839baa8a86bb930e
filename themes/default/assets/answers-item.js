// One question on the page: where it stands, what was said, and the form that opens in place.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { word, element, clone, part, setText, linked, dated, joined, checklistTitle } = answers.page;
  const { stateOf, evidenceText } = answers.model;
  const { cells, isStop, wants } = answers.applies;
  const { fillersOf, thinness } = answers.thin;
  const { wordsBefore } = answers.former;
  const { links } = answers.filter;

  /**
   * Puts an answer below a question. `host` is its line or article, `item` the handbook's question, `store` the answers,
   * `former` the former words of questions; `judged(item)` is the question by which the launch is judged, if there is one; `next(item)`
   * goes to the question after it, `earlierOf(item)` gives what it was asked before, `ownerOf()` who takes care of its area. Returns
   * `{show, open, close, isOpen, remove}`.
   */
  function create({ host, item, checklist, store, former, judged, next, earlierOf, ownerOf }) {
    const { handbook } = store;
    const fillers = fillersOf(handbook);
    const inChecklist = handbook.checklists.find(({ id }) => id === checklist);
    const root = clone("rb-answers-item").firstElementChild;
    const more = part(root, "more");
    const form = part(root, "form");
    const openButton = root.querySelector('[data-do="answer"]');
    const moreButton = root.querySelector('[data-do="more"]');
    const field = (name) => form.querySelector(`[name="${name}"], [name="${name}-${item.id}"]`);
    let isBuilt = false;

    // On the page of a long checklist the rest of the question waits in a template; elsewhere it stands there and is folded away.
    const folded = host.querySelector(":scope > template.line-more");
    if (folded) more.append(folded.content.cloneNode(true));
    else more.append(...[...host.children].filter((child) => !child.matches(".ask, .ask-terms, .marks, .why, template")));
    more.id = `rb-more-${item.id}`;
    form.id = `rb-form-${item.id}`;
    moreButton.setAttribute("aria-controls", more.id);
    moreButton.setAttribute("aria-label", word("about_to", { word: moreButton.textContent, id: item.id }));
    openButton.setAttribute("aria-controls", form.id);
    addTerms();
    host.append(root);

    /** The terms that are marked in the question and in what belongs to it, each with its meaning. */
    function addTerms() {
      const seen = new Map();
      // The page's own script keeps a term's meaning in `data-short`, so that it is not said twice.
      for (const term of [...host.querySelectorAll("a.term"), ...more.querySelectorAll("a.term")]) seen.set(term.dataset.short || term.title, term);
      seen.delete("");
      if (!seen.size) return;
      const list = element("dl", "answer-terms");
      for (const [meaning, term] of seen) {
        const link = element("a", "", term.textContent);
        link.href = term.getAttribute("href");
        list.append(element("div", "", element("dt", "", link), element("dd", "", meaning)));
      }
      more.append(element("p", "label", word("terms")), list);
    }

    const answer = () => store.answer(checklist, item.id);
    const isSettled = (found) => ["answered", "not-applicable"].includes(stateOf(found));

    function showMore(isShown) {
      more.hidden = !isShown;
      moreButton.setAttribute("aria-expanded", String(isShown));
    }

    /** What was said, as text: on screen while the form is closed, and on paper. */
    function said(found) {
      const lines = [];
      if (found?.says) lines.push(element("p", "answer-text", found.says));
      const facts = element("dl", "answer-facts");
      const fact = (name, ...values) => {
        const line = element("div", "", element("dt", "", name), " ", element("dd", "", ...values));
        facts.append(line);
        return line;
      };
      if (found?.why) fact(word("said_why"), found.why);
      // A plan that a decision has overtaken stays in the file, and is not said any more.
      if (found?.plan && !isSettled(found)) {
        const { what = "", owner, due } = found.plan;
        fact(word("said_plan"), ...joined([what, owner && word("owner", { owner }), due && dated("due", due)], ", "));
      }
      if (found?.handled_by) fact(word("said_handled_by"), word(`by_${found.handled_by}`)).dataset.by = found.handled_by;
      if (found?.speaker) fact(word("said_speaker"), handbook.settings.roles.find(({ id }) => id === found.speaker)?.title ?? found.speaker);
      if (found?.setting) fact(word("setting"), element("code", "", found.setting));
      if (found?.evidence) fact(word("said_evidence"), ...found.evidence.flatMap((one, number) => [number ? " · " : "", linked(evidenceText(one))]));
      if (facts.children.length) lines.push(facts);
      part(root, "said").replaceChildren(...lines);
      return lines.length > 0;
    }

    /** What an answer still lacks for somebody who reads it; nothing in a phase that only advises. */
    function lacking(found) {
      if (!found || inChecklist.advisory) return [];
      return thinness(item, found, { fillers, isOwned: Boolean(ownerOf()), isStop: isStop(judged(item) ?? { hard_stop: [] }, store.service, handbook) });
    }

    function showWants(found) {
      const texts = wants(item, found, store.service, handbook).map((code) => {
        const names = cells(item, store.service, handbook).filter(({ cell }) => cell.who === "team").map(({ service }) => service.title);
        return word(`want_${code}`, { service: names.join(", ") });
      });
      // One thing after the other: what must be there first, then what a reader would ask next.
      const lacks = texts.length ? [] : lacking(found);
      const said = (name) => handbook.words[`review_${name}`] ?? name;
      if (lacks.length) texts.push(said("thin").replace("{lacks}", lacks.map((name) => said(`thin_${name}`)).join("; ")));
      const list = part(root, "wants");
      list.hidden = !texts.length;
      if ([...list.children].map((child) => child.textContent).join("\n") === texts.join("\n")) return;
      list.replaceChildren(...texts.map((text) => element("li", "", text)));
    }

    function earlier() {
      const notes = earlierOf(item).flatMap(({ item: { id }, checklist: from }) => {
        const found = store.answer(from, id);
        if (!found?.says && !found?.help_wanted) return [];
        const text = [found.says, found.help_wanted && word("help")].filter(Boolean).join(" · ");
        return [element("p", "answer-earlier-title", word("earlier", { checklist: checklistTitle(handbook, from), id })), element("p", "answer-text", text)];
      });
      const place = part(root, "earlier");
      place.hidden = !notes.length;
      const says = notes.map((note) => note.textContent).join("\n");
      if ([...place.children].map((note) => note.textContent).join("\n") !== says) place.replaceChildren(...notes);
    }

    /** The settings that the matrix asks for, with the line to show. */
    function showDemands(found) {
      const demands = cells(item, store.service, handbook).filter(({ cell }) => cell.must_enable);
      part(form, "setting").hidden = !demands.length && !found?.setting;
      part(form, "demands").replaceChildren(
        ...demands.flatMap(({ service, cell }) => {
          const { setting, show } = cell.must_enable;
          const text = word(cell.must_enable.default ? "demand_off" : "demand", { service: service.title, setting, default: cell.must_enable.default });
          return [element("p", "small", text), element("pre", "answers-code", element("code", "", show))];
        }),
      );
    }

    /** Why: for what does not apply, and for an answer that does without what must be switched on. */
    function showWhy(found) {
      const canDoWithout = stateOf(found) === "answered" && found.handled_by !== "provider" && cells(item, store.service, handbook).some(({ cell }) => cell.must_enable);
      const field = part(form, "why");
      if (canDoWithout) field.hidden = false;
      setText(form, "why", word(canDoWithout ? "without_ask" : "why_not_ask"));
    }

    const valueOf = (found, name) => {
      const [outer, inner] = name.split(".");
      const value = inner ? found?.[outer]?.[inner] : found?.[outer];
      return Array.isArray(value) ? value.map(evidenceText).join("\n") : (value ?? "");
    };

    /** Lines of files that this question was shown with, by what stands in the field for them. */
    const fileLines = new Map();

    /** The evidence that lines of the field stand for: what was there stays what it was. */
    function evidenceOf(texts) {
      const left = [...(answer()?.evidence ?? [])];
      return texts.map((text) => {
        const at = left.findIndex((one) => evidenceText(one) === text);
        return at < 0 ? (fileLines.get(text) ?? text) : left.splice(at, 1)[0];
      });
    }

    function fill(found) {
      for (const one of found?.evidence ?? []) if (typeof one === "object") fileLines.set(evidenceText(one), one);
      for (const control of form.elements) {
        if (!control.name || control === document.activeElement) continue;
        const name = control.dataset.key;
        if (control.type === "radio") control.checked = control.value === stateOf(found);
        else if (control.type === "checkbox") control.checked = Boolean(found?.[name]);
        else if (control.dataset.raw !== undefined && same(control, found, name)) continue;
        else if (control.value !== valueOf(found, name)) control.value = valueOf(found, name);
        if (control.tagName === "TEXTAREA") grow(control);
      }
      for (const found of form.querySelectorAll("[data-when]")) {
        const hasValue = [...found.querySelectorAll("input, textarea")].some((control) => control.value);
        found.hidden = found.dataset.when !== stateOf(answer()) && (!hasValue || (found.dataset.when === "gap" && isSettled(answer())));
      }
      showDemands(found);
      showWhy(found);
      showOwner();
    }

    /** Whether a field holds what is kept, apart from blanks at its ends that somebody may still be typing on from. */
    function same(control, found, name) {
      return control.value.trim() === valueOf(found, name);
    }

    /** As many lines as the text needs. */
    function grow(area) {
      const lines = area.value.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 50)), 0);
      const rows = Math.min(Math.max(lines, area.name === "says" ? 2 : 1), 14);
      if (area.rows !== rows) area.rows = rows;
    }

    function build() {
      isBuilt = true;
      form.prepend(clone("rb-answers-form"));
      for (const control of form.elements) {
        if (!control.name) continue;
        control.dataset.key = control.name;
        if (control.tagName === "TEXTAREA" || control.type === "text") control.dataset.raw = "";
        if (control.type === "radio") control.name = `${control.name}-${item.id}`;
      }
      form.addEventListener("input", ({ target }) => change(target));
      form.addEventListener("change", ({ target }) => {
        if (target.type === "radio" || target.type === "checkbox" || target.tagName === "SELECT") fill(answer());
      });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        next(item);
      });
      form.querySelector('[data-do="close"]').addEventListener("click", () => close());
      buildLinks();
      part(form, "owner").addEventListener("click", () => {
        const field = form.querySelector("[name=speaker]");
        field.value = ownerOf();
        change(field);
        field.focus();
      });
    }

    /** A link that was given before goes to the end of the evidence. */
    function buildLinks() {
      const input = form.querySelector("[data-again]");
      input.addEventListener("change", () => {
        const link = input.value.trim();
        if (!link) return;
        const evidence = form.querySelector("[name=evidence]");
        const lines = evidence.value.split("\n").filter((line) => line.trim());
        if (!lines.includes(link)) evidence.value = [...lines, link].join("\n");
        input.value = "";
        change(evidence);
      });
    }

    /** Who takes care of the area is proposed as who speaks to it. */
    function showOwner() {
      if (!isBuilt) return;
      const owner = ownerOf();
      const field = form.querySelector("[name=speaker]");
      field.placeholder = owner;
      const button = part(form, "owner");
      button.hidden = !owner || Boolean(field.value.trim());
      button.textContent = word("owner_speaks", { owner });
    }

    function change(control) {
      const name = control.dataset.key;
      if (!name) return;
      let value = control.value;
      if (control.type === "checkbox") value = control.checked;
      else if (name === "evidence") value = evidenceOf(value.split("\n").map((line) => line.trim()).filter(Boolean));
      if (control.tagName === "TEXTAREA") grow(control);
      const before = answer();
      store.set(checklist, item.id, name, value);
      if (name === "says") settle(before, value);
      if (name === "speaker") showOwner();
      if (control.type === "radio") isSettledByWriting = false;
      if (control.type === "radio") fill(answer());
    }

    /** Whether writing made it answered; taking the text away again then opens it. */
    let isSettledByWriting = false;

    /**
     * Who begins to write answers. A text that stood there while the question was open was left open by somebody, and stays so; a
     * proposal that is written on is decided.
     */
    function settle(before, text) {
      const isWritten = Boolean(text.trim());
      const begins = !before?.says?.trim() || before.state === "drafted";
      if (isWritten && begins && stateOf(before) === "open") setState("answered");
      else if (!isWritten && isSettledByWriting && stateOf(before) === "answered") setState("open");
      else return;
      isSettledByWriting = isWritten;
    }

    /** Says where it stands, from whatever has the focus. */
    function setState(state) {
      isSettledByWriting = false;
      store.set(checklist, item.id, "state", state);
      if (isBuilt) fill(answer());
    }

    function open({ focus = true } = {}) {
      if (!isBuilt) build();
      fill(answer());
      part(form, "again").hidden = !links(store.value()).length;
      form.hidden = false;
      show();
      if (focus) form.querySelector('[type="radio"]:checked').focus();
    }

    function close({ focus = true } = {}) {
      form.hidden = true;
      show();
      if (focus) openButton.focus();
    }

    /** That the words changed since it was answered, with those of then. */
    function showFormer(found) {
      const before = wordsBefore(item, found, store.changes(checklist).was, former);
      part(root, "reworded").hidden = !before;
      const place = part(root, "before");
      place.hidden = !before?.texts.length;
      place.replaceChildren(...(before?.texts ?? []).map((text, number) => element("p", number ? "answers-note" : "answer-text", number ? text : word("words_before", { text }))));
    }

    /** Draws it anew after a change. What was said is below the form while somebody writes, and waits until they pause. */
    function show({ isWriting = false } = {}) {
      const found = answer();
      const state = stateOf(found);
      root.dataset.state = state;
      setText(root, "state", word(`state_${found?.state ?? state}`));
      part(root, "help").hidden = !found?.help_wanted;
      part(root, "look").hidden = !found?.look;
      showFormer(found);
      part(root, "new").hidden = !store.changes(checklist).added.includes(item.id);
      const isOpen = !form.hidden;
      if (!(isWriting && isOpen)) part(root, "said").hidden = !said(found);
      root.classList.toggle("answer-is-open", isOpen);
      root.classList.toggle("answer-is-written", Boolean(found));
      const action = isOpen ? word("fold") : word(found ? "change" : "answer");
      if (openButton.textContent !== action) openButton.textContent = action;
      openButton.setAttribute("aria-label", word("answer_to", { word: action, id: item.id }));
      openButton.setAttribute("aria-expanded", String(isOpen));
      if (!isWriting) earlier();
      showWants(found);
    }

    openButton.addEventListener("click", () => (form.hidden ? open() : close()));
    part(root, "reworded").querySelector("button").setAttribute("aria-label", word("answer_to", { word: word("still_true"), id: item.id }));
    part(root, "reworded").querySelector("button").addEventListener("click", () => {
      store.confirm(checklist, item.id);
      openButton.focus();
    });
    part(root, "look").querySelector("button").setAttribute("aria-label", word("answer_to", { word: word("still_true"), id: item.id }));
    part(root, "look").querySelector("button").addEventListener("click", () => {
      store.set(checklist, item.id, "look", false);
      openButton.focus();
    });
    moreButton.addEventListener("click", () => showMore(more.hidden));

    /** What the digits say: where it stands, and at the end whether help is wanted. */
    const DIGITS = ["open", "answered", "gap", "not-applicable"];
    const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

    /** Which digit of the upper row says something here, or 0. In a text it needs Alt; on a Mac Control, because Option writes signs. */
    function digitOf(event, isWriting) {
      const isHeld = isMac ? event.ctrlKey && !event.altKey : event.altKey && !event.ctrlKey;
      const isPlain = !event.ctrlKey && !event.altKey;
      if (event.metaKey || event.getModifierState("AltGraph") || !(isHeld || (isPlain && !isWriting))) return 0;
      const found = /^Digit([1-5])$/.exec(event.code) ?? /^([1-5])$/.exec(isPlain ? event.key : "");
      return Number(found?.[1] ?? 0);
    }

    const leaving = new AbortController();
    host.addEventListener("keydown", onKey, { signal: leaving.signal });

    function onKey(event) {
      if (event.isComposing) return;
      const isWriting = event.target.matches('textarea, select, input:not([type="radio"], [type="checkbox"])');
      const digit = digitOf(event, isWriting);
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        next(item);
      } else if (event.key === "Escape" && !form.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "?" && !isWriting) {
        event.preventDefault();
        showMore(more.hidden);
      } else if (digit) {
        event.preventDefault();
        if (digit <= DIGITS.length) setState(DIGITS[digit - 1]);
        else store.set(checklist, item.id, "help_wanted", !answer()?.help_wanted);
        if (isBuilt) fill(answer());
        // The ring of focus goes with the choice, so that the arrows go on from it.
        if (event.target.type === "radio") form.querySelector('[type="radio"]:checked').focus();
      }
    }

    return {
      item,
      host,
      open,
      close,
      show,
      showOwner,
      /** After another tab's change: what is being typed stays. */
      refresh() {
        if (isBuilt) fill(answer());
        show();
      },
      get isOpen() {
        return !form.hidden;
      },
      /** Away while no service is named: the question reads as without scripts. */
      remove() {
        leaving.abort();
        if (!folded) {
          for (const child of [...more.children]) if (!child.matches(".answer-terms, .label:has(+ .answer-terms)")) host.append(child);
        }
        root.remove();
      },
    };
  }

  answers.itemView = { create };
})();
