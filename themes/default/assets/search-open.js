// Opens the search: by its button, by `/`, by Ctrl-K or Cmd-K. What the search is made of is loaded when it is first opened.
// Without this script the button is a link to a page that lists everything.
(() => {
  "use strict";

  const button = document.getElementById("rb-search-button");
  if (!button) return;
  button.setAttribute("role", "button");
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-keyshortcuts", "/ Control+K Meta+K");

  const load = (element) =>
    new Promise((loaded, failed) => {
      element.onload = loaded;
      element.onerror = () => failed(new Error(element.src || element.href));
      document.head.append(element);
    });

  const style = (href) => load(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));

  // Not `async`: the scripts are fetched together and run in their order.
  const script = (src) => load(Object.assign(document.createElement("script"), { src, async: false }));

  let parts;

  async function open() {
    const { style: sheet, scripts } = button.dataset;
    parts ??= Promise.all([style(sheet), ...scripts.split(" ").map(script)]);
    try {
      await parts;
    } catch {
      location.href = button.href;
      return;
    }
    globalThis.readybookSearch.open();
  }

  // The field of a dialog that was just closed may still have the focus, and nobody writes there.
  const isShown = (element) => element.getClientRects().length > 0;
  const isWriting = (element) => isShown(element) && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

  button.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });

  button.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    open();
  });

  document.addEventListener("keydown", (event) => {
    const bySlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isWriting(event.target);
    const byK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!bySlash && !byK) return;
    event.preventDefault();
    open();
  });
})();
