// Which questions a service is asked, and what the responsibility matrix says about them. Pure: a handbook and a service in,
// plain values out.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { stateOf } = answers.model;

  const titleOf = (handbook, id) => [...handbook.settings.traits, ...handbook.settings.tiers].find((word) => word.id === id)?.title ?? id;

  /**
   * Whether a question is for a service: `null` if it is, else why it steps aside. `{any}` names what it lacks all of, `{all}` what
   * of that it lacks.
   */
  function stepsAside(item, service, handbook) {
    const has = new Set([...(service.traits ?? []), service.tier]);
    const { any = [], all = [] } = item.applies_when ?? {};
    const missing = all.filter((id) => !has.has(id));
    const names = (ids) => ids.map((id) => titleOf(handbook, id));
    if (missing.length) return { all: names(missing) };
    if (any.length && !any.some((id) => has.has(id))) return { any: names(any) };
    return null;
  }

  /** The cells of the matrix that a question is about, for the services in use. */
  function cells(item, service, handbook) {
    if (!item.duty) return [];
    const used = (service.uses ?? []).map((id) => handbook.responsibilities.services.find((found) => found.id === id)).filter(Boolean);
    return used.flatMap((found) => found.cells.filter((cell) => cell.duty === item.duty).map((cell) => ({ service: found, cell })));
  }

  /**
   * What an answer still wants before somebody else can rely on it, as codes: `plan`, `reason`, `setting`, `not-provider`.
   */
  function wants(item, answer, service, handbook) {
    const found = [];
    const state = stateOf(answer);
    if (state === "gap" && !answer.plan?.what) found.push("plan");
    if (state === "not-applicable" && !answer.why) found.push("reason");
    if (answer?.handled_by === "provider" && state !== "not-applicable") {
      const about = cells(item, service, handbook);
      if (about.some(({ cell }) => cell.must_enable) && !answer.setting) found.push("setting");
      if (about.some(({ cell }) => cell.who === "team")) found.push("not-provider");
    }
    return found;
  }

  /** Counts over questions; never a score. */
  function count(items, answerOf, service, handbook) {
    const counts = { all: items.length, applies: 0, aside: 0, open: 0, answered: 0, gap: 0, "not-applicable": 0, help: 0, wanting: 0 };
    for (const item of items) {
      const answer = answerOf(item.id);
      if (stepsAside(item, service, handbook)) {
        counts.aside++;
        continue;
      }
      counts.applies++;
      counts[stateOf(answer)]++;
      if (answer?.help_wanted) counts.help++;
      if (wants(item, answer, service, handbook).length) counts.wanting++;
    }
    return counts;
  }

  /** The day on which the checklist is begun, counted back from the walkthrough; empty without one. */
  function beginBy(service, handbook) {
    if (!service.walkthrough) return "";
    const day = new Date(`${service.walkthrough}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() - handbook.settings.lead_time_days);
    return day.toISOString().slice(0, 10);
  }

  answers.applies = { stepsAside, cells, wants, count, beginBy, titleOf };
})();
