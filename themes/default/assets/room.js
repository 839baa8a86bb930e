// The page for the meeting before a launch: these files, joined in this order when the handbook is built. What reads a team's answers is
// that of filling in on screen. `room-agenda.js`, `room-clock.js` and `room-entry.js` know no page; tests run them without a browser. Each
// adds one name to `readybookRoom` and keeps the others to itself.

import "./answers-format.js";
import "./answers-yaml.js";
import "./answers-model.js";
import "./answers-file.js";
import "./answers-applies.js";
import "./answers-thin.js";
import "./answers-pinned.js";
import "./answers-later.js";
import "./answers-storage.js";
import "./answers-words.js";
import "./answers-dialog.js";
import "./answers-transfer.js";
import "./room-agenda.js";
import "./room-clock.js";
import "./room-entry.js";
import "./room-store.js";
import "./room-files.js";
import "./room-schedule.js";
import "./room-points.js";
import "./room-decisions.js";
import "./room-start.js";
