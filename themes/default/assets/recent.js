// The pages that this tab has shown last. They stay in the tab, for the search to begin with, and for home to say where somebody is.
const KEY = "readybook:recent";
const MOST = 5;

function recent() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

const [href] = location.href.split("#");
const phase = document.querySelector(".here-now")?.href ?? "";
const title = document.querySelector("h1")?.textContent.trim();

if (title && !document.body.matches(".home")) {
  const all = [{ href, title, phase }, ...recent().filter((page) => page.href !== href)].slice(0, MOST);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // The search begins without them.
  }
}

const stations = [...document.querySelectorAll(".journey > ol > li")];
const last = recent().find((page) => page.phase)?.phase;
const here = stations.find((station) => station.querySelector("h3 a")?.href === last);
if (here) for (const station of stations) station.classList.toggle("is-here", station === here);

globalThis.readybook.recent = recent;
