// What a question asked when it was answered, where its words changed since: the former words stand on the page of the checklist.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;

  /** The former words in a document, as `{id, asked, editions, isCorrected, texts}`; none on a page without any. */
  function formerIn(document) {
    const found = document.getElementById("rb-former")?.content.querySelectorAll("[data-id]") ?? [];
    return [...found].map((one) => ({
      id: one.dataset.id,
      asked: one.dataset.asked,
      editions: one.dataset.editions.split(" "),
      isCorrected: "corrected" in one.dataset,
      texts: [...one.children].map((line) => line.textContent),
    }));
  }

  /**
   * To which former words an answer was given: `{texts}`, with no text where nobody knows them; `null` where it was given to the words of
   * today, where only a mistake in them was mended since, and where nobody knows. An answer that does not say it was given to the words of
   * the edition that its file names.
   */
  function wordsBefore(item, answer, edition, former) {
    if (!answer || !item.digests || answer.asked === item.digests.asks) return null;
    if (!["says", "state", "why", "plan", "handled_by"].some((key) => answer[key])) return null;
    const own = former.filter(({ id }) => id === item.id);
    const found = own.find((one) => (answer.asked ? one.asked === answer.asked : one.editions.includes(edition)));
    if (found) return found.isCorrected ? null : { texts: found.texts };
    return answer.asked ? { texts: [] } : null;
  }

  answers.former = { formerIn, wordsBefore };
})();
