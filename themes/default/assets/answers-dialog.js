// A question in a dialog of its own.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { word, element, clone, part, setText } = answers.page;

  /**
   * Asks in a dialog: what was chosen, `yes`, the value of one of the `others`, `{value, text}`, or nothing. A control of the body that
   * is required must be filled in first. `isCareful`: the focus begins on *Cancel*. `left` stands beside the buttons.
   */
  function ask({ title, body, yes, others = [], isCareful = false, left = "" }) {
    document.body.append(clone("rb-answers-dialog"));
    const dialog = document.body.lastElementChild;
    setText(dialog, "title", title);
    part(dialog, "body").append(...body);
    const button = part(dialog, "yes");
    button.textContent = yes ?? "";
    button.hidden = !yes;
    // Where nothing can be agreed to there is nothing to cancel.
    if (!yes) part(dialog, "no").textContent = word("fold");
    for (const { value, text } of others) {
      const other = element("button", "answers-button", text);
      Object.assign(other, { type: "submit", value });
      part(dialog, "no").before(other);
    }
    part(dialog, "no").after(left);
    if (isCareful) part(dialog, "no").autofocus = true;
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue);
      });
      dialog.showModal();
    });
  }

  answers.dialog = { ask };
})();
