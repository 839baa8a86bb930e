// The heading of each area: how many of its questions stand where, and who takes care of it.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { word, element } = answers.page;
  const { ownerOf } = answers.filter;

  /**
   * `checklist` is the handbook's, `placeOf(item)` the element of a question, `sentence(counts)` its counts as text. Returns `{sections,
   * show, remove}`.
   */
  function create({ checklist, store, placeOf, sentence }) {
    const heads = new Map();
    const sections = new Map(checklist.areas.map((area) => [area, area.items.map(placeOf).find(Boolean)?.closest(".area") ?? null]));

    /** The line below a heading; made once, so that a count that changes moves nothing. */
    function headOf(area) {
      if (heads.has(area)) return heads.get(area);
      const heading = sections.get(area)?.querySelector(":scope > h2");
      if (!heading) return null;
      const line = element("p", "answers-area", element("span", "answers-area-counts"), element("span", "answers-area-owner"));
      const input = element("input");
      Object.assign(input, { type: "text", name: `owner-${area.prefix}`, autocomplete: "off", maxLength: 120 });
      input.setAttribute("list", "rb-answers-people");
      const title = area.title ?? checklist.title;
      input.setAttribute("aria-label", word("owner_of", { area: title }));
      input.addEventListener("change", () => store.setOwner(checklist.id, area, input.value));
      const field = element("label", "answers-owner", element("span", "", word("owner_ask")), " ", input);
      heading.after(line, field);
      const made = { line, input, field };
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
