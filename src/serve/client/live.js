// Keeps an open page like its source: hears of each change, fetches the page anew and puts in what is different.

"use strict";

(() => {
  const OWN = "/__readybook/";
  const EDITED = "readybook-edited";
  /** What is marked as a whole when a word in it is new. */
  const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, pre, td, th, dt, dd, blockquote, summary, figure";
  const script = document.currentScript;

  /** The page as the server sent it, and the way from its nodes to those that are open. */
  const copy = document.body.cloneNode(true);
  const pairs = readybookPatch.pair(copy, document.body);
  /** The state of the handbook that is shown, and the last one that was heard of. */
  let shown = script.dataset.id;
  let latest = null;
  let rootAttributes = null;
  let busy = false;
  let again = false;

  const parse = (text) => new DOMParser().parseFromString(text, "text/html");

  const reload = () => {
    readybookPageState.save();
    location.reload();
  };

  const attributesOf = (element) => element.getAttributeNames().map((name) => [name, element.getAttribute(name)]);
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const isStyle = (link) => link.rel === "stylesheet";
  const stylesOf = (root) => [...root.querySelectorAll("link[href]")].filter((link) => isStyle(link) && !link.dataset.readybook);
  const scriptsOf = (root) => [...root.querySelectorAll("script[src]")].map((one) => one.getAttribute("src")).filter((src) => !src.startsWith(OWN));

  /** The scripts that this page began with; another script needs a fresh start. */
  const scripts = scriptsOf(document.head);

  /** Puts changed style sheets in the place of the old ones, without a moment of none. */
  const swapStyles = (after) => {
    const olds = stylesOf(document.head);
    const news = stylesOf(after.head);
    const known = new Map(olds.map((link) => [link.getAttribute("href"), link]));
    const wanted = new Set(news.map((link) => link.getAttribute("href")));
    let place = null;
    for (const link of news) {
      const old = known.get(link.getAttribute("href"));
      if (old) {
        place = old;
        continue;
      }
      const fresh = document.importNode(link, true);
      if (place) place.after(fresh);
      else (olds[0] ?? document.head.lastElementChild).before(fresh);
      place = fresh;
    }
    const gone = olds.filter((link) => !wanted.has(link.getAttribute("href")));
    const waiting = stylesOf(document.head).filter((link) => !link.sheet && link.media !== "print");
    let left = waiting.length;
    const done = () => {
      left -= 1;
      if (left <= 0) gone.forEach((link) => link.remove());
    };
    if (left === 0) return done();
    for (const link of waiting) {
      link.addEventListener("load", done, { once: true });
      link.addEventListener("error", done, { once: true });
    }
  };

  const patch = (after, mark) => {
    if (!same(scripts, scriptsOf(after.head))) return reload();
    const root = attributesOf(after.documentElement);
    if (rootAttributes && !same(rootAttributes, root)) return reload();
    rootAttributes = root;
    swapStyles(after);
    if (document.title !== after.title) document.title = after.title;
    if (copy.isEqualNode(after.body)) return undefined;
    const done = readybookPatch.apply(copy, after.body, pairs);
    if (!done) return reload();
    document.dispatchEvent(new CustomEvent("readybook:patched", { detail: done }));
    if (mark) readybookPanel.mark(done.changed);
    return undefined;
  };

  /** Fetches the page anew, unless it shows what was last heard of already. */
  const refresh = async (mark) => {
    again = busy;
    if (busy) return;
    busy = true;
    try {
      do {
        again = false;
        if (shown === latest) break;
        const answer = await fetch(location.href, { cache: "no-store" });
        if (!(answer.headers.get("Content-Type") ?? "").startsWith("text/html")) break;
        const after = parse(await answer.text());
        const own = after.querySelector(`script[src="${OWN}live.js"]`);
        // An answer is never older than what was heard of before it was asked for.
        shown = own?.dataset.id ?? latest;
        own?.remove();
        patch(after, mark);
        document.documentElement.dataset.readybookId = shown;
      } while (again);
    } catch {
      // The server is gone; when it is back, there will be news.
    } finally {
      busy = false;
    }
  };

  /** Pictures keep their address when they change. */
  const refreshPictures = (files) => {
    const paths = new Set(files.map((file) => `/${file}`));
    const isChanged = (address) => paths.has(decodeURIComponent(new URL(address, location.href).pathname));
    const again = (address) => {
      const url = new URL(address, location.href);
      url.searchParams.set("readybook", latest);
      return url.href;
    };
    for (const image of document.querySelectorAll("img[src]")) if (isChanged(image.src)) image.src = again(image.src);
    for (const source of document.querySelectorAll("source[srcset]")) {
      if (isChanged(source.srcset)) source.srcset = again(source.srcset);
    }
  };

  /** Pictures of sheets are drawn anew with each state of the handbook. */
  const refreshSheets = () => {
    for (const image of document.querySelectorAll(".leaf img[src]")) {
      const url = new URL(image.src, location.href);
      url.searchParams.set("readybook", latest);
      image.src = url.href;
    }
  };

  const pathOf = (address) => `/${address.split("/").map(encodeURIComponent).join("/")}`;
  const here = () => decodeURIComponent(location.pathname.endsWith("/") ? `${location.pathname}index.html` : location.pathname);

  /** Goes to the page that was edited, if that is wanted here and it is another one. */
  const follow = (edited) => {
    if (!readybookPanel.isFollowing() || document.hidden || edited.length === 0) return false;
    if (edited.some((address) => `/${address}` === here())) return false;
    sessionStorage.setItem(EDITED, edited[0]);
    location.assign(pathOf(edited[0]));
    return true;
  };

  /** Marks what is new on a page to which an edit has led. */
  const markEdit = async () => {
    const edited = sessionStorage.getItem(EDITED);
    sessionStorage.removeItem(EDITED);
    if (!edited || `/${edited}` !== here()) return;
    const answer = await fetch(`${OWN}before${pathOf(edited)}`, { cache: "no-store" });
    if (!answer.ok) return;
    const before = parse(await answer.text()).body;
    const known = new Set([...before.querySelectorAll(BLOCKS)].map((block) => block.outerHTML));
    const fresh = [...copy.querySelectorAll(BLOCKS)].filter((block) => !known.has(block.outerHTML));
    const innermost = fresh.filter((block) => !fresh.some((other) => other !== block && block.contains(other)));
    readybookPanel.mark(innermost.map((block) => pairs.get(block)));
  };

  const onEvent = ({ kind, data }) => {
    const news = JSON.parse(data);
    if (kind === "problems") return readybookPanel.show(news);
    // The first thing that is heard is how things stand, not that they have changed.
    const isNews = latest !== null && news.id !== latest;
    latest = news.id;
    if (isNews && follow(news.edited)) return undefined;
    if (isNews && news.files.length > 0) refreshPictures(news.files);
    if (isNews) {
      readybookPaper.refresh();
      refreshSheets();
    }
    return refresh(readybookPanel.isFollowing() && news.edited.some((address) => `/${address}` === here()));
  };

  const subscribe = () => {
    if (typeof SharedWorker === "undefined") {
      const source = new EventSource(`${OWN}events`);
      for (const kind of ["revision", "problems"]) source.addEventListener(kind, ({ data }) => onEvent({ kind, data }));
      return;
    }
    const { port } = new SharedWorker(`${OWN}event-worker.js`);
    port.onmessage = ({ data }) => onEvent(data);
    addEventListener("pagehide", () => port.postMessage("bye"));
    // A page that comes back from the browser's memory missed what happened.
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted) location.reload();
    });
  };

  // The element that brought this here is no part of the page.
  document.documentElement.dataset.readybookId = shown;
  document.addEventListener("DOMContentLoaded", () => {
    readybookPageState.restore();
    readybookPanel.start().then(markEdit);
    subscribe();
  });
})();
