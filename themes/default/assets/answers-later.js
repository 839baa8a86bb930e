// What is otherwise today for a launch that is judged by an earlier edition, in words: the notes that the program tells. Pure.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { titleOf } = answers.applies;

  /** One line for each kind of change, and for each checklist that came later. `word` gives the words of filling in by their names. */
  function laterTexts({ later, checklists }, handbook, word) {
    const since = (id) => (id ? word("later_since", { edition: id }) : word("later_running"));
    const weight = ({ severity, hard_stop: stops }) => {
      const grade = severity ? word(`later_${severity}`) : word("later_ungraded");
      return stops.length ? word("later_stop", { grade, tiers: stops.map((id) => titleOf(handbook, id)).join(", ") }) : grade;
    };
    const names = ({ ids, grades }) => ids.map((id, at) => (grades ? `${id} (${grades[at].map(weight).join(" → ")})` : id)).join(", ");
    const questions = later.flatMap((one) => one.questions).map((one) => word(`later_${one.kind}`, { since: since(one.since), ids: names(one) }));
    const title = (id) => handbook.checklists.find((one) => one.id === id)?.title ?? id;
    const lists = checklists.filter(({ applies }) => applies).map((one) => word("later_checklist", { title: title(one.id), since: since(one.since), n: one.applies }));
    return [...questions, ...lists];
  }

  answers.later = { laterTexts };
})();
