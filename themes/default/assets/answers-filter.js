// Which questions somebody wants to see, and what of them is always in sight. Pure: answers in, plain values out. A filter is
// `{state, stops, person, area}`: `state` one of `STATES`; `stops` empty, `open` or `all`; `person` a name and `area` a prefix, or empty.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { stateOf } = answers.model;
  const { stepsAside } = answers.applies;

  const STATES = ["all", "open", "answered", "gap", "not-applicable", "help", "new"];
  const STOPS = ["", "open", "all"];
  const EVERYTHING = Object.freeze({ state: "all", stops: "", person: "", area: "" });

  const isEverything = (filter) => Object.keys(EVERYTHING).every((key) => filter[key] === EVERYTHING[key]);

  /** A filter from what a tab remembered; what nobody knows any more is left out. */
  function filterFrom(found, checklist) {
    const { state, stops, person, area } = found ?? {};
    return {
      state: STATES.includes(state) ? state : EVERYTHING.state,
      stops: STOPS.includes(stops) ? stops : EVERYTHING.stops,
      person: typeof person === "string" ? person : EVERYTHING.person,
      area: checklist.areas.some(({ prefix }) => prefix === area) ? area : EVERYTHING.area,
    };
  }

  /** Who takes care of an area; empty when nobody is named. */
  const ownerOf = (area, owners) => owners[area.prefix] ?? owners[area.id] ?? "";

  const nameKey = (name) => name.trim().toLowerCase();

  /** Whether somebody has to do with a question: speaks to it, owns its plan, or takes care of its area. */
  const concerns = (person, answer, owner) => [answer?.speaker, answer?.plan?.owner, owner].some((name) => name && nameKey(name) === nameKey(person));

  /** Whether a hard stop still holds a launch: not decided, or a gap. */
  const holds = (answer) => ["open", "gap"].includes(stateOf(answer));

  /** Whether a filter shows a question. `place` is `{item, area, answer, owner, isStop, isNew}`. */
  function shows(filter, { area, answer, owner, isStop, isNew }) {
    if (filter.area && filter.area !== area.prefix) return false;
    if (filter.person && !concerns(filter.person, answer, owner)) return false;
    if (filter.stops && !(isStop && (filter.stops === "all" || holds(answer)))) return false;
    if (filter.state === "all") return true;
    if (filter.state === "help") return Boolean(answer?.help_wanted);
    if (filter.state === "new") return isNew;
    return stateOf(answer) === filter.state;
  }

  /** What is always in sight, over the places of the questions that a service is asked. `me` may be empty. */
  function standing(places, service, handbook, me) {
    const counts = { asked: 0, stops: 0, openStops: 0, mine: 0, open: 0, help: 0 };
    for (const { item, answer, owner, isStop } of places) {
      if (stepsAside(item, service, handbook)) continue;
      counts.asked++;
      if (isStop) counts.stops++;
      if (isStop && holds(answer)) counts.openStops++;
      if (me && concerns(me, answer, owner)) counts.mine++;
      if (stateOf(answer) === "open") counts.open++;
      if (answer?.help_wanted) counts.help++;
    }
    return counts;
  }

  const distinct = (texts) => {
    const found = new Map();
    for (const text of texts) if (text?.trim() && !found.has(nameKey(text))) found.set(nameKey(text), text.trim());
    return [...found.values()];
  };

  /** Names that were written anywhere in an answer file, each once, by name. */
  function people(file) {
    const names = Object.values(file.checklists).flatMap(({ owners = {}, items = {} }) => [...Object.values(owners), ...Object.values(items).flatMap((answer) => [answer.speaker, answer.plan?.owner])]);
    return distinct(names).sort((a, b) => a.localeCompare(b));
  }

  /** Evidence that was written anywhere in an answer file as an address, each once, as often named first. */
  function links(file) {
    const times = new Map();
    for (const { items = {} } of Object.values(file.checklists)) {
      for (const { evidence = [] } of Object.values(items)) {
        for (const one of evidence) if (typeof one === "string" && /^https?:\/\/\S+$/i.test(one)) times.set(one, (times.get(one) ?? 0) + 1);
      }
    }
    return [...times].sort(([a, more], [b, less]) => less - more || (a < b ? -1 : 1)).map(([link]) => link);
  }

  /**
   * The question beside which an earlier answer is shown, of those that grow from it and are asked: one of the same domain first,
   * then one that grows from nothing else. `earlier` is the item that was answered, `candidates` are in the order of the checklist.
   */
  function bestPlace(earlier, candidates) {
    const score = (item) => (item.domain && item.domain === earlier.domain ? 2 : 0) + (item.grows_from.length === 1 ? 1 : 0);
    return candidates.reduce((best, item) => (!best || score(item) > score(best) ? item : best), null);
  }

  answers.filter = { EVERYTHING, isEverything, filterFrom, ownerOf, concerns, shows, standing, people, links, bestPlace };
})();
