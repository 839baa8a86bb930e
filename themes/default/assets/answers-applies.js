// Which questions a service is asked, and what the responsibility matrix says about them. Pure: a handbook and a service in,
// plain values out.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { hiddenItems, stateOf } = answers.model;

  /** The title of a trait or a tier; with `isCondition` one of the veto says that it stands for high-risk services as well. */
  function titleOf(handbook, id, isCondition = false) {
    const { traits, tiers, veto } = handbook.settings;
    const title = [...traits, ...tiers].find((word) => word.id === id)?.title ?? id;
    const isBoth = isCondition && veto?.or_high_risk && veto.tiers.includes(id);
    return isBoth ? (handbook.words.review_tier_or_high_risk ?? "{title}").replace("{title}", () => title) : title;
  }

  const profiles = new WeakMap();

  /** What a service is, as far as questions depend on it, with what its managed services bring. Made once a service as it is. */
  function profileOf(service, handbook) {
    const known = profiles.get(service);
    if (known?.handbook === handbook) return known;
    const { veto } = handbook.settings;
    const isAllTiers = service.high_risk && veto?.or_high_risk;
    const tiers = new Set([service.tier, ...(isAllTiers ? veto.tiers : [])].filter(Boolean));
    const brought = new Map();
    for (const used of [...usedServices(service, handbook), ...hiddenServices(service, handbook)]) for (const id of used.implies ?? []) if (!brought.has(id)) brought.set(id, used);
    const traits = new Set([...(service.traits ?? []), ...brought.keys()]);
    // A word that the handbook does not have, mostly a slip of the pen, says nothing.
    const isKnown = (words) => (id) => words.some((word) => word.id === id);
    const isTierSaid = isKnown(handbook.settings.tiers)(service.tier);
    const areTraitsSaid = Boolean(service.traits?.every(isKnown(handbook.settings.traits)));
    const made = { handbook, tiers, traits, brought, isTierSaid, areTraitsSaid };
    profiles.set(service, made);
    return made;
  }

  /** Whether a service has a trait or a tier; `undefined` when nobody has said. */
  function has(id, service, handbook) {
    const { tiers, traits, isTierSaid, areTraitsSaid } = profileOf(service, handbook);
    const isTier = handbook.settings.tiers.some((tier) => tier.id === id);
    if ((isTier ? tiers : traits).has(id)) return true;
    return (isTier ? isTierSaid : areTraitsSaid) ? false : undefined;
  }

  const hidden = new WeakMap();

  /** Whether the handbook hides a question. */
  function isHidden(item, handbook) {
    if (!hidden.has(handbook)) hidden.set(handbook, new Set((handbook.checklists ?? []).flatMap(hiddenItems)));
    return hidden.get(handbook).has(item);
  }

  /** The ids of the tiers that are not named, where a condition names tiers alone, and more of them than it leaves out; else none. */
  function tiersLeftOut(any, { settings: { tiers } }) {
    const leftOut = tiers.map(({ id }) => id).filter((id) => !any.includes(id));
    const areTiers = any.every((id) => tiers.some((tier) => tier.id === id));
    return areTiers && any.length > leftOut.length ? leftOut : [];
  }

  /**
   * Whether a question is for a service: `null` if it is, else why it steps aside. `{any}` names what it lacks all of, `{all}` what
   * of that it lacks, `{not}` the tiers that are not asked, where all others are. What nobody has said lets nothing step aside. `{hidden: true}` if the handbook hides it, whatever the service is.
   */
  function stepsAside(item, service, handbook) {
    if (isHidden(item, handbook)) return { hidden: true };
    const { any = [], all = [] } = item.applies_when ?? {};
    const lacks = (id) => has(id, service, handbook) === false;
    const missing = all.filter(lacks);
    const names = (ids) => ids.map((id) => titleOf(handbook, id, true));
    if (missing.length) return { all: names(missing) };
    if (any.length && any.every(lacks)) {
      const leftOut = tiersLeftOut(any, handbook);
      // A handbook that somebody built earlier has no word for it.
      return leftOut.length && handbook.words?.review_aside_not ? { not: names(leftOut) } : { any: names(any) };
    }
    return null;
  }

  /** What nobody has said of a service, where a question could step aside or stop no launch otherwise: `tier`, `traits`. */
  function unsaid(item, service, handbook) {
    if (stepsAside(item, service, handbook)) return [];
    const { any = [], all = [] } = item.applies_when ?? {};
    const isAny = any.some((id) => has(id, service, handbook));
    const open = [...all, ...(isAny ? [] : any)].filter((id) => has(id, service, handbook) === undefined);
    const isTier = (id) => handbook.settings.tiers.some((tier) => tier.id === id);
    const found = new Set(open.map((id) => (isTier(id) ? "tier" : "traits")));
    if (!profileOf(service, handbook).isTierSaid && item.hard_stop.length) found.add("tier");
    return [...found];
  }

  /** Whether a gap at a question can stop the launch. It can as long as nobody has said the tier. */
  function isStop(item, service, handbook) {
    const { tiers, isTierSaid } = profileOf(service, handbook);
    return item.hard_stop.some((tier) => tiers.has(tier)) || (item.hard_stop.length > 0 && !isTierSaid);
  }

  const usedServices = (service, handbook) => (service.uses ?? []).map((id) => handbook.responsibilities.services.find((found) => found.id === id)).filter(Boolean);

  /** The services in use of which the handbook shows nothing: `{id, title, provider, implies}`. */
  const hiddenServices = (service, handbook) => (service.uses ?? []).map((id) => handbook.responsibilities.hidden?.find((found) => found.id === id)).filter(Boolean);

  /** The cells of the matrix that a question is about, for the services in use. */
  function cells(item, service, handbook) {
    if (!item.duty) return [];
    return usedServices(service, handbook).flatMap((found) => found.cells.filter((cell) => cell.duty === item.duty).map((cell) => ({ service: found, cell })));
  }

  /**
   * What an answer still wants before somebody else can rely on it, as codes: `plan`, `reason`, `setting`, `not-provider`.
   */
  function wants(item, answer, service, handbook) {
    const found = [];
    const state = stateOf(answer);
    if (state === "gap" && !answer.plan?.what) found.push("plan");
    if (state === "not-applicable" && !answer.why) found.push("reason");
    const isProviders = answer?.handled_by === "provider" && state !== "not-applicable" && state !== "gap";
    if (!isProviders && !(state === "answered" && reliesOnSettings(answer))) return found;
    const about = cells(item, service, handbook);
    if (about.some(({ cell }) => cell.must_enable) && !answer.setting) found.push("setting");
    if (isProviders && about.some(({ cell }) => cell.who === "team")) found.push("not-provider");
    return found;
  }

  /**
   * Whether an answer relies on what must first be switched on: somebody else takes care of it, or nobody says who. With `why` it says
   * that the team does without.
   */
  function reliesOnSettings({ handled_by: by, why }) {
    return by === "provider" || (by !== "team" && !why);
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

  /** Whether any question of a checklist of the handbook is asked of a service. */
  const isAsked = ({ areas }, service, handbook) => areas.some(({ items }) => items.some((item) => !stepsAside(item, service, handbook)));

  answers.applies = { profileOf, hiddenServices, stepsAside, isAsked, unsaid, isStop, cells, wants, reliesOnSettings, count, beginBy, titleOf };
})();
