// The contents of the page follow the reader: the heading that was passed last is marked.
const fold = document.querySelector(".toc-fold");
const links = [...document.querySelectorAll(".toc a[href^='#']")];
const places = links
  .map((link) => ({ link, place: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
  .filter(({ place }) => place);

// Beside the text the list is open; above it, it is folded.
if (fold) {
  const wide = matchMedia("(min-width: 78rem)");
  const follow = () => {
    fold.open = wide.matches;
    fold.firstElementChild.tabIndex = wide.matches ? -1 : 0;
  };
  wide.addEventListener("change", follow);
  follow();
  fold.addEventListener("click", (event) => {
    if (event.target.closest("a") && !wide.matches) fold.open = false;
  });
}

let marked;
let waiting = false;

function mark() {
  waiting = false;
  const line = innerHeight / 4;
  const passed = places.filter(({ place }) => place.getBoundingClientRect().top <= line);
  const root = document.documentElement;
  const isAtEnd = root.scrollTop + innerHeight >= root.scrollHeight - 2 && root.scrollTop > 0;
  const link = (isAtEnd ? places.at(-1) : (passed.at(-1) ?? places[0]))?.link;
  if (link === marked) return;
  marked?.removeAttribute("aria-current");
  marked = link;
  marked.setAttribute("aria-current", "location");
}

function soon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(mark);
}

if (places.length) {
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon, { passive: true });
  mark();
}
