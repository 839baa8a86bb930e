// Entries of a record: what a form says → what is still missing, the text of a file, its name. The format is that of
// `src/review/record/format.rs`; every entry that this writes the program reads. Pure.
(() => {
  "use strict";

  const { model, file } = globalThis.readybookAnswers;
  const room = (globalThis.readybookRoom ??= {});
  const { isDate, isId, tidy } = model;

  const VERSION = 1;
  const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  const HOW_MANY_LETTERS = 5;

  /** The ids in what somebody typed: `ada, kim`. */
  const idsOf = (text = "") => text.split(/[\s,;]+/).filter(Boolean);

  const isWebAddress = (text) => /^https?:\/\/[^\s/]+/i.test(text);

  /** Whether a launch of this service may be stopped by a veto. Where nobody says the tier it may. */
  function mayVeto(service, { veto }) {
    return Boolean(veto && (!service.tier || veto.tiers.includes(service.tier) || (veto.or_high_risk && service.high_risk)));
  }

  /** What may come out for this service. */
  const outcomes = (service, settings) => ["go", "go-with-conditions", "not-yet", ...(mayVeto(service, settings) ? ["veto"] : [])];

  /** The last day that an exception may have that is decided on a day; empty without a bound. */
  function lastDay(on, service, { records = {} }) {
    const days = records.longest_days?.[service.tier];
    if (!days || !isDate(on)) return "";
    const day = new Date(`${on}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + days);
    return day.toISOString().slice(0, 10);
  }

  /** Names that are nobody's: those of roles and of domains, and what the settings say. */
  function isNobody(id, handbook) {
    const { roles, records = {} } = handbook.settings;
    return [...roles, ...handbook.domains].some((found) => found.id === id) || (records.not_people ?? []).includes(id);
  }

  /**
   * What must be true of each key before an entry is saved. `values` are those of the form, all texts; `about` is `{service, handbook,
   * isStop, asks}`: `asks(id)` says whether there is such a question. A problem is `{key, code, …}`.
   */
  function problemsOf(kind, values, about) {
    const found = [];
    const { service, handbook } = about;
    const { settings } = handbook;
    const problem = (key, code, more = {}) => found.push({ key, code, ...more });
    const need = (key) => (tidy(values[key] ?? "") ? true : (problem(key, "missing"), false));
    const people = (key, { isOne = false, isNeeded = true } = {}) => {
      const ids = idsOf(values[key]);
      if (!ids.length) return isNeeded ? problem(key, "person") : undefined;
      if (isOne && ids.length > 1) return problem(key, "one_person");
      const wrong = ids.find((id) => !isId(id));
      if (wrong) return problem(key, "id", { what: wrong });
      const nobody = ids.find((id) => isNobody(id, handbook));
      if (nobody) problem(key, "nobody", { what: nobody });
    };
    const day = (key) => {
      if (!need(key)) return;
      if (!isDate(values[key])) problem(key, "day");
      else if (key !== "on" && isDate(values.on ?? "") && values[key] < values.on) problem(key, "too_early", { day: values.on });
    };
    const questions = (key) => {
      const ids = idsOf(values[key]);
      if (!ids.length) return problem(key, "question");
      const wrong = ids.find((id) => !about.asks(id));
      if (wrong) problem(key, "no_question", { what: wrong });
    };
    const ticket = () => values.ticket && !isWebAddress(values.ticket) && problem("ticket", "address");

    // What is still to be talked about is a part of the walkthrough, which says the rest.
    if (kind !== "discussion") {
      day("on");
      people("written_by", { isOne: true });
    }
    if (!["walkthrough", "discussion"].includes(kind)) people("by");
    if (values.isSaved) need("why");
    if (kind === "verdict") {
      need("role");
      if (need("outcome") && values.outcome === "veto") {
        if (!mayVeto(service, settings)) problem("outcome", "no_veto");
        else if (values.role && !settings.veto.by.includes(values.role)) problem("role", "no_veto_role", { roles: settings.veto.by });
      }
      // As `src/review/record/rules.rs` has it: whoever does not simply let it go says why, and what is waited for.
      if (["go-with-conditions", "not-yet", "veto"].includes(values.outcome)) need("reason");
      if (["not-yet", "veto"].includes(values.outcome)) need("lifted_by");
    } else if (kind === "condition") {
      questions("questions");
      need("what");
      people("owner", { isOne: true });
      day("ends_on");
      ticket();
    } else if (kind === "exception") {
      questions("question");
      if (idsOf(values.question).length > 1) problem("question", "one_question");
      for (const key of ["gap", "acceptable", "limits"]) need(key);
      day("ends_on");
      const last = lastDay(values.on, service, settings);
      if (last && isDate(values.ends_on ?? "") && values.ends_on > last) problem("ends_on", "too_late", { day: last });
      need("closes_when");
      accepted(values, about, problem);
      ticket();
    } else if (kind === "discussion") {
      need("topic");
      people("owner", { isOne: true });
      day("due");
      ticket();
    } else if (kind === "walkthrough") {
      const all = Object.values(values.took_part ?? {});
      if (!all.some((ids) => idsOf(ids).length)) problem("took_part", "took_part");
      for (const [role, ids] of Object.entries(values.took_part ?? {})) {
        const wrong = idsOf(ids).find((id) => !isId(id) || isNobody(id, handbook));
        if (wrong) problem(`took_part:${role}`, isId(wrong) ? "nobody" : "id", { what: wrong });
      }
      people("decides", { isOne: true, isNeeded: false });
    }
    return found;
  }

  /** The roles that accept an exception: one of those of the tier, and for a hard stop one that may stop a launch, together with another. */
  function accepted({ accepted_as: roles = [], question }, { service, handbook, isStop }, problem) {
    const { veto, records = {} } = handbook.settings;
    if (!roles.length) return problem("accepted_as", "role");
    const stops = isStop(idsOf(question)[0] ?? "");
    const wanted = stops ? (veto?.by ?? []) : (records.accepted_by?.[service.tier] ?? []);
    if (wanted.length && !wanted.some((role) => roles.includes(role))) return problem("accepted_as", stops ? "stop_role" : "one_role", { roles: wanted });
    if (stops && records.together_with && !roles.includes(records.together_with)) problem("accepted_as", "together", { roles: [records.together_with] });
  }

  /** A value without what is empty; `undefined` where nothing is left. */
  function filled(value) {
    if (typeof value === "string") return tidy(value.trim()) || undefined;
    if (Array.isArray(value)) {
      const all = value.map(filled).filter((one) => one !== undefined);
      return all.length ? all : undefined;
    }
    if (typeof value !== "object" || value === null) return value ?? undefined;
    const all = Object.entries(value).map(([key, one]) => [key, filled(one)]).filter(([, one]) => one !== undefined);
    return all.length ? Object.fromEntries(all) : undefined;
  }

  /** What happened, by the keys of the format in their order. */
  const WHAT = {
    walkthrough: ({ took_part: took, areas, discussions, decides }) => ({
      took_part: Object.fromEntries(Object.entries(took ?? {}).map(([role, ids]) => [role, idsOf(ids)])),
      areas: Object.fromEntries(Object.entries(areas ?? {}).filter(([, { mark }]) => mark).map(([area, { mark, line = "" }]) => [area, line.trim() ? { mark, line } : mark])),
      discussions: (discussions ?? []).map(({ topic, owner, due, ticket }) => ({ topic, owner: idsOf(owner)[0], due, ticket })),
      decides: idsOf(decides)[0],
    }),
    verdict: ({ outcome, role, reason, lifted_by: lifted }) => ({ outcome, role, reason, lifted_by: ["veto", "not-yet"].includes(outcome) ? lifted : "" }),
    condition: ({ questions, what, owner, ends_on: ends, closes_when: closes, ticket }) => ({ questions: idsOf(questions), what, owner: idsOf(owner)[0], ends_on: ends, closes_when: closes, ticket }),
    exception: ({ question, gap, acceptable, limits, ends_on: ends, closes_when: closes, accepted_as: roles, ticket }) => ({
      ...{ question: idsOf(question)[0], gap, acceptable, limits, ends_on: ends, closes_when: closes, accepted_as: roles, ticket },
    }),
  };

  /** Who decided: for a walkthrough all who took part. */
  const byOf = (kind, values) => (kind === "walkthrough" ? [...new Set(Object.values(values.took_part ?? {}).flatMap(idsOf))] : idsOf(values.by));

  /** What an entry says, without the day on which it is written down and without why it puts another one right. */
  function saidIn(kind, values, { service, phase }) {
    const { on, written_by: writer, confirmed, seen_at: seen } = values;
    const head = { service: service.id, phase, on, by: byOf(kind, values), written_by: idsOf(writer)[0], confirmed, seen_at: seen };
    return { ...filled(head), [kind]: filled(WHAT[kind](values)) ?? {} };
  }

  /** The text of an entry that is written down on a day; `corrects` is the id of the entry that it puts right. */
  function textOf(kind, values, { service, phase, today, corrects }) {
    const { service: id, phase: where, on, by, written_by: writer, confirmed, seen_at: seen, [kind]: what } = saidIn(kind, values, { service, phase });
    const entry = { record: VERSION, service: id, phase: where, on, by, written_by: writer, written_on: today, confirmed, seen_at: seen };
    if (corrects) Object.assign(entry, { corrects, why: filled(values.why) });
    entry[kind] = what;
    const lines = Object.entries(entry).filter(([, value]) => value !== undefined);
    return `${lines.flatMap(([key, value]) => file.keyLines(key, value, "")).join("\n")}\n`;
  }

  /** What an entry is about, as the last word of the name of its file. */
  function subjectOf(kind, values) {
    if (kind === "verdict") return values.role;
    if (kind === "condition") return idsOf(values.questions).join("-").toLowerCase();
    return kind === "exception" ? (idsOf(values.question)[0] ?? "").toLowerCase() : "";
  }

  /** The name of an entry's file. */
  const nameOf = (kind, values, letters) => `${[values.on, kind, subjectOf(kind, values), letters].filter(Boolean).join("-")}.yaml`;

  /** Five letters that no other entry has: of the text's digest, or by chance where a page may make none. */
  async function lettersOf(text, crypto) {
    const bytes = crypto.subtle ? new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))) : crypto.getRandomValues(new Uint8Array(HOW_MANY_LETTERS));
    let bits = "";
    for (const byte of bytes.slice(0, HOW_MANY_LETTERS)) bits += byte.toString(2).padStart(8, "0");
    return Array.from({ length: HOW_MANY_LETTERS }, (_, number) => LETTERS[parseInt(bits.slice(number * 5, number * 5 + 5), 2)]).join("");
  }

  room.entry = { idsOf, mayVeto, outcomes, lastDay, problemsOf, saidIn, textOf, nameOf, lettersOf };
})();
