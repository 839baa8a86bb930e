// What has to be settled before anything is drawn; so it is small, and the page waits for it.

// The colours that the reader chose, so that no page flashes in others; `theme.js` keeps them.
try {
  const choice = localStorage.getItem("readybook:theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
} catch {
  // A browser may forbid storage, above all on `file:`.
}

// A typeface inside the style sheet is decoded beside the page: one that was asked for before the first line is drawn is in time.
const sans = getComputedStyle(document.documentElement).getPropertyValue("--sans");
for (const weight of [400, 600]) document.fonts.load(`${weight} 1em ${sans}`).catch(() => {});
