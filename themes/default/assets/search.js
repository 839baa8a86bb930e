// The search that a reader sees: a dialog with a field and a list. The keyboard stays in the field; the list tells a screen
// reader which result is chosen. Words come from the dialog's template.
globalThis.readybookSearch = (() => {
  "use strict";

  const { prepare, mark } = globalThis.readybookMatch;
  // A match that begins later than this in a text is shown with the text before it cut off.
  const LEAD = 90;
  // Sentences are looked for when nobody has typed for this long, in milliseconds, and for so many results.
  const PAUSE = 200;
  const LOOKED_INTO = 8;

  const template = document.getElementById("rb-search-template");
  const word = (name) => template.getAttribute(`data-${name}`);
  const { top } = document.getElementById("rb-search-button").dataset;
  const search = prepare(globalThis.readybookIndex);

  document.body.append(template.content.cloneNode(true));
  const dialog = document.getElementById("rb-search");
  const field = document.getElementById("rb-search-input");
  const list = document.getElementById("rb-search-found");
  const count = dialog.querySelector(".search-count");
  const none = dialog.querySelector(".search-none");
  let options = [];
  let chosen = -1;
  let pause;
  // Pages that were fetched, by their addresses.
  const pages = new Map();

  function element(name, className, ...children) {
    const made = document.createElement(name);
    made.className = className;
    made.append(...children);
    return made;
  }

  const pieces = (text, words) => mark(text, words).map((piece) => (piece.marked ? element("mark", "", piece.text) : piece.text));

  /** A text that begins shortly before its first match. */
  function excerpt(text, words) {
    const before = mark(text, words)[0];
    if (!before || before.marked || before.text.length < LEAD || before.text.length === text.length) return text;
    return `… ${text.slice(text.indexOf(" ", before.text.length - LEAD / 2) + 1)}`;
  }

  const hasMark = (text, words) => mark(text, words).some((piece) => piece.marked);

  /** The page at an address. */
  async function fetched(address) {
    const answer = await fetch(address);
    return new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
  }

  /** What a page says in its own words at an anchor, block by block; without one all of it. */
  function blocks(page, anchor) {
    const all = [...page.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6, p, li, dt, dd, td, th, pre, figcaption)")];
    const place = anchor && page.getElementById(anchor);
    if (!place) return anchor ? [] : all;
    const own = all.filter((block) => place.contains(block) && block !== place);
    if (own.length) return own;
    const later = all.filter((block) => place.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_FOLLOWING);
    const end = later.findIndex((block) => /^H\d$/.test(block.tagName));
    return end < 0 ? later : later.slice(0, end);
  }

  /** The sentence of a place that has most of the words. */
  async function sentence(href, words) {
    const [address, anchor] = href.split("#");
    if (!pages.has(address)) pages.set(address, fetched(address));
    const page = await pages.get(address);
    const segments = new Intl.Segmenter(document.documentElement.lang, { granularity: "sentence" });
    const texts = blocks(page, anchor && decodeURIComponent(anchor)).map((block) => block.textContent.replace(/\s+/g, " ").trim());
    const count = (text) => new Set(mark(text, words).filter((piece) => piece.marked).map((piece) => piece.text.toLowerCase())).size;
    const sentences = texts.flatMap((text) => Array.from(segments.segment(text), ({ segment }) => segment.trim()));
    return sentences.map((text) => ({ text, count: count(text) })).reduce((best, one) => (one.count > best.count ? one : best), { text: "", count: 0 }).text;
  }

  /** Shows the sentence for which a result was found, where nothing else in it says why. From a folder no page can be fetched. */
  function showSentences() {
    if (location.protocol === "file:") return;
    const unclear = options.filter(({ result }) => ![result.title, result.names ?? "", result.text ?? ""].some((text) => hasMark(text, result.words)));
    for (const { made, result } of unclear.filter(({ result }) => result.words.length).slice(0, LOOKED_INTO)) {
      sentence(made.href, result.words).then(
        (text) => {
          if (!text) return;
          made.querySelector(".search-text")?.remove();
          made.append(" ", element("span", "search-text", ...pieces(excerpt(text, result.words), result.words)));
        },
        // A page that cannot be had adds nothing.
        () => {},
      );
    }
  }

  function option(result) {
    const { title, names, context, text, words } = result;
    const made = element("a", "search-option", element("span", "search-title", ...pieces(title, words)));
    if (names) made.firstChild.append(" ", element("span", "search-names", ...pieces(names, words)));
    if (context) made.append(" ", element("span", "search-context", context));
    if (text) made.append(" ", element("span", "search-text", ...pieces(excerpt(text, words), words)));
    made.id = `rb-search-option-${options.length}`;
    made.href = /^\w+:/.test(result.href) ? result.href : top + result.href;
    made.tabIndex = -1;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    options.push({ made, result });
    return made;
  }

  function group({ kind, results }) {
    const title = element("p", "search-group-title", word(kind));
    title.id = `rb-search-${kind}`;
    title.setAttribute("role", "presentation");
    const made = element("div", "search-group", title, ...results.map(option));
    made.setAttribute("role", "group");
    made.setAttribute("aria-labelledby", title.id);
    return made;
  }

  function choose(number) {
    options[chosen]?.made.setAttribute("aria-selected", "false");
    chosen = number;
    const option = options[chosen]?.made;
    if (!option) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }

  /** Before the first letter: where this tab was last, and the pages that every page leads to. */
  function starts() {
    const link = ({ textContent, href }) => ({ title: textContent.trim(), href, words: [] });
    const key = [...document.querySelectorAll(".nav > .tree > li > a, .nav-quick a")].map(link);
    const recent = globalThis.readybook.recent().filter(({ href }) => href !== location.href.split("#")[0]).map((page) => ({ ...page, words: [] }));
    return [
      { kind: "found_recent", results: recent },
      { kind: "found_key", results: key },
    ].filter(({ results }) => results.length);
  }

  function show() {
    const isEmpty = !field.value.trim();
    options = [];
    list.replaceChildren(...(isEmpty ? starts() : search(field.value)).map(group));
    list.scrollTop = 0;
    const found = options.length;
    field.setAttribute("aria-expanded", String(found > 0));
    none.hidden = isEmpty || found > 0;
    count.textContent = isEmpty ? "" : found === 1 ? word("one") : word("many").replace("{n}", found);
    choose(found && !isEmpty ? 0 : -1);
    clearTimeout(pause);
    pause = setTimeout(showSentences, PAUSE);
  }

  const moves = {
    ArrowDown: () => choose((chosen + 1) % options.length),
    ArrowUp: () => choose((Math.max(chosen, 0) - 1 + options.length) % options.length),
    PageDown: () => choose(Math.min(chosen + 5, options.length - 1)),
    PageUp: () => choose(Math.max(chosen - 5, 0)),
    Enter: () => options[chosen]?.made.click(),
  };

  field.addEventListener("input", show);

  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" || (options.length && moves[event.key])) event.preventDefault();
    if (options.length) moves[event.key]?.();
  });

  list.addEventListener("click", (event) => {
    // The result may be on this page.
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) dialog.close();
  });

  // What is not in the dialog's box is the dialog itself: its backdrop.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  return {
    open() {
      if (!dialog.open) dialog.showModal();
      if (!field.value.trim()) show();
      field.select();
    },
  };
})();
