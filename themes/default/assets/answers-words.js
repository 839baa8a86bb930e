// The words of the page, and small helpers to build it. Text is always set as text, never as markup.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const words = {};

  for (const found of document.getElementById("rb-answers-words")?.content.querySelectorAll("[data-word]") ?? []) {
    words[found.dataset.word] = found.textContent;
  }

  /** A word, with `{name}` filled in. */
  function word(name, values = {}) {
    const text = words[name.replaceAll("-", "_")] ?? name;
    return text.replace(/\{(\w+)\}/g, (whole, key) => (Object.hasOwn(values, key) ? String(values[key]) : whole));
  }

  const many = (one, several, n) => (n === 1 ? word(one) : word(several, { n }));

  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  const clone = (id) => document.getElementById(id).content.cloneNode(true);
  const part = (root, name) => root.querySelector(`[data-part="${name}"]`);
  const setText = (root, name, text) => {
    const found = root.querySelector(`[data-text="${name}"]`);
    if (found.textContent !== text) found.textContent = text;
  };

  /** What somebody wrote, with links that can be followed; only web addresses become links. */
  function linked(text) {
    if (!/^https?:\/\/\S+$/i.test(text)) return text;
    const made = element("a", "", text);
    made.href = text;
    made.rel = "noopener noreferrer";
    return made;
  }

  /** The day here, as an ISO date. */
  function today() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  /** A word with a day in it, which programs can read too; behind one that has passed for the reader, a word says so. */
  function dated(name, day) {
    const [before, after = ""] = word(name).split("{day}");
    const time = element("time", "", day);
    time.dateTime = day;
    const made = element("span", "answers-bit", before, time, after);
    if (day < today()) made.append(" ", element("span", "overdue", word("passed")));
    return made;
  }

  /** What is there of a list of pieces, with a text between two. */
  const joined = (pieces, between) => pieces.filter(Boolean).flatMap((piece, number) => (number ? [between, piece] : [piece]));

  const checklistTitle = (handbook, id) => handbook.checklists.find((found) => found.id === id)?.title ?? id;

  answers.page = { word, many, element, clone, part, setText, linked, today, dated, joined, checklistTitle };
})();
