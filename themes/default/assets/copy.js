// A button in every code block that copies it.
const { word } = globalThis.readybook;
const DONE = 2000; // Milliseconds for which the button says that it is done.

function content(pre) {
  const text = pre.textContent;
  if (!pre.querySelector(".added, .removed")) return text;
  // A difference becomes what it leads to: without the lines that go, and without the signs in front.
  const lines = text.replace(/\n$/, "").split("\n").filter((line) => !line.startsWith("-"));
  const width = lines.every((line) => !line.trim() || /^[+ ] /.test(line)) ? 2 : 1;
  return `${lines.map((line) => line.slice(width)).join("\n")}\n`;
}

/** Copies without the clipboard's own interface, which browsers keep from pages that come over plain http. */
function copyBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "hidden";
  field.style.whiteSpace = "pre"; // What hides it would also fold its spaces.
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  return isCopied;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

for (const frame of document.querySelectorAll(".code")) {
  const pre = frame.querySelector("pre");
  if (!pre) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy-button";
  button.textContent = word("copy");
  // The button's name changes, and a screen reader is told.
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    button.textContent = word((await copy(content(pre))) ? "copied" : "copy_failed");
    setTimeout(() => {
      button.textContent = word("copy");
    }, DONE);
    button.focus();
  });
  frame.append(button);
}
