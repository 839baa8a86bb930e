// Files of the reader: their text, and what is saved as a download.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { element } = answers.page;

  /** The text of a file that was chosen; `null` where it is none. */
  async function textOf(file) {
    const bytes = await file.arrayBuffer();
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return null;
    }
  }

  function download(name, text, type) {
    const link = element("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  answers.transfer = { textOf, download };
})();
