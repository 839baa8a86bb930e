// A sheet beside the page, as it lies on the table: real pages, how many there are, and how much room is left.

"use strict";

const readybookPaper = (() => {
  const OWN = "/__readybook/";
  const OPEN = "readybook-paper";

  let words = {};
  let sheets = [];
  let aside = null;
  let redraw = () => {};
  /** What is shown: which sheet, on which paper, in grey or not. */
  let choice = JSON.parse(sessionStorage.getItem(OPEN) ?? "null");
  let round = 0;
  /** The page's own sheet on each paper; none when it has no sheet. */
  let papersHere = [];

  const word = (name, number) => (words[`preview_${name}`] ?? name).replace("{n}", number);
  const count = (name, number) => word(Math.abs(number) === 1 ? `${name}_one` : name, Math.abs(number));

  const make = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter(Boolean));
    return made;
  };

  const get = async (path) => {
    const answer = await fetch(`${OWN}${path}`, { cache: "no-store" });
    return answer.ok ? answer.json() : null;
  };

  /** A sheet on one paper, or on all. */
  const sheet = (id, paper) => get(["sheet", id, paper].filter(Boolean).map(encodeURIComponent).join("/"));

  const choose = (next) => {
    choice = next;
    if (next) sessionStorage.setItem(OPEN, JSON.stringify(next));
    else sessionStorage.removeItem(OPEN);
    redraw();
    return refresh();
  };

  const open = () => choose({ id: sheets[0].id, paper: null, grey: false });

  const select = (label, options, value, onchange) => {
    const field = make("select", {}, ...options.map(([id, title]) => make("option", { value: id, textContent: title, selected: id === value })));
    field.setAttribute("aria-label", label);
    field.onchange = () => onchange(field.value);
    return field;
  };

  const said = ({ leaves, limit, lines_left: lines }) => {
    const pages = count("pages", leaves.length);
    if (lines === null || limit === null) return pages;
    return `${pages} · ${lines < 0 ? count("lines_over", lines) : count("lines_left", lines)}`;
  };

  const isOver = ({ leaves, limit, lines_left: lines }) => limit !== null && (leaves.length > limit || (lines ?? 0) < 0);

  /** The picture of a page; one that looks as before is the same picture. */
  const leaf = ({ picture, width, height }, number) => {
    const src = `${OWN}${picture}`;
    const known = [...aside.querySelectorAll("img")].find((image) => image.getAttribute("src") === src);
    const image = known ?? make("img", { src });
    image.alt = word("leaf", number + 1);
    image.style.aspectRatio = `${width} / ${height}`;
    return image;
  };

  /** Shows a sheet; its pages take the place of the earlier ones when they are there, so that nothing is ever empty. */
  const draw = async (shown, own) => {
    const papers = shown?.papers ?? [];
    const on = papers.find(({ paper }) => paper === choice.paper) ?? papers[0];
    const leaves = on ? on.leaves.map(leaf) : [];
    await Promise.all(leaves.map((image) => image.decode().catch(() => {})));
    if (own !== round || !choice) return;
    const grey = make("input", { type: "checkbox", checked: choice.grey });
    grey.onchange = () => choose({ ...choice, grey: grey.checked });
    const close = make("button", { type: "button", textContent: word("close") });
    close.onclick = () => choose(null);
    const head = make(
      "header",
      {},
      select(word("sheet"), sheets.map(({ id, title }) => [id, title]), choice.id, (id) => choose({ ...choice, id })),
      on && select(word("paper"), shown.names.map((name) => [name, word(name)]), on.paper, (paper) => choose({ ...choice, paper })),
      make("label", {}, grey, ` ${word("grey")}`),
      close,
      make("output", { textContent: on ? said(on) : word("no_sheet"), className: on && isOver(on) ? "over" : "" }),
    );
    const controls = () => [...aside.querySelectorAll("select, input, button")];
    const focus = controls().indexOf(aside.getRootNode().activeElement);
    const top = aside.scrollTop;
    aside.className = choice.grey ? "grey" : "";
    aside.replaceChildren(head, ...leaves);
    aside.scrollTop = top;
    controls()[focus]?.focus();
    show(true);
  };

  /** The page is laid out in the room that the sheet leaves. */
  const show = (isOpen) => {
    aside.hidden = !isOpen;
    document.documentElement.toggleAttribute("data-readybook-paper", isOpen);
    aside.getRootNode().host.toggleAttribute("data-paper", isOpen);
  };

  const lists = () => {
    const path = location.pathname.endsWith("/") ? `${location.pathname}index.html` : location.pathname;
    return get(`sheets${path}`);
  };

  /** Shows everything as it is now: the sheet, and how much of its room this page's own sheet takes. */
  const refresh = async () => {
    if (!aside) return;
    round += 1;
    const own = round;
    if (!choice) show(false);
    try {
      // What was shown is most likely shown again, so it does not wait for the list, and the other paper waits for it.
      const early = choice && { ...choice, sheet: sheet(choice.id, choice.paper) };
      const listed = (await lists()) ?? sheets;
      if (own !== round) return;
      sheets = listed;
      if (choice && !sheets.some(({ id }) => id === choice.id)) choice.id = sheets[0]?.id;
      if (choice) {
        const shown = await (early?.id === choice.id && early.paper === choice.paper ? early.sheet : sheet(choice.id, choice.paper));
        // A later one may be on its way already.
        if (own !== round || !choice) return;
        choice.paper ??= shown?.names[0] ?? null;
        await draw(shown, own);
        if (own !== round) return;
      }
      const mine = sheets[0]?.here ? await sheet(sheets[0].id) : null;
      if (own !== round) return;
      papersHere = mine?.papers ?? [];
      redraw();
    } catch {
      // The server is gone; when it is back, there will be news.
    }
  };

  /** The button that opens and closes it; none where there is no sheet. */
  const button = () => {
    if (sheets.length === 0) return null;
    // The paper that is fullest says how the page's own sheet stands.
    const [fullest] = [...papersHere].sort((a, b) => b.leaves.length - a.leaves.length || (a.lines_left ?? 0) - (b.lines_left ?? 0));
    const text = fullest ? `${word("paper")} · ${isOver(fullest) ? said(fullest) : count("pages", fullest.leaves.length)}` : word("paper");
    const made = make("button", { type: "button", id: "paper-toggle", textContent: text, title: word("paper_hint") });
    if (fullest && isOver(fullest)) made.className = "warning";
    made.setAttribute("aria-pressed", String(choice !== null));
    made.onclick = () => (choice ? choose(null) : open());
    return made;
  };

  const start = async (root, told, changed) => {
    words = told;
    redraw = changed;
    sheets = (await lists()) ?? [];
    if (sheets.length === 0) return;
    aside = make("aside", { id: "paper", hidden: true });
    aside.setAttribute("aria-label", word("paper"));
    root.append(aside);
    // A page that has sheets of its own shows its own.
    if (choice && sheets[0].here) choice.id = sheets[0].id;
    await refresh();
  };

  return { start, refresh, button };
})();
