// Printing: the buttons that ask for it, and what is folded on screen is open on paper.
let folded = [];

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open])")];
  for (const details of folded) details.open = true;
  // A picture that nobody scrolled to is on paper too.
  for (const image of document.querySelectorAll("img[loading='lazy']")) image.loading = "eager";
});

addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
  folded = [];
});
