// The points of a meeting by risk, as the printed agenda has them: `src/review/report.rs` and `src/review/meeting.rs` put them in the same
// order. Pure: a handbook and the value of an answer file in, plain values out.
(() => {
  "use strict";

  const { model, applies, thin } = globalThis.readybookAnswers;
  const room = (globalThis.readybookRoom ??= {});
  const { stateOf, shownItems } = model;
  const { stepsAside, isStop, cells, reliesOnSettings, count } = applies;

  /** Minutes that a point takes that is talked about with room to write. */
  const MINUTES_A_POINT = 3;
  /** Why a question needs talk, the riskiest first. */
  const KINDS = ["stops", "unanswered", "gaps", "settings", "thin", "aside"];
  const SEVERITIES = ["high", "medium", "low"];

  /** What a question weighs; without a severity it is as deep as it gets. */
  const weight = (item) => Math.max(0, SEVERITIES.indexOf(item.severity ?? "high"));

  /** The checklists that belong to a file and that somebody signs for: those that it lists, and the others of their phases. */
  function sheetsOf(file, handbook) {
    const isListed = ({ id }) => Object.hasOwn(file.checklists, id);
    const phases = new Set(handbook.checklists.filter(isListed).map(({ phase }) => phase).filter(Boolean));
    return handbook.checklists.filter((found) => !found.advisory && (isListed(found) || phases.has(found.phase)));
  }

  /** The settings that must be switched on and that an answer relies on and does not show: `{service, cell}`. */
  function settingsNotShown(item, answer, service, handbook) {
    if (answer && (answer.setting || !reliesOnSettings(answer))) return [];
    return cells(item, service, handbook).filter(({ cell }) => cell.must_enable);
  }

  function kindOf({ item, answer, isAside, isStopHere, thinness, settings }) {
    if (isAside) return answer ? "aside" : "";
    const state = stateOf(answer);
    if (["open", "gap"].includes(state) && isStopHere) return "stops";
    if (state === "open") return "unanswered";
    if (state === "gap") return "gaps";
    if (state === "answered" && settings.length) return "settings";
    return thinness.length ? "thin" : "";
  }

  /** What was said earlier to the questions from which one grows: `{id, ask, checklist, phase, answer}`; nothing where nobody said anything. */
  function earlierOf(item, file, handbook) {
    return item.grows_from.flatMap((id) => {
      for (const checklist of handbook.checklists) {
        const found = checklist.areas.flatMap((area) => area.items).find((one) => one.id === id);
        const answer = file.checklists[checklist.id]?.items?.[id];
        if (!found || !answer) continue;
        return [{ id, ask: found.ask, checklist: checklist.title, phase: handbook.phases.find((phase) => phase.id === checklist.phase)?.title ?? checklist.title, answer }];
      }
      return [];
    });
  }

  /**
   * The agenda of a file, `{points, areas}`. A point is `{id, item, area, kind, answer, isStop, isLater, thin, settings, earlier}`, in the
   * order in which the room takes them; what steps aside comes last. An area is `{key, title, counts, stops, openStops, isClosed, points}`.
   */
  function agendaOf(file, handbook) {
    const { service } = file;
    const fillers = thin.fillersOf(handbook);
    const [points, areas] = [[], []];
    for (const checklist of sheetsOf(file, handbook)) {
      const { items = {}, owners = {} } = file.checklists[checklist.id] ?? {};
      for (const area of checklist.areas) {
        const isOwned = Boolean(owners[area.id] || owners[area.prefix]);
        const key = area.id || checklist.id;
        const rows = shownItems(area, items).map((item) => {
          const answer = items[item.id];
          const isAside = Boolean(stepsAside(item, service, handbook));
          const isStopHere = isStop(item, service, handbook);
          const thinness = answer && !isAside ? thin.thinness(item, answer, { fillers, isOwned, isStop: isStopHere }) : [];
          const settings = isAside ? [] : settingsNotShown(item, answer, service, handbook);
          const row = { item, answer, isAside, isStopHere, thinness, settings };
          return { ...row, kind: kindOf(row) };
        });
        const asked = rows.filter(({ isAside }) => !isAside);
        const found = rows.filter(({ kind }) => kind).map(({ item, answer, isStopHere, thinness, settings, kind }) => {
          return { id: item.id, item, area: key, areaTitle: area.title || checklist.title, kind, answer, isStop: isStopHere, thin: thinness, settings, earlier: earlierOf(item, file, handbook) };
        });
        points.push(...found);
        if (!asked.length) continue;
        areas.push({
          key,
          title: area.title || checklist.title,
          counts: count(asked.map(({ item }) => item), (id) => items[id], service, handbook),
          stops: asked.filter(({ isStopHere }) => isStopHere).length,
          openStops: asked.filter(({ kind }) => kind === "stops").length,
          isClosed: asked.every(({ kind }) => !kind),
          points: found.length,
        });
      }
    }
    // Stable: within a severity the handbook's order stays.
    points.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || weight(a.item) - weight(b.item));
    const later = laterOf(points, handbook.settings.meeting?.steps ?? []);
    return { points: points.map((point) => ({ ...point, isLater: later.has(point.id) })), areas };
  }

  /** The ids of those that come up only if there is time: all but as many as fit, and never a hard stop. */
  function laterOf(points, steps) {
    const fits = Math.max(0, ...steps.map(({ minutes }) => Math.floor(minutes / MINUTES_A_POINT)));
    const isStopOf = ({ kind, isStop: found }) => kind === "stops" || found;
    const sorted = points.filter(({ kind }) => kind !== "aside").sort((a, b) => isStopOf(b) - isStopOf(a) || weight(a.item) - weight(b.item));
    return new Set(sorted.slice(fits).filter((point) => !isStopOf(point)).map(({ id }) => id));
  }

  room.agenda = { agendaOf, sheetsOf };
})();
