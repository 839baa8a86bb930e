// Puts the difference between two states of a page, as the server sent them, into the page that is open.
//
// It compares what the server said before with what it says now, and never with the page itself: what a reader opened,
// typed or chose, and what other scripts added, is no difference and stays as it is.

"use strict";

const readybookPatch = (() => {
  /** Elements that other scripts have bound themselves to; one that comes or goes needs a fresh start. */
  const BOUND = "button, input, select, textarea, form, dialog, script, link, style, iframe, object, canvas";

  /** A map from each node of a copy to the node that it was copied from. */
  const pair = (copy, original, pairs = new Map()) => {
    pairs.set(copy, original);
    const originals = [...original.childNodes];
    [...copy.childNodes].forEach((child, number) => pair(child, originals[number], pairs));
    return pairs;
  };

  /** What cannot be put in without its script, even though nothing in it shows that. */
  const NEW_ONLY = "pre";

  /** The classes of elements that other scripts have added something to. */
  const enhanced = (pairs) => {
    const classes = new Set();
    for (const [copy, original] of pairs) {
      if (copy.nodeType !== Node.ELEMENT_NODE) continue;
      const isMore = original.childNodes.length !== copy.childNodes.length || original.attributes.length !== copy.attributes.length;
      if (isMore) for (const name of copy.classList) classes.add(name);
    }
    return classes;
  };

  /** Whether a node that comes in would lack what scripts have given to others of its kind. */
  const wantsScript = (node, pairs) => {
    if (node.nodeType !== Node.ELEMENT_NODE) return false;
    if (node.matches(NEW_ONLY) || node.querySelector(NEW_ONLY)) return true;
    const classes = enhanced(pairs);
    return [node, ...node.querySelectorAll("[class]")].some((one) => [...one.classList].some((name) => classes.has(name)));
  };

  const isSameKind = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.id ?? "") === (b.id ?? "");

  /** Whether a node, or one in it, is bound by another script. */
  const isBound = (node) => node.nodeType === Node.ELEMENT_NODE && (node.matches(BOUND) || node.querySelector(BOUND) !== null);

  /** Pairs of children that go together, in order: equal ones first, then those of the same kind between them. */
  const match = (before, after) => {
    let start = 0;
    while (start < before.length && start < after.length && before[start].isEqualNode(after[start])) start += 1;
    let end = 0;
    const rest = () => Math.min(before.length, after.length) - start;
    while (end < rest() && before[before.length - 1 - end].isEqualNode(after[after.length - 1 - end])) end += 1;
    const pairs = [];
    for (let n = 0; n < start; n += 1) pairs.push([before[n], after[n]]);
    between(before.slice(start, before.length - end), after.slice(start, after.length - end), pairs);
    for (let n = end; n > 0; n -= 1) pairs.push([before[before.length - n], after[after.length - n]]);
    return pairs;
  };

  /** The middle, in which something differs. */
  const between = (before, after, pairs) => {
    let from = 0;
    after.forEach((node, number) => {
      let at = before.findIndex((other, place) => place >= from && other.isEqualNode(node));
      if (at < 0) {
        const later = after.slice(number + 1);
        at = before.findIndex(
          (other, place) => place >= from && isSameKind(other, node) && !later.some((next) => next.isEqualNode(other)),
        );
        // A pair that jumps over equal ones would lose them.
        const jumped = at < 0 ? [] : before.slice(from, at);
        if (jumped.some((other) => later.some((next) => next.isEqualNode(other)))) at = -1;
      }
      if (at >= 0) {
        pairs.push([before[at], node]);
        from = at + 1;
      }
    });
  };

  class Restart extends Error {}

  /** Makes `before` and its original in the page say what `after` says. */
  const patchNode = (before, after, state) => {
    const original = state.pairs.get(before);
    if (!original) throw new Restart();
    if (before.nodeType !== Node.ELEMENT_NODE) {
      if (before.data !== after.data) {
        before.data = after.data;
        original.data = after.data;
        state.changed.add(original.parentElement);
      }
      return;
    }
    patchAttributes(before, after, original, state);
    patchChildren(before, after, original, state);
  };

  const patchAttributes = (before, after, original, state) => {
    const names = new Set([...before.getAttributeNames(), ...after.getAttributeNames()]);
    for (const name of names) {
      const value = after.getAttribute(name);
      if (before.getAttribute(name) === value) continue;
      if (before.matches(BOUND) && name !== "href") throw new Restart();
      for (const element of [before, original]) {
        if (value === null) element.removeAttribute(name);
        else element.setAttribute(name, value);
      }
      state.changed.add(original);
    }
  };

  const patchChildren = (before, after, original, state) => {
    const olds = [...before.childNodes];
    const news = [...after.childNodes];
    if (olds.length === news.length && olds.every((node, number) => node.isEqualNode(news[number]))) return;
    const pairs = match(olds, news);
    const kept = new Set(pairs.map(([old]) => old));
    for (const old of olds.filter((node) => !kept.has(node))) {
      if (isBound(old)) throw new Restart();
      state.pairs.get(old)?.remove();
      old.remove();
      state.changed.add(original);
    }
    const oldOf = new Map(pairs.map(([old, node]) => [node, old]));
    let next = null;
    for (const node of news.reverse()) {
      let old = oldOf.get(node);
      if (!old) {
        if (isBound(node) || wantsScript(node, state.pairs)) throw new Restart();
        old = document.importNode(node, true);
        const added = document.importNode(node, true);
        pair(old, added, state.pairs);
        const place = next && state.pairs.get(next);
        if (place && place.parentNode !== original) throw new Restart();
        before.insertBefore(old, next);
        original.insertBefore(added, place);
        state.added.push(added);
        state.changed.add(added.nodeType === Node.ELEMENT_NODE ? added : original);
      } else if (!old.isEqualNode(node)) {
        patchNode(old, node, state);
      }
      next = old;
    }
  };

  /** The innermost elements in which something changed. */
  const innermost = (changed) => {
    const all = [...changed].filter((element) => element?.isConnected);
    return all.filter((element) => !all.some((other) => other !== element && element.contains(other)));
  };

  /**
   * Patches the page. `copy` is the page as the server sent it before, `pairs` leads from its nodes to those of the page.
   * `null` when only a reload will do.
   */
  const apply = (copy, after, pairs) => {
    const state = { pairs, changed: new Set(), added: [] };
    try {
      patchNode(copy, after, state);
    } catch (error) {
      if (error instanceof Restart) return null;
      throw error;
    }
    return { changed: innermost(state.changed), added: state.added };
  };

  return { pair, apply };
})();
