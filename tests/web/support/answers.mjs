// The parts of filling in that know no page, loaded as the page loads them.

import { readFileSync } from "node:fs";
import vm from "node:vm";

const assets = new URL("../../../themes/default/assets/", import.meta.url);
const context = vm.createContext({ structuredClone, TextEncoder, Intl });
for (const part of ["format", "yaml", "model", "file", "applies", "thin", "pinned", "later", "former", "merge", "launch", "places", "storage", "store", "export", "filter"]) {
  vm.runInContext(readFileSync(new URL(`answers-${part}.js`, assets), "utf8"), context, { filename: `answers-${part}.js` });
}

export const { yaml, model, file, applies, thin, pinned, later, former, launch, places, storage, store, exports, filter } = context.readybookAnswers;
/** The agenda of the room, which knows no page either. */
export function agenda() {
  vm.runInContext(readFileSync(new URL("room-agenda.js", assets), "utf8"), context, { filename: "room-agenda.js" });
  return context.readybookRoom.agenda;
}

export const { merge } = context.readybookAnswers.merge;

/** A value of the other realm as one of this, so that it can be compared. */
export const here = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
