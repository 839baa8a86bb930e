// Shows the terms of the glossary that hold what somebody types. What is typed stands behind the `#` of the address.
import "./choices.js";

const tools = document.getElementById("rb-glossary-tools");
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
const entries = [...document.querySelectorAll(".entry")].map((entry) => ({ entry, text: plain(entry.textContent) }));
const letters = [...document.querySelectorAll(".letter")];

globalThis.readybook.choices(tools, ({ term }) => {
  const wanted = plain(term.trim());
  let count = 0;
  for (const { entry, text } of entries) {
    entry.hidden = !text.includes(wanted);
    count += !entry.hidden;
  }
  for (const letter of letters) letter.hidden = !letter.querySelector(".entry:not([hidden])");
  tools.querySelector("output").textContent = wanted ? (count === 1 ? tools.dataset.one : tools.dataset.many).replace("{n}", count) : "";
});
