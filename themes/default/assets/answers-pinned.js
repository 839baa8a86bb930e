// A launch is judged by the editions with which its checklists were opened: the handbook as an answer file pinned it, and what is otherwise
// today. Pure: a handbook and the value of an answer file in, plain values out. `src/review/pinned.rs` has the same rules.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { VERSIONS, same, stateOf, isLater } = answers.model;
  const { stepsAside } = answers.applies;

  /** The first version of the answer file whose editions are pins. */
  const PINS_SINCE = 2;
  /** How a question is otherwise today, in the order in which it is told. */
  const KINDS = ["new", "regraded", "reworded", "no_longer"];
  /** The changes of an edition that make a question so. */
  const CHANGES = { new: ["added", "condition", "moved"], regraded: ["re-graded"], reworded: ["reworded", "correction"], no_longer: ["retired", "condition", "moved"] };

  const checklistIn = (handbook, id) => handbook.checklists.find((one) => one.id === id);
  /** The questions of a checklist, each as `{item, area, isHidden}`; those that are asked come before hidden ones. */
  const placed = (areas) => ["items", "hidden"].flatMap((name) => areas.flatMap((area) => (area[name] ?? []).map((item) => ({ item, area, isHidden: name === "hidden" }))));
  const find = (checklist, id) => placed(checklist?.areas ?? []).find(({ item }) => item.id === id);
  const asked = (checklist, id) => checklist?.areas.flatMap(({ items }) => items).find((item) => item.id === id);
  /** The closed edition with an id, where the handbook says what it asked. */
  const closed = (checklist, id) => checklist?.editions?.find((edition) => edition.id === id && edition.digest);
  const retiredIn = (areas) => areas.flatMap(({ retired = [] }) => retired);

  /** A question of which only what an edition keeps is known. */
  const NOTHING = { why: "", example: "", address: "", examples: { good: "", thin: "", gap: "" }, probes: [], grows_from: [], earliest: null, domain: null, duty: null, guide: null, sources: [], since: null };

  /** A question as an edition has it, `{item, area, isHidden}`; nothing where nobody knows what it asked. */
  function questionOf(id, earlier, now, today) {
    const here = find(now, id);
    if (!earlier) return here && { ...here, area: here.area.id };
    const found = here ?? today.checklists.map((one) => find(one, id)).find(Boolean);
    const isSame = found?.item.digests?.asks === earlier.digests.asks;
    const words = isSame ? {} : { ask: earlier.ask, evidence: earlier.evidence ?? "" };
    const { any = [], all = [] } = earlier.applies_when ?? {};
    const weighed = { severity: earlier.severity ?? null, hard_stop: earlier.hard_stop ?? [], applies_when: { any, all }, digests: earlier.digests };
    return { item: { ...(found?.item ?? NOTHING), id, ...words, ...weighed }, area: earlier.area ?? "", isHidden: Boolean(found?.isHidden) };
  }

  /** An area that there is no longer; nobody knows its title. */
  const gone = (checklist, id) => ({ id, title: id || checklist.title, prefix: null, address: checklist.address, domain: null, items: [], hidden: [], retired: [] });

  /** A checklist as one of its editions closed it. */
  function laid(now, edition, today) {
    const areas = now.areas.map((area) => ({ ...area, items: [], hidden: [], retired: (area.retired ?? []).filter(({ id }) => edition.retired?.includes(id)) }));
    const wasAsked = (at) => at < now.areas.length && Boolean(now.areas[at].items.length || now.areas[at].hidden?.length);
    for (const id of edition.questions ?? []) {
      const earlier = now.earlier?.find((one) => one.id === id && one.editions.includes(edition.id));
      const found = questionOf(id, earlier, now, today);
      if (!found) continue;
      let area = areas.find((one) => one.id === found.area);
      if (!area) areas.push((area = gone(now, found.area)));
      area[found.isHidden ? "hidden" : "items"].push(found.item);
    }
    // An area whose questions are all later ones was not there.
    const left = areas.filter((area, at) => !wasAsked(at) || area.items.length || area.hidden.length || area.retired.length);
    const lost = (edition.retired ?? []).filter((id) => !retiredIn(left).some((one) => one.id === id));
    left[0]?.retired.push(...lost.map((id) => ({ id, why: "", replaced_by: [] })));
    return { ...now, edition: edition.id, areas: left };
  }

  /** Makes an id of the file known to a checklist as it was, if today's knows it. What is answered is shown, and stops nothing. */
  function keepKnown(id, now, then) {
    if (find(then, id) || retiredIn(then.areas).some((one) => one.id === id)) return;
    const found = find(now, id);
    const retired = retiredIn(now.areas).find((one) => one.id === id);
    if (found) {
      let area = then.areas.find((one) => one.id === found.area.id);
      if (!area) then.areas.push((area = { ...found.area, items: [], hidden: [], retired: [] }));
      area[found.isHidden ? "hidden" : "items"].push({ ...found.item, hard_stop: [] });
    } else if (retired) then.areas[0]?.retired.push(retired);
  }

  /** The checklists of the same phases that the file does not list, and whose first edition is later than what it pinned there. */
  function laterChecklists(today, file, pins) {
    return today.checklists.flatMap((checklist) => {
      const { id, phase } = checklist;
      if (!phase || Object.hasOwn(file.checklists, id)) return [];
      const last = [...pins].filter(([pinned]) => checklistIn(today, pinned).phase === phase).map(([, edition]) => edition.id).reduce((a, b) => (a && !isLater(b, a) ? a : b), "");
      const since = checklist.editions?.[0]?.id ?? null;
      // One that has an edition and never closed it was there before the handbook closed any.
      const first = since ?? checklist.edition;
      if (!last || (first && !isLater(first, last))) return [];
      const applies = checklist.areas.flatMap(({ items }) => items).filter((item) => !stepsAside(item, file.service, today)).length;
      return [{ id, since, applies }];
    });
  }

  const idsOf = (checklist) => checklist.areas.flatMap(({ items }) => items.map(({ id }) => id));

  /** The ids of today's questions, with those that are gone where they stood. */
  function inOrder(now, before) {
    const ids = idsOf(now);
    idsOf(before).forEach((id, at, all) => {
      if (!ids.includes(id)) ids.splice(ids.indexOf(all[at - 1]) + 1, 0, id);
    });
    return ids;
  }

  const words = (text = "") => text.replace(/\s+/g, " ").trim();
  const isReworded = (was, is) => was.digests?.asks !== is.digests?.asks && ["ask", "evidence"].some((key) => words(was[key]) !== words(is[key]));
  const isRegraded = (was, is) => was.severity !== is.severity || !same([...was.hard_stop].sort(), [...is.hard_stop].sort());

  /** What a question weighs. */
  const grade = ({ severity, hard_stop }) => ({ severity: severity ?? null, hard_stop });

  /** What is otherwise today in a checklist, for this service: `[{kind, since, ids, grades}]`. */
  function questionsOf(id, pin, { today, then, file }) {
    const [before, now] = [checklistIn(then, id), checklistIn(today, id)];
    const isAnswered = (item) => Object.values(file.checklists).some(({ items = {} }) => items[item] && stateOf(items[item]) !== "open");
    const elsewhere = (handbook, item) => handbook.checklists.some((one) => one.id !== id && find(one, item));
    const found = new Map();
    for (const item of inOrder(now, before)) {
      const [was, is] = [asked(before, item), asked(now, item)];
      if (was && is && same(was.digests, is.digests)) continue;
      const [wasAsked, isAsked] = [Boolean(was) && !stepsAside(was, file.service, then), Boolean(is) && !stepsAside(is, file.service, today)];
      const areaIn = (checklist) => find(checklist, item)?.area.id;
      const isMoved = find(before, item) && find(now, item) ? areaIn(before) !== areaIn(now) : elsewhere(is ? then : today, item);
      let kind = "";
      if (!wasAsked && isAsked) kind = isAnswered(item) || isMoved ? "" : "new";
      else if (wasAsked && !isAsked) kind = isMoved ? "" : "no_longer";
      else if (wasAsked && isAsked && isRegraded(was, is)) kind = "regraded";
      else if (wasAsked && isAsked && isReworded(was, is) && !isAnswered(item)) kind = "reworded";
      if (!kind) continue;
      const makesIt = (change) => change.id === item && CHANGES[kind].includes(change.kind);
      const since = [...(now.editions ?? [])].reverse().find((edition) => isLater(edition.id, pin) && edition.changes?.some(makesIt))?.id ?? null;
      const key = JSON.stringify([kind, since]);
      if (!found.has(key)) found.set(key, { kind, since, ids: [], ...(kind === "regraded" && { grades: [] }) });
      found.get(key).ids.push(item);
      if (kind === "regraded") found.get(key).grades.push([grade(was), grade(is)]);
    }
    const order = (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.since === b.since ? 0 : !a.since || (b.since && isLater(b.since, a.since)) ? -1 : 1);
    return [...found.values()].sort(order);
  }

  /**
   * The handbook as the value of an answer file pinned it: `handbook`, by which the launch is judged; `later`, a list of
   * `{checklist, edition, isClosed, questions}` for what is otherwise today; and `checklists`, those that came later, `{id, since, applies}`.
   * `version` is that of the file. What is not pinned is as it is today.
   */
  function pinned(file, today, version = VERSIONS.answers) {
    const pins = new Map();
    for (const { id, ...checklist } of version < PINS_SINCE ? [] : today.checklists) {
      const edition = Object.hasOwn(file.checklists, id) && closed(checklist, file.checklists[id].edition);
      if (edition) pins.set(id, edition);
    }
    if (!pins.size) return { handbook: today, later: [], checklists: [] };
    const checklists = laterChecklists(today, file, pins);
    const kept = today.checklists.filter(({ id }) => !checklists.some((one) => one.id === id));
    const then = { ...today, checklists: kept.map((one) => (pins.has(one.id) ? laid(one, pins.get(one.id), today) : one)) };
    const later = [...pins].map(([id, { id: edition }]) => {
      const last = checklistIn(today, id).edition;
      return { checklist: id, edition, isClosed: Boolean(last) && isLater(last, edition), questions: questionsOf(id, edition, { today, then, file }) };
    });
    for (const id of pins.keys()) for (const item of Object.keys(file.checklists[id].items ?? {})) keepKnown(item, checklistIn(today, id), checklistIn(then, id));
    return { handbook: then, later, checklists };
  }

  answers.pinned = { pinned, itemIn: (handbook, checklist, id) => asked(checklistIn(handbook, checklist), id) };
})();
