// Keeps a reader's place over a reload: where the page was scrolled to, what was open, typed in and focused.

"use strict";

const readybookPageState = (() => {
  const KEY = `readybook-place:${location.pathname}`;
  const FIELDS = "input, select, textarea";

  const all = (selector) => [...document.querySelectorAll(selector)];

  /** What a field holds; nothing for one that may not be kept. */
  const valueOf = (field) => {
    if (field.type === "password" || field.type === "file") return null;
    return field.type === "checkbox" || field.type === "radio" ? field.checked : field.value;
  };

  const nameOf = (element) => element.id || element.name || "";

  const save = () => {
    const fields = all(FIELDS).map((field) => [nameOf(field), valueOf(field)]);
    const open = all("details").map((details) => details.open);
    const focus = all("*").indexOf(document.activeElement);
    sessionStorage.setItem(KEY, JSON.stringify({ top: scrollY, left: scrollX, fields, open, focus, hash: location.hash }));
  };

  /** Puts everything back, once. */
  const restore = () => {
    const kept = sessionStorage.getItem(KEY);
    if (!kept) return;
    sessionStorage.removeItem(KEY);
    const { top, left, fields, open, focus } = JSON.parse(kept);
    const details = all("details");
    if (details.length === open.length) details.forEach((element, number) => { element.open = open[number]; });
    all(FIELDS).forEach((field, number) => {
      const [name, value] = fields[number] ?? [];
      if (value === null || value === undefined || name !== nameOf(field) || valueOf(field) === value) return;
      if (typeof value === "boolean") field.checked = value;
      else field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    if (focus >= 0) all("*")[focus]?.focus({ preventScroll: true });
    const back = () => scrollTo({ top, left, behavior: "instant" });
    back();
    // Pictures and fonts may still move things.
    addEventListener("load", back, { once: true });
  };

  return { save, restore };
})();
