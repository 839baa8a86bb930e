// The heading of each area: how many of its questions stand where, who takes care of it, and how many a filter shows.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { word, element } = answers.page;
  const { ownerOf } = answers.filter;

  /**
   * `checklist` is the handbook's, `placeOf(item)` the element of a question, `sentence(counts)` its counts as text, `unfold(area)` opens
   * an area of which a filter shows nothing. Returns `{sections, show, narrow, remove}`.
   */
  function create({ checklist, store, placeOf, sentence, unfold }) {
    const heads = new Map();
    const sections = new Map(checklist.areas.map((area) => [area, area.items.map(placeOf).find(Boolean)?.closest(".area") ?? null]));

    /** The line below a heading; made once, so that a count that changes moves nothing. */
    function headOf(area) {
      if (heads.has(area)) return heads.get(area);
      const heading = sections.get(area)?.querySelector(":scope > h2");
      if (!heading) return null;
      const line = element("p", "answers-area", element("span", "answers-area-counts"), element("span", "answers-area-owner"), element("span", "answers-area-shown"));
      const input = element("input");
      Object.assign(input, { type: "text", name: `owner-${area.prefix}`, autocomplete: "off", maxLength: 120 });
      input.setAttribute("list", "rb-answers-people");
      const title = area.title ?? checklist.title;
      input.setAttribute("aria-label", word("owner_of", { area: title }));
      input.addEventListener("change", () => store.setOwner(checklist.id, area, input.value));
      const field = element("label", "answers-owner", element("span", "", word("owner_ask")), " ", input);
      const button = element("button", "answer-link", word("area_show"));
      Object.assign(button, { type: "button", hidden: true });
      button.setAttribute("aria-label", word("area_show_of", { area: title }));
      button.addEventListener("click", () => {
        unfold(area);
        // The button is gone.
        heading.tabIndex = -1;
        heading.focus();
      });
      line.append(" ", button);
      heading.after(line, field);
      const made = { line, input, field, button };
      heads.set(area, made);
      return made;
    }

    return {
      sections,
      /** Draws counts and owners anew; `countsOf(area)` counts an area. */
      show(countsOf) {
        const owners = store.owners(checklist.id);
        for (const area of checklist.areas) {
          const head = headOf(area);
          if (!head) continue;
          const [counts, printed] = head.line.children;
          const text = sentence(countsOf(area));
          const owner = ownerOf(area, owners);
          if (counts.textContent !== text) counts.textContent = text;
          printed.textContent = owner ? ` · ${word("owner_ask")} ${owner}` : "";
          if (head.input !== document.activeElement && head.input.value !== owner) head.input.value = owner;
        }
      },
      /**
       * What a filter leaves of an area: `{shown, all, isEmpty}`, or `false` without one. An area without a question that is shown folds
       * to its heading.
       */
      narrow(area, found) {
        const section = sections.get(area);
        const head = heads.get(area);
        section.hidden = found && found.isEmpty && !head;
        section.classList.toggle("area-is-folded", Boolean(found && found.isEmpty));
        if (!head) return;
        head.button.hidden = !(found && found.isEmpty && found.all);
        head.line.querySelector(".answers-area-shown").textContent = found && found.all ? word("area_shown", { n: found.shown, all: found.all }) : "";
      },
      /** Away while nothing is filled in. */
      remove() {
        for (const { line, field } of heads.values()) {
          line.remove();
          field.remove();
        }
        heads.clear();
      },
    };
  }

  answers.areas = { create };
})();
