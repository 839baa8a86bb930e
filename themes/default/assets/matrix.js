// The matrix in parts: services of one provider or kind, only those with something to switch on, and two side by side.
// A link to a cell opens it.
import "./choices.js";

const tools = document.getElementById("rb-matrix-tools");
const comparison = document.getElementById("rb-compare");
const rows = [...document.querySelectorAll(".duties tbody tr[data-kind]")].map((row) => ({
  row,
  kind: row.dataset.kind,
  provider: row.closest("tbody").dataset.provider,
  head: row.querySelector("th"),
  hasMust: Boolean(row.querySelector(".must")),
}));

function filter({ provider, kind, must }) {
  let count = 0;
  for (const { row, ...is } of rows) {
    const isShown = (!provider || is.provider === provider) && (!kind || is.kind === kind) && (!must || is.hasMust);
    row.hidden = !isShown;
    count += isShown;
  }
  for (const body of document.querySelectorAll(".duties tbody")) {
    body.hidden = ![...body.querySelectorAll("tr[data-kind]")].some((row) => !row.hidden);
  }
  const word = count === 1 ? tools.dataset.one : tools.dataset.many;
  tools.querySelector(".table-count").textContent = word.replace("{n}", count);
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/** What a cell says, without what belongs to its panel. */
function content(cell) {
  const note = document.getElementById(cell.querySelector("button")?.getAttribute("popovertarget") ?? "");
  if (!note) return [...cell.childNodes].map((node) => node.cloneNode(true));
  const copy = note.cloneNode(true);
  for (const part of copy.querySelectorAll(".note-title, .close-button, .screen-only")) part.remove();
  return [...copy.childNodes];
}

const party = (cell) => cell.querySelector(".party").cloneNode(true);

function half(head, cell) {
  const title = element("p", "compare-service", head.querySelector("a").textContent, " ", party(cell));
  return element("div", "compare-half", title, ...content(cell));
}

function compare(one, other) {
  const pair = [one, other].map((id) => rows.find(({ head }) => head.id === id));
  comparison.hidden = !one || !other || pair.includes(undefined) || one === other;
  if (comparison.hidden) return;
  const title = pair.map(({ head }) => head.querySelector("a").cloneNode(true));
  const duties = [...document.querySelectorAll(".duties thead th[id]")].map((duty, index) => {
    const cells = pair.map(({ row }) => row.querySelectorAll("td")[index]);
    const isSame = party(cells[0]).className === party(cells[1]).className && !cells[0].querySelector(".must") === !cells[1].querySelector(".must");
    const note = element("span", isSame ? "compare-same" : "compare-differ", isSame ? tools.dataset.same : tools.dataset.differ);
    const halves = pair.map(({ head }, side) => half(head, cells[side]));
    return element("section", "compare-duty", element("h3", "", duty.textContent, " ", note), element("div", "compare-halves", ...halves));
  });
  comparison.replaceChildren(element("h2", "", title[0], " · ", title[1]), ...duties);
}

function openCell(place) {
  const note = place.matches(".duties td") && document.getElementById(`rb-${place.id}`);
  if (note && !note.matches(":popover-open")) note.showPopover();
}

globalThis.readybook.choices(
  tools,
  (state) => {
    filter(state);
    compare(state.one, state.other);
  },
  openCell,
);
