// The words that scripts put into pages. They come from the theme's words file, by way of a template in the page.
const words = document.getElementById("rb-words");
globalThis.readybook ??= {};
globalThis.readybook.word = (name) => words?.getAttribute(`data-${name}`) ?? "";
