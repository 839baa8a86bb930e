// A page without what looks like its siblings: a table of a thousand rows is judged by a few of them.

/**
 * Runs inside a page, so it is whole by itself. Of siblings that are made alike only the first two stay, as every second one may be
 * coloured otherwise, and those that have the focus or that something outside of them names by id. Gives back what puts all of them in
 * their places again.
 */
export function thin() {
  /** Attributes whose value the styles of the page ask for. */
  const styled = new Set(["class", "role", "type", "lang", "dir", "tabindex", "hidden", "open"]);
  const selectors = (rules) => [...rules].forEach((rule) => {
    for (const [, name] of (rule.selectorText ?? "").matchAll(/\[([a-z-]+)/g)) styled.add(name);
    if (rule.cssRules) selectors(rule.cssRules);
  });
  for (const sheet of document.styleSheets) selectors(sheet.cssRules);
  // What every element has of its own says nothing of how it is drawn.
  for (const name of ["id", "href", "src"]) styled.delete(name);
  const NAMES = ["for", "headers", "list", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details", "aria-activedescendant"];
  const isTelling = (name) => name !== "aria-label" && !NAMES.includes(name) && (styled.has(name) || name.startsWith("aria-"));

  const numbers = new Map();
  const number = (text) => numbers.get(text) ?? numbers.set(text, numbers.size).get(text);
  const shapes = new Map();
  const shape = (element) => {
    const attributes = [...element.attributes].map(({ name, value }) => `${name}=${isTelling(name) ? value : value.trim() !== ""}`).sort();
    const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
    const inside = [...new Set([...element.children].map(shape))].sort();
    const found = number(JSON.stringify([element.tagName, element.checked, element.disabled, attributes, hasText, inside]));
    shapes.set(element, found);
    return found;
  };
  shape(document.body);

  const named = [];
  for (const one of document.querySelectorAll(NAMES.map((name) => `[${name}]`).join())) {
    for (const id of NAMES.flatMap((name) => (one.getAttribute(name) ?? "").split(/\s+/))) {
      const target = id && document.getElementById(id);
      if (target) named.push([one, target]);
    }
  }
  const needed = new Set();
  for (const [one, target] of named) {
    for (let place = target; place && !place.contains(one); place = place.parentElement) needed.add(place);
  }
  for (let place = document.activeElement; place; place = place.parentElement) needed.add(place);

  const taken = [];
  const look = (parent) => {
    const seen = new Map();
    for (const child of [...parent.children]) {
      const times = seen.get(shapes.get(child)) ?? 0;
      seen.set(shapes.get(child), times + 1);
      if (times < 2 || needed.has(child)) {
        look(child);
        continue;
      }
      const mark = document.createComment("");
      child.replaceWith(mark);
      taken.push([mark, child]);
    }
  };
  look(document.body);
  return () => taken.forEach(([mark, child]) => mark.replaceWith(child));
}
