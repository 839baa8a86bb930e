// What two sides say differently, as a dialog shows it: what is asked with both texts side by side, then what is taken, what stays, and
// how much is the same.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { word, many, element, checklistTitle } = answers.page;
  const { isAnswer } = answers.merge;
  const { evidenceText } = answers.model;
  const { titleOf } = answers.applies;

  /** The words for the keys of a service. */
  const NAMES = { title: "name", team: "team", launch: "launch", tier: "tier", high_risk: "high_risk_ask", traits: "traits", uses: "uses", walkthrough: "walkthrough", launch_on: "fact_launch_on" };
  const LAUNCHES = { "new-service": "launch_new_service", "new-product": "launch_new_product", change: "launch_change" };
  /** From so many on both sides can be chosen for all at once. */
  const MANY = 4;

  /** `short(answer)` is an answer in one line. */
  function create({ handbook, short }) {
    const serviceTitle = (id) => [...handbook.responsibilities.services, ...(handbook.responsibilities.hidden ?? [])].find((found) => found.id === id)?.title ?? id;

    /** What a fact is about: a question's id, or a key of the service in words. */
    function nameOf({ key, part, checklist, name }) {
      if (isAnswer(key)) return name;
      if (part === "service") return word(NAMES[name] ?? name);
      return word(`fact_${part}`, { name, checklist: checklistTitle(handbook, checklist) });
    }

    /** A fact in one line, whatever it is about. */
    function valueText({ key, part, name }, value) {
      if (isAnswer(key)) return short(value);
      if (value === undefined) return word("import_nothing");
      if (value === true) return word("fact_yes");
      if (part !== "service") return value;
      if (name === "launch") return word(LAUNCHES[value]);
      const title = name === "uses" ? serviceTitle : (id) => titleOf(handbook, id);
      return Array.isArray(value) ? value.map(title).join(", ") || word("fact_none") : name === "tier" ? title(value) : value;
    }

    /** An answer as it was written: each part of it in a line of its own. */
    function lines(answer) {
      const { state, help_wanted: help, says, why, plan = {}, handled_by: by, speaker, setting, evidence = [] } = answer;
      const fact = (name, ...values) => values.some(Boolean) && element("p", "answers-note", `${word(name)} ${values.filter(Boolean).join(", ")}`);
      return [
        (state || help) && element("p", "answers-note", [state && word(`state_${state}`), help && word("help")].filter(Boolean).join(" · ")),
        says && element("p", "answer-text", says),
        fact("said_why", why),
        fact("said_plan", plan.what, plan.owner && word("owner", { owner: plan.owner }), plan.due && word("due", { day: plan.due })),
        fact("said_handled_by", by && word(`by_${by}`)),
        fact("said_speaker", speaker),
        setting && element("p", "answers-note", `${word("setting")} `, element("code", "", setting)),
        fact("said_evidence", ...evidence.map(evidenceText)),
      ].filter(Boolean);
    }

    function side(found, number, whose, title) {
      const value = found[whose];
      const radio = element("input");
      Object.assign(radio, { type: "radio", name: `rb-choice-${number}`, value: whose, required: true });
      const isWhole = isAnswer(found.key) && value;
      const day = isWhole && value.updated ? element("span", "answers-note", word("changed_on", { day: value.updated })) : "";
      const head = element("span", "answers-side-head", radio, " ", element("strong", "", title), " ", day);
      return element("label", "answers-side", head, ...(isWhole ? lines(value) : [element("p", "answer-text", valueText(found, value))]));
    }

    const questionOf = ({ checklist, name }) => handbook.checklists.find(({ id }) => id === checklist)?.areas.flatMap((area) => [...area.items, ...(area.hidden ?? [])]).find(({ id }) => id === name)?.ask ?? "";

    /** One thing that is asked, with both texts; nothing is chosen yet. */
    function conflict(found, number, says) {
      const legend = element("legend", "", element("strong", "", nameOf(found)));
      if (isAnswer(found.key)) legend.append(" ", element("span", "answers-note", `${checklistTitle(handbook, found.checklist)}. ${questionOf(found)}`));
      const made = element("fieldset", "answers-conflict", legend, element("div", "answers-sides", side(found, number, "mine", word("import_mine")), side(found, number, "theirs", says("theirs"))));
      made.dataset.key = found.key;
      return made;
    }

    /**
     * One side for all that is asked, which can still be changed one by one; or, for what only one side says, the side that says it.
     */
    function forAll(asked, list, says) {
      const button = (title, sideOf) => {
        const made = element("button", "answers-button", title);
        made.type = "button";
        made.addEventListener("click", () => {
          asked.forEach((found, number) => {
            const whose = sideOf(found);
            if (whose) list.children[number].querySelector(`input[value="${whose}"]`).checked = true;
          });
          list.dispatchEvent(new Event("change"));
        });
        return made;
      };
      const single = ({ mine, theirs }) => (theirs === undefined ? "mine" : mine === undefined ? "theirs" : "");
      const buttons = [button(word("merge_all_mine"), () => "mine"), button(says("all_theirs"), () => "theirs")];
      if (asked.some(single)) buttons.unshift(button(word("merge_all_single"), single));
      return element("p", "answers-row", ...buttons);
    }

    /**
     * The body of the dialog for what `merge` found, and a line for its foot, which says how much is `left` to choose. `choices()` is what was chosen by then, by the keys of what was asked: `mine` or `theirs`.
     */
    function show(found, { theirs, isNew, isFiled, hasBase }) {
      const says = (what, values) => word(`${isFiled ? "import" : "former"}_${what}`, values);
      const body = [];
      const { asked, taken, kept, same } = found;
      const answersOf = (list) => list.filter(({ key }) => isAnswer(key));
      const list = element("div", "answers-conflicts");
      const left = element("p", "answers-left");
      left.setAttribute("role", "status");
      const choices = () => new Map([...list.querySelectorAll("input:checked")].map((box) => [box.closest("[data-key]").dataset.key, box.value]));
      if (isNew) body.push(element("p", "", word("import_new_service", { title: theirs.service.title ?? theirs.service.id, n: answersOf(taken).length })));
      else if (!asked.length && !taken.length) body.push(element("p", "", word(kept.length ? "merge_nothing" : "import_none")));
      if (asked.length) {
        list.append(...asked.map((one, number) => conflict(one, number, says)));
        const count = () => {
          left.textContent = many("merge_left_one", "merge_left", asked.length - choices().size);
          left.hidden = choices().size === asked.length;
        };
        list.addEventListener("change", count);
        count();
        const [one, several] = hasBase ? ["merge_asked_one", "merge_asked"] : ["merge_differ_one", "merge_differ"];
        body.push(element("h3", "", many(one, several, asked.length)));
        body.push(element("p", "answers-note", hasBase ? word("merge_asked_text") : word("merge_no_base")));
        if (asked.length >= MANY) body.push(forAll(asked, list, says));
        body.push(list);
      }
      const line = (one, value, before) => element("li", "", element("strong", "", nameOf(one)), " ", valueText(one, value), ...(before === undefined ? [] : [" ", element("span", "answers-note", word("merge_instead", { text: valueText(one, before) }))]));
      const group = (title, lines) => {
        if (lines.length) body.push(element("h3", "", title), element("ul", "", ...lines));
      };
      group(says("new", { n: taken.length }), taken.map((one) => line(one, one.theirs, one.mine)));
      if (!isNew) group(says("here", { n: kept.length }), kept.map((one) => line(one, one.mine)));
      if (same) body.push(element("p", "answers-note", word("import_same", { n: same })));
      return { body, choices, left: asked.length ? left : "" };
    }

    return { show };
  }

  answers.differences = { create };
})();
