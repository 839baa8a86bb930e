// The next launch of a service, begun from the answers of an earlier one: what stays true is kept, and marked for another look. Pure.
// The program does the same in `review new --from`.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { cleanFile, stateOf } = answers.model;

  /** An answer for the next launch: what only that day knew goes, and whatever was decided is to be looked at again. */
  function again({ help_wanted: _help, found: _found, updated: _updated, ...kept }) {
    return { ...kept, look: stateOf(kept) === "open" ? undefined : true };
  }

  /**
   * The value of a new file. `earlier` is the file of the earlier launch, `from` its name, `id` the new one's id, and `handbook` the
   * handbook, whose questions and editions hold now.
   */
  function next(earlier, { id, from, handbook }) {
    const { walkthrough: _walkthrough, launch_on: _day, ...service } = earlier.service;
    const checklist = ({ id: name, areas, edition }) => {
      const { owners, items = {} } = earlier.checklists[name] ?? {};
      const asked = new Set(areas.flatMap((area) => area.items.map((item) => item.id)));
      const kept = Object.entries(items).filter(([item]) => asked.has(item)).map(([item, answer]) => [item, again(answer)]);
      return [name, { edition: edition ?? undefined, owners, items: Object.fromEntries(kept) }];
    };
    return cleanFile({ from, service: { ...service, id }, checklists: Object.fromEntries(handbook.checklists.map(checklist)) }, handbook);
  }

  /** The id of the launch after one with this id: `invoice-api`, `invoice-api-2`, `invoice-api-3`. */
  function nextId(id) {
    const [, name, number] = /^(.*?)(?:-(\d+))?$/.exec(id);
    return `${name}-${Number(number ?? 1) + 1}`;
  }

  answers.launch = { next, nextId };
})();
