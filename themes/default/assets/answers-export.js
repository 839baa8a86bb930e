// Answers as a Markdown task list and as a CSV table. The command line writes the same bytes; `tests/fixtures/answers` holds both
// to it. What somebody wrote stays text: no Markdown, no formula of a spreadsheet.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { isStop, stepsAside } = answers.applies;
  const { cleanFile, evidenceText, shownItems, stateOf } = answers.model;

  const COLUMNS = ["service", "checklist", "edition", "area", "id", "ask", "applies", "aside", "state", "help_wanted", "handled_by", "says", "setting", "evidence", "speaker", "plan", "owner", "due", "why", "updated"];

  /** A word of reviews from the handbook, with `{name}` filled in. */
  function word(handbook, name, values = {}) {
    return (handbook.words[`review_${name}`] ?? `review_${name}`).replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  }

  function reason(handbook, aside) {
    if (aside.hidden) return word(handbook, "aside_hidden");
    if (aside.all) return word(handbook, "aside_all", { names: aside.all.join(word(handbook, "and")) });
    if (aside.not) return word(handbook, "aside_not", { names: aside.not.join(word(handbook, "or")) });
    return word(handbook, "aside_any", { names: aside.any.join(word(handbook, "or")) });
  }

  /** The checklists that a file names, in the handbook's order, each with the handbook's checklist where it has one. */
  const parts = (file, handbook) => Object.entries(file.checklists).map(([id, found]) => ({ id, found, known: handbook.checklists.find((one) => one.id === id) }));

  const itemsOf = (known, found) => known?.areas.flatMap((area) => shownItems(area, found.items).map((item) => ({ area, item }))) ?? [];

  function gone(found, known) {
    const ids = new Set(itemsOf(known, found).map(({ item }) => item.id));
    return Object.entries(found.items ?? {}).filter(([id]) => !ids.has(id));
  }

  /** A cell that no spreadsheet takes for a formula, in quotes where it needs them. */
  function cell(text) {
    const safe = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
    return /[,"\r\n]|^ | $/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  function csv(written, handbook) {
    const file = cleanFile(written, handbook);
    const rows = [COLUMNS];
    for (const { id: checklist, found, known } of parts(file, handbook)) {
      const row = (values, answer) => {
        const { plan = {}, ...rest } = answer ?? {};
        const all = {
          service: file.service.id,
          checklist,
          edition: found.edition,
          ...values,
          ...rest,
          state: answer?.state ?? "open",
          help_wanted: answer?.help_wanted ? "true" : "",
          evidence: rest.evidence?.map(evidenceText).join("\n"),
          plan: plan.what,
          owner: plan.owner,
          due: plan.due,
        };
        rows.push(COLUMNS.map((name) => all[name] ?? ""));
      };
      for (const { area, item } of itemsOf(known, found)) {
        const aside = stepsAside(item, file.service, handbook);
        row({ area: area.title, id: item.id, ask: item.ask, applies: aside ? "no" : "yes", aside: aside ? reason(handbook, aside) : "" }, found.items?.[item.id]);
      }
      for (const [id, answer] of gone(found, known)) row({ id, applies: "unknown" }, answer);
      for (const [id, answer] of Object.entries(found.retired ?? {})) row({ id, applies: "retired" }, answer);
    }
    return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
  }

  /** A text of somebody as one line that is no Markdown; empty, if there is none. */
  // eslint-disable-next-line no-control-regex
  const plain = (text = "") => text.replace(/\s+/g, " ").trim().replace(/[\u0000-\u001f\u007f-\u009f]/g, "").replace(/[\\`*_{}[\]<>#|~&!$]/g, "\\$&");
  const link = (text) => (/^https?:\/\/[^\s<>]+$/.test(text) ? `<${text}>` : plain(text));

  function task({ item, answer, service, handbook }) {
    const state = stateOf(answer);
    const isDone = state === "answered" || state === "not-applicable";
    const stops = isStop(item, service, handbook) ? ` (${word(handbook, "hard_stop")})` : "";
    return [`- [${isDone ? "x" : " "}] ${item.id}: ${plain(item.ask)}${stops}`, ...answerLines(answer, handbook)];
  }

  /** What was answered, as list items below the question's. */
  function answerLines(answer, handbook) {
    const lines = [];
    if (!answer) return lines;
    const state = stateOf(answer);
    const note = (name) => lines.push(`  - ${word(handbook, name)}`);
    // Of some texts nothing is left.
    const part = (name, text) => text && lines.push(`  - ${word(handbook, name)}: ${text}`);
    if (state === "gap") note("state_gap");
    if (state === "not-applicable") note("state_not_applicable");
    if (answer.help_wanted) note("help_wanted");
    part("handled_by", answer.handled_by && word(handbook, `by_${answer.handled_by}`));
    part("says", plain(answer.says));
    part("setting", plain(answer.setting));
    for (const one of answer.evidence ?? []) part("evidence", link(evidenceText(one)));
    part("speaker", plain(answer.speaker));
    const { what, owner, due } = answer.plan ?? {};
    part("plan", [what, owner, due].map(plain).filter(Boolean).join(", "));
    part("why", plain(answer.why));
    return lines;
  }

  function markdown(written, handbook) {
    const file = cleanFile(written, handbook);
    const { service } = file;
    const blocks = [[`# ${plain(service.title ?? service.id)}`]];
    for (const { id, found, known } of parts(file, handbook)) {
      blocks.push([`## ${plain(known?.title ?? id)}${found.edition ? ` (${found.edition})` : ""}`]);
      const aside = [];
      for (const area of known?.areas ?? []) {
        const asked = shownItems(area, found.items).filter((item) => {
          const why = stepsAside(item, service, handbook);
          if (why) aside.push(`- ${item.id}: ${plain(reason(handbook, why))}`, ...answerLines(found.items?.[item.id], handbook));
          return !why;
        });
        if (area.id && asked.length) blocks.push([`### ${plain(area.title)}`]);
        if (asked.length) blocks.push(asked.flatMap((item) => task({ item, answer: found.items?.[item.id], service, handbook })));
      }
      if (aside.length) blocks.push([`### ${word(handbook, "aside")}`], aside);
      const left = [...gone(found, known), ...Object.entries(found.retired ?? {})];
      const line = ([item, answer]) => {
        const text = plain(answer.says ?? answer.why);
        return `- ${item}${text && `: ${text}`}`;
      };
      if (left.length) blocks.push([`### ${word(handbook, "gone")}`], left.map(line));
    }
    return `${blocks.map((block) => block.join("\n")).join("\n\n")}\n`;
  }

  answers.exports = { csv, markdown };
})();
