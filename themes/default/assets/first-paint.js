// What has to be settled before anything is drawn; so it is small, and the page waits for it.

// The colours that the reader chose, so that no page flashes in others; `theme.js` keeps them.
try {
  const choice = localStorage.getItem("readybook:theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
} catch {
  // A browser may forbid storage, above all on `file:`.
}

// A typeface inside the style sheet is decoded beside the page. Letters are drawn once it is there, or a fifth of a second later in
// another one: what was drawn in that already would move.
const root = document.documentElement;
const sans = getComputedStyle(root).getPropertyValue("--sans");
const typeface = [400, 600].map((weight) => document.fonts.load(`${weight} 1em ${sans}`));
root.dataset.typeface = "coming";
Promise.race([Promise.allSettled(typeface), new Promise((late) => setTimeout(late, 200))]).then(() => delete root.dataset.typeface);
