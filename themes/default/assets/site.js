// The script of every page: these files, joined in this order when the handbook is built. Each keeps its names to itself.

import "./search-open.js";
import "./theme.js";
import "./toc.js";
