// Printing: the buttons that ask for it, what is folded on screen is open on paper, and each sheet says where it comes from.
let folded = [];

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

/** The address that the page is published at, or at which it was read; none for a file of this computer. */
function address() {
  const published = document.querySelector("link[rel=canonical]")?.href;
  const read = location.protocol.startsWith("http") ? location.origin + location.pathname : "";
  return (published ?? read).replace(/^https?:\/\//, "");
}

addEventListener("beforeprint", () => {
  // An address holds neither quotes nor line breaks, so a text of JSON is one of CSS.
  document.documentElement.style.setProperty("--printed-from", JSON.stringify(address()));
  folded = [...document.querySelectorAll("main details:not([open])")];
  for (const details of folded) details.open = true;
  // A picture that nobody scrolled to is on paper too.
  for (const image of document.querySelectorAll("img[loading='lazy']")) image.loading = "eager";
});

addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
  folded = [];
});
