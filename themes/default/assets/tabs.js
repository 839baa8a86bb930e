// Tabs. Without this script all of them are shown, one below the other; on paper too. What a reader chooses is kept by its
// title, so that the next page opens with the same tab.
const KEY = "readybook:tabs";
const KEPT = 20; // Titles that are kept, the latest first.

function chosen() {
  try {
    const titles = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(titles) ? titles : [];
  } catch {
    return [];
  }
}

function keep(title) {
  try {
    localStorage.setItem(KEY, JSON.stringify([title, ...chosen().filter((other) => other !== title)].slice(0, KEPT)));
  } catch {
    // Without storage the choice holds for this page alone.
  }
}

const groups = [...document.querySelectorAll(".tabs")].map((frame, number) => make(frame, number));

function make(frame, number) {
  const panels = [...frame.querySelectorAll(":scope > .tab")];
  const list = document.createElement("div");
  list.className = "tab-list";
  list.setAttribute("role", "tablist");
  const tabs = panels.map((panel, index) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.className = "tab-button";
    tab.id = `rb-tab-${number}-${index}`;
    tab.textContent = panel.querySelector(".tab-title").textContent;
    tab.setAttribute("role", "tab");
    panel.id ||= `rb-panel-${number}-${index}`;
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    // Found by the browser's own search, a panel opens.
    panel.addEventListener("beforematch", () => select(group, index));
    return tab;
  });
  const group = { panels, tabs, titles: tabs.map((tab) => tab.textContent) };
  list.append(...tabs);
  list.addEventListener("click", (event) => {
    const index = tabs.indexOf(event.target);
    if (index >= 0) choose(group, index);
  });
  list.addEventListener("keydown", (event) => {
    const ahead = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    const here = tabs.indexOf(event.target);
    const index = { [ahead]: here + 1, [back]: here - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (index === undefined) return;
    event.preventDefault();
    const next = (index + tabs.length) % tabs.length;
    choose(group, next);
    tabs[next].focus();
  });
  frame.prepend(list);
  frame.classList.add("has-list");
  const latest = chosen().find((title) => group.titles.includes(title));
  select(group, Math.max(0, group.titles.indexOf(latest)));
  return group;
}

function select({ panels, tabs }, index) {
  tabs.forEach((tab, number) => {
    const isChosen = number === index;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    if (isChosen) panels[number].removeAttribute("hidden");
    else panels[number].setAttribute("hidden", "until-found");
  });
}

/** What the reader chooses is chosen in every group that has the title; what was clicked stays where it is on the screen. */
function choose(group, index) {
  const title = group.titles[index];
  const before = group.tabs[index].getBoundingClientRect().top;
  for (const other of groups) if (other.titles.includes(title)) select(other, other.titles.indexOf(title));
  scrollBy({ top: group.tabs[index].getBoundingClientRect().top - before, behavior: "instant" });
  keep(title);
}

/** The element that the address leads to. */
function place() {
  try {
    return location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    // An address that was cut in the middle of a sign.
    return null;
  }
}

/** A link to something inside a tab opens it. */
function follow() {
  const target = place();
  for (const group of groups) {
    const index = target ? group.panels.findIndex((panel) => panel.contains(target)) : -1;
    if (index >= 0) {
      select(group, index);
      target.scrollIntoView();
    }
  }
}

if (groups.length) {
  addEventListener("hashchange", follow);
  follow();
}
