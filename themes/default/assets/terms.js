// A term of the glossary is explained where it stands: while the mouse is on it, while it has the focus, or after a tap.
// The explanation is the link's title; a screen reader gets it as the link's description. Escape closes the card, the mouse
// may move onto it, and it covers nothing that is not below or above the term.
const { word } = globalThis.readybook;
const WAIT = 250; // Milliseconds before a passing mouse opens or closes a card.
const GAP = 6; // Pixels between the term and its card.

const terms = [...document.querySelectorAll("a.term[title]")];
const card = document.createElement("span");
const text = document.createElement("span");
const more = document.createElement("a");
let shown;
let timer;
let isTouch = false;

card.className = "term-card";
card.popover = "manual";
text.className = "term-text";
more.className = "term-more";
more.textContent = word("term_more");
more.tabIndex = -1;
card.append(text, more);

for (const term of terms) {
  term.dataset.short = term.title;
  term.setAttribute("aria-description", term.title);
  term.removeAttribute("title");
}

function place() {
  const around = shown.getClientRects()[0] ?? shown.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const edge = 8;
  const left = document.dir === "rtl" ? around.right - width : around.left;
  const isBelow = around.bottom + GAP + height + edge < innerHeight || around.top < height + GAP + edge;
  card.style.left = `${Math.max(edge, Math.min(left, document.documentElement.clientWidth - width - edge))}px`;
  card.style.top = `${isBelow ? around.bottom + GAP : around.top - GAP - height}px`;
}

function show(term) {
  clearTimeout(timer);
  if (shown === term || !card.showPopover) return;
  hide();
  shown = term;
  text.textContent = term.dataset.short;
  more.href = term.href;
  term.after(card);
  card.showPopover();
  place();
}

function hide() {
  clearTimeout(timer);
  if (!shown) return;
  shown = undefined;
  card.hidePopover();
  card.remove();
}

const later = (act) => {
  clearTimeout(timer);
  timer = setTimeout(act, WAIT);
};

const termOf = (event) => (event.target instanceof Element ? event.target.closest("a.term[data-short]") : null);

if (terms.length) {
  document.addEventListener("pointerdown", (event) => {
    isTouch = event.pointerType !== "mouse";
    if (shown && !card.contains(event.target) && termOf(event) !== shown) hide();
  });
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const term = termOf(event);
    if (term) later(() => show(term));
    else if (card.contains(event.target)) clearTimeout(timer);
    else if (shown && shown !== document.activeElement) later(hide);
    else if (!shown) clearTimeout(timer);
  });
  document.addEventListener("focusin", (event) => {
    const term = termOf(event);
    if (term && !isTouch) show(term);
    else if (!card.contains(event.target)) hide();
    isTouch = false;
  });
  document.addEventListener("click", (event) => {
    const term = termOf(event);
    const wasTouch = isTouch || event.pointerType === "touch" || event.pointerType === "pen";
    isTouch = false;
    // The first tap explains; the card has the link.
    if (!term || !wasTouch || shown === term) return;
    event.preventDefault();
    show(term);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown) hide();
  });
  addEventListener("scroll", hide, { passive: true, capture: true });
  addEventListener("resize", hide);
}
