// The script of every page: these files, joined in this order when the handbook is built. Each keeps its names to itself.

import "./words.js";
import "./recent.js";
import "./theme.js";
import "./tabs.js";
import "./toc.js";
import "./terms.js";
import "./copy.js";
import "./due.js";
import "./paper.js";
import "./search-open.js";
