// Thin answers: those from which somebody else could not yet tell what is the case. As in the program, `src/review/thin.rs`; both are
// held to `tests/fixtures/answers/thin.json`. Pure.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { stateOf } = answers.model;

  /** The fewest words that say something without evidence. */
  const FEWEST_WORDS = 3;

  /** In lower case with a space between two words, and nothing but letters and digits. */
  const folded = (text = "") => text.toLowerCase().split(/[^\p{Alphabetic}\p{N}]+/u).filter(Boolean).join(" ");

  const segmenter = new Intl.Segmenter("und", { granularity: "word" });
  const countWords = (text) => [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike).length;

  /** The words that stand for an answer and are none, in the handbook's language. */
  const fillersOf = (handbook) => new Set((handbook.words.review_fillers ?? "").split(";").map(folded));

  /**
   * What an answer still lacks, as the ends of the names of words: `nothing`, `filler`, `example`, `short`, `no_evidence`, `no_speaker`,
   * `hard_stop_aside`. `isOwned` says that somebody takes care of its area, `isStop` that a gap stops the launch.
   */
  function thinness(item, answer, { fillers, isOwned, isStop }) {
    const state = stateOf(answer);
    if (state === "not-applicable" && isStop) return ["hard_stop_aside"];
    if (state !== "answered") return [];
    const says = folded(answer.says);
    const canBeShown = Boolean(answer.evidence?.length || answer.setting);
    // That somebody else does it, and why the team does without, are answers.
    const isSaidElsewhere = ["platform", "provider"].includes(answer.handled_by) || Boolean(answer.why);
    const found = [];
    if (!answer.says) {
      if (!isSaidElsewhere) found.push("nothing");
    } else if (!says || fillers.has(says)) found.push("filler");
    else if ([item.ask, item.evidence, item.example, ...Object.values(item.examples ?? {})].some((text) => folded(text) === says)) found.push("example");
    else if (!canBeShown && !isSaidElsewhere && countWords(answer.says) < FEWEST_WORDS) found.push("short");
    if (!canBeShown && item.severity === "high") found.push("no_evidence");
    if (!answer.speaker && !isOwned) found.push("no_speaker");
    return found;
  }

  answers.thin = { thinness, fillersOf };
})();
