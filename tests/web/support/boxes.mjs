// What is measured inside a page. Each function runs in the browser.

/** What leaves the window sideways, and text that its box cuts off. */
export function overflows() {
  const width = document.documentElement.clientWidth;
  const found = [];
  const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const name = (element) =>
    `<${element.tagName.toLowerCase()}${element.id ? ` id=${element.id}` : ""}${element.className ? ` class=${element.className}` : ""}> ${element.textContent.trim().replace(/\s+/g, " ").slice(0, 50)}`;
  if (document.scrollingElement.scrollWidth > width) {
    found.push(`the page is ${document.scrollingElement.scrollWidth} wide in a window of ${width}`);
  }
  const walk = (element) => {
    const style = getComputedStyle(element);
    if (style.display === "none" || style.visibility === "hidden") return;
    const box = element.getBoundingClientRect();
    // What is there for screen readers alone is a point.
    if (style.position === "absolute" && box.width <= 2 && box.height <= 2) return;
    const isFixedAway = ["fixed", "absolute"].includes(style.position) && (box.bottom <= 0 || box.right <= 0);
    if (isFixedAway) return;
    if (box.width > 0 && box.height > 0 && (box.right > width + 1 || box.left < -1)) {
      found.push(`${name(element)} spans ${Math.round(box.left)} to ${Math.round(box.right)} in a window of ${width}`);
      return;
    }
    if (scrolls(element)) return;
    // The text of a field moves below the cursor.
    const isField = element.matches("input, textarea");
    if (!isField && ["hidden", "clip"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) {
      found.push(`${name(element)} hides ${element.scrollWidth - element.clientWidth} of its width`);
      return;
    }
    for (const child of element.children) walk(child);
  };
  walk(document.body);
  return found;
}

/** As it will be printed: what does not belong on paper, what is missing, and what cannot be read on white. */
export function onPaper() {
  const found = [];
  const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 60);
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  for (const element of document.querySelectorAll("nav, [role=navigation], search, [role=search], dialog, aside, input[type=search]")) {
    if (isSeen(element) && element.getBoundingClientRect().height > 0) found.push(`navigation on paper: ${short(element.ariaLabel ?? element.textContent)}`);
  }
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const seen = new Map();
  const colour = (text) => {
    if (!seen.has(text)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      seen.set(text, [...canvas.getImageData(0, 0, 1, 1).data]);
    }
    return seen.get(text);
  };
  for (const element of [document.documentElement, document.body, document.querySelector("main")]) {
    const rgba = colour(getComputedStyle(element).backgroundColor);
    if (rgba[3] > 0 && luminance(rgba) < 0.9) found.push(`${element.tagName.toLowerCase()} is dark on paper: ${rgba}`);
  }
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("template, script, aside, nav")) continue;
    if (!isSeen(element)) {
      // What is folded is open, unless the whole of it is left out, as what only leads elsewhere is.
      const fold = element.closest("details, [role=tabpanel]");
      if (fold && (fold.role === "tabpanel" || isSeen(fold)) && !element.closest("button, [role=tablist]")) found.push(`closed on paper: ${short(node.data)}`);
      continue;
    }
    if (element.closest("[popover], svg")) continue;
    const style = getComputedStyle(element);
    const contrast = 1.05 / (luminance(colour(style.color)) + 0.05);
    if (contrast < 4.5 && style.printColorAdjust !== "exact") found.push(`pale on paper (${contrast.toFixed(1)}): ${short(node.data)}`);
  }
  return [...new Set(found)];
}

/** Text of its main part that nobody can come by: hidden, and not in anything that opens by itself. */
export function outOfReach() {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("template, script, details:not([open])")) continue;
    // Filling in and choosing need a script.
    if (element.closest("form, search, [role=search], .script-only")) continue;
    const popover = element.closest("[popover]");
    if (popover) {
      if (!document.querySelector(`[popovertarget="${popover.id}"]`)) found.push(`nothing opens #${popover.id}`);
      continue;
    }
    // What is said in another way on paper.
    if (element.closest(".paper-only")) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) found.push(node.data.trim().slice(0, 80));
  }
  for (const control of document.querySelectorAll(":is(button, input, select, textarea):enabled")) {
    if (!control.checkVisibility() || control.closest("form[action], form[method=get], dialog")) continue;
    if (!control.hasAttribute("popovertarget") && !control.hasAttribute("command")) {
      found.push(`without script nothing happens: ${control.outerHTML.slice(0, 100)}`);
    }
  }
  return [...new Set(found)];
}
