// What the preview says on top of a page: problems, marks, and whether to follow edits.
//
// It stands outside of the page's body and in a shadow root, so that neither knows of the other's styles.

"use strict";

const readybookPanel = (() => {
  const OWN = "/__readybook/";
  const FOLLOW = "readybook-follow";
  const MARK = "data-readybook-changed";

  let words = {};
  let news = { errors: 0, warnings: 0, problems: [] };
  let root = null;
  /** Whether the reader closed it; a new problem opens it again. */
  let closed = false;
  let known = "";

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter(Boolean));
    return made;
  };

  const word = (name, number) => (words[`preview_${name}`] ?? name).replace("{n}", number);
  const count = (name, number) => word(number === 1 ? `${name}_one` : name, number);

  const isFollowing = () => sessionStorage.getItem(FOLLOW) === "yes";

  const setFollowing = (on) => {
    sessionStorage.setItem(FOLLOW, on ? "yes" : "no");
    draw();
  };

  const problem = (one) => {
    const place = one.place && (one.open ? element("a", { href: one.open, textContent: one.place }) : element("span", { textContent: one.place }));
    const head = element("p", {}, element("strong", { textContent: word(one.severity) }), one.code && ` ${one.code} `, place);
    return element("li", { className: one.severity }, head, element("pre", { textContent: one.excerpt }));
  };

  const summary = () => {
    const said = [];
    if (news.errors > 0) said.push(count("errors", news.errors));
    if (news.warnings > 0) said.push(count("warnings", news.warnings));
    return said.join(", ") || word("fine");
  };

  const draw = () => {
    if (!root) return;
    const real = news.problems.filter((one) => !one.mark);
    const marks = news.problems.filter((one) => one.mark);
    const isOpen = !closed && news.errors > 0 || closed === null;
    const follow = element("button", { type: "button", id: "follow", textContent: word("follow"), title: word("follow_hint") });
    follow.setAttribute("aria-pressed", String(isFollowing()));
    follow.onclick = () => setFollowing(!isFollowing());
    const toggle = element("button", { type: "button", id: "toggle", textContent: summary(), className: news.errors > 0 ? "error" : news.warnings > 0 ? "warning" : "" });
    toggle.setAttribute("aria-expanded", String(isOpen));
    toggle.onclick = () => {
      closed = isOpen ? true : null;
      draw();
    };
    const paper = readybookPaper.button();
    const bar = element("div", { id: "bar" }, ...marks.map((one) => element("span", { className: "mark", textContent: one.message, title: one.place })), paper, follow, toggle);
    const list = isOpen && real.length > 0 && element("section", { id: "problems" }, element("h2", { textContent: summary() }), element("ol", {}, ...real.map(problem)));
    if (list) list.setAttribute("aria-label", word("problems"));
    const more = list && news.errors + news.warnings > real.length && element("p", { textContent: word("more", news.errors + news.warnings - real.length) });
    if (more) list.append(more);
    root.querySelector("#panel").replaceChildren(...[list, bar].filter(Boolean));
  };

  /** Shows problems; those that are not known yet open the list. */
  const show = (told) => {
    news = told;
    const text = JSON.stringify(told.problems.filter((one) => one.severity === "error"));
    if (text !== known) closed = false;
    known = text;
    draw();
  };

  /** Marks elements for a while, and shows the first of them. */
  const mark = (elements) => {
    document.querySelectorAll(`[${MARK}]`).forEach((marked) => marked.removeAttribute(MARK));
    for (const one of elements) one.setAttribute(MARK, "");
    elements[0]?.scrollIntoView({ block: "nearest" });
  };

  const start = async () => {
    const host = element("div", { id: "readybook-preview" });
    host.dataset.readybook = "";
    document.documentElement.append(host);
    root = host.attachShadow({ mode: "open" });
    root.append(element("link", { rel: "stylesheet", href: `${OWN}panel.css` }), element("div", { id: "panel" }));
    const style = element("link", { rel: "stylesheet", href: `${OWN}marks.css` });
    style.dataset.readybook = "";
    document.head.append(style);
    draw();
    const answer = await fetch(`${OWN}words.json`);
    words = answer.ok ? await answer.json() : {};
    await readybookPaper.start(root, words, draw);
    draw();
  };

  return { start, show, mark, isFollowing };
})();
