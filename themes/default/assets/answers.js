// Filling in on screen: these files, joined in this order when the handbook is built. The first sixteen know no page; tests run them
// without a browser. Each adds one name to `readybookAnswers` and keeps the others to itself.

import "./answers-format.js";
import "./answers-yaml.js";
import "./answers-model.js";
import "./answers-file.js";
import "./answers-applies.js";
import "./answers-thin.js";
import "./answers-pinned.js";
import "./answers-later.js";
import "./answers-former.js";
import "./answers-merge.js";
import "./answers-launch.js";
import "./answers-places.js";
import "./answers-storage.js";
import "./answers-store.js";
import "./answers-export.js";
import "./answers-filter.js";
import "./answers-words.js";
import "./answers-dialog.js";
import "./answers-transfer.js";
import "./answers-suggest.js";
import "./answers-areas.js";
import "./answers-bar.js";
import "./answers-item.js";
import "./answers-service.js";
import "./answers-differences.js";
import "./answers-exchange.js";
import "./answers-start.js";
