// Light, dark, or as the system: the reader's choice, kept in this browser. Without a choice nothing is set, so nothing
// flashes; the style sheet follows the system on its own.
const KEY = "readybook:theme";
const CHOICES = ["system", "light", "dark"];
const root = document.documentElement;

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // A browser may forbid storage, above all on `file://`.
  }
}

function keep(choice) {
  try {
    if (choice === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // The choice then holds for this page alone.
  }
}

const button = document.getElementById("rb-theme");
let choice = "system";

function apply(wanted) {
  choice = CHOICES.includes(wanted) ? wanted : "system";
  if (choice === "system") delete root.dataset.theme;
  else root.dataset.theme = choice;
  if (!button) return;
  button.dataset.choice = choice;
  const label = button.getAttribute(`data-label-${choice}`);
  button.firstElementChild.textContent = label;
  button.title = label;
}

apply(kept());

button?.addEventListener("click", () => {
  apply(CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length]);
  keep(choice);
});

// Another tab of the handbook follows.
addEventListener("storage", (event) => {
  if (event.key === KEY) apply(event.newValue);
});
