// Answers a query from the index that the handbook's build wrote. Knows nothing of pages: it also runs outside a browser.
//
// A query is cut into words. Each word is looked up as it is, with another ending, as a beginning, and, when all that finds
// nothing, with a typing mistake. A place is as good as its words, and much better when it has all of them.
globalThis.readybookMatch = (() => {
  "use strict";

  // How well a word of the index fits a word of the query.
  const SAME = 1;
  const OTHER_ENDING = 0.92;
  const BEGINNING = 0.7;
  const TYPO = [SAME, 0.62, 0.45];
  const TYPO_IN_BEGINNING = [BEGINNING, 0.45, 0.3];

  // Evens out how much more a word in a title is worth than one in the text.
  const FIELD = 0.8;

  // What a word counts that says little in a question.
  const QUIET = 0.12;
  // What a place takes from the page around it, and a page from its sections.
  const FROM_AROUND = 0.45;
  const FROM_WITHIN = 0.35;
  // How much of a word a place has that only the page around it has.
  const ONLY_AROUND = 0.7;
  // What it is worth that the words are the whole title, or stand in it side by side.
  const WHOLE_TITLE = 2.2;
  const IN_TITLE = 1.35;
  // What it is worth that a place itself has all the words of a query, when there are several.
  const ALL_ITS_OWN = 1.3;
  // Results that are this much worse than the best one are noise.
  const NOISE = 0.1;

  // So many results come first, whatever they are; the others are grouped, so many to a group.
  const BEST = 3;
  const IN_GROUP = 5;

  // A page says more than a section of it, and a term is what somebody asks for who asks "what is".
  const KIND = {
    found_pages: 1.15,
    found_sections: 0.95,
    found_items: 1,
    found_terms: 1.1,
    found_services: 0.95,
    found_guardrails: 1,
    found_domains: 1.1,
    found_offers: 1,
    found_sheets: 1.1,
  };

  // What a row of the matrix counts, beside a guide about the same, for a query that does not name its service.
  const ROW = 0.55;

  // Letters that Unicode does not take apart; a sigma at the end of a word is the same letter.
  const PLAIN = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", ħ: "h", ı: "i", ŧ: "t", ς: "σ" };

  /** Lower case, without marks, in whatever script; `search/fold.rs` does the same to the handbook. */
  function fold(text) {
    // `C++` and `C#` are names.
    const named = text.replace(/(?<=[\p{Alphabetic}\p{N}])\+\+(?![\p{Alphabetic}\p{N}+])/gu, "pp").replace(/(?<=\p{Alphabetic})#(?![\p{Alphabetic}\p{N}])/gu, "sharp");
    const letters = named.replace(/[^\p{Alphabetic}\p{N}\p{M}\u00ad]/gu, " ").normalize("NFKD").toLowerCase();
    return letters.replace(/[\p{M}\u00ad]/gu, "").replace(/[ßæœøđłħıŧς]/g, (letter) => PLAIN[letter]);
  }

  // Signs of Chinese and Japanese, whose words have no blanks between them.
  const UNSPACED = "\\u3005\\u3007\\u3041-\\u309f\\u3400-\\u4dbf\\u4e00-\\u9fff\\u{20000}-\\u{3ffff}";
  const RUNS = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, "gu");
  const IS_UNSPACED = new RegExp(`[${UNSPACED}]`, "u");

  /** A word, or all pairs of neighbours in a run of signs without blanks. */
  function inWords(part) {
    return part.match(RUNS).flatMap((run) => {
      const signs = [...run];
      if (signs.length < 3 || !IS_UNSPACED.test(run)) return [run];
      return signs.slice(1).map((sign, at) => signs[at] + sign);
    });
  }

  const cut = (text) => (fold(text).match(/[\p{Alphabetic}\p{N}]+/gu) ?? []).flatMap(inWords);

  const isWord = (part) => part.length > 1 || !/[a-z]/.test(part);

  /** The words of a text; a single letter says too little to be one. */
  const wordsOf = (text) => cut(text).filter(isWord);

  const TIED_LETTERS = /(?<![\p{Alphabetic}\p{N}])\p{Alphabetic}(?:[-/‑_]\p{Alphabetic}){1,2}(?![\p{Alphabetic}\p{N}])/gu;

  /** The words of a query. Letters that are tied, as in `N/A`, are one word, as they are in the index. */
  const asked = (query) => wordsOf(query.replace(TIED_LETTERS, (letters) => letters.replace(/[-/‑_]/g, "")));

  /** How many mistakes a word may have. */
  const mistakes = (word) => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

  /** Makes the function that answers queries. */
  function prepare(index) {
    const words = index.words.split(" ");
    const found = index.found.split(";");
    const quiet = new Set(index.quiet);
    const { kinds, places } = index;

    function stem(word) {
      for (const ending of index.endings) {
        const rest = word.length - ending.length;
        if (rest >= Math.max(3, ending.length) && word.endsWith(ending) && !word.endsWith("ss")) return word.slice(0, rest);
      }
      return word;
    }

    /** The number of the first word that does not stand before `text`. */
    function firstFrom(text) {
      let low = 0;
      let high = words.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (words[middle] < text) low = middle + 1;
        else high = middle;
      }
      return low;
    }

    const read = new Map();

    /** Where a word is found: a place and its weight, in turns. */
    function placesOf(word) {
      if (!read.has(word)) {
        const list = [];
        let place = 0;
        for (const [, distance, weight] of found[word].matchAll(/([0-9a-z]+)([A-Z])/g)) {
          place += parseInt(distance, 36);
          list.push(place, weight.charCodeAt(0) - 64);
        }
        read.set(word, list);
      }
      return read.get(word);
    }

    /** The words of the index that fit a word as it is or with another ending, and how well. */
    function alike(text) {
      const fits = new Map();
      const root = stem(text);
      for (let word = firstFrom(root); word < words.length && words[word].startsWith(root); word++) {
        if (words[word] === text) fits.set(word, SAME);
        else if (stem(words[word]) === root) fits.set(word, OTHER_ENDING);
      }
      return fits;
    }

    /** Adds the words that begin with a text. */
    function addLonger(text, fits, share) {
      for (let word = firstFrom(text); word < words.length && words[word].startsWith(text); word++) {
        if (!fits.has(word)) fits.set(word, (BEGINNING * share * text.length) / words[word].length);
      }
    }

    /**
     * The words that a text with mistakes may stand for. A mistake is a letter too many, too few, wrong, or swapped with its
     * neighbour. The words are sorted, so what two neighbours share at their beginning is compared once.
     */
    function misspelt(text) {
      const bound = mistakes(text);
      const fits = new Map();
      if (!bound) return fits;
      const rows = [Array.from({ length: text.length + 1 }, (_, column) => column)];
      let before = "";
      for (let word = 0; word < words.length; ) {
        const current = words[word];
        let depth = 0;
        while (depth < before.length && before[depth] === current[depth]) depth++;
        let dead = 0;
        while (depth < current.length && !dead) {
          depth++;
          rows[depth] = nextRow(rows, depth, current, text);
          if (Math.min(...rows[depth]) > bound) dead = depth;
        }
        before = current.slice(0, depth);
        const whole = dead ? bound + 1 : rows[depth][text.length];
        let beginning = bound + 1;
        for (let cut = 1; cut <= depth; cut++) beginning = Math.min(beginning, rows[cut][text.length]);
        if (whole <= bound) fits.set(word, TYPO[whole]);
        else if (beginning <= bound) fits.set(word, TYPO_IN_BEGINNING[beginning]);
        // No word that begins like this one fits.
        word = dead && beginning > bound ? Math.max(word + 1, firstFrom(`${before}\uffff`)) : word + 1;
      }
      return fits;
    }

    /** The words that a text with mistakes may stand for, with other endings too. */
    function corrected(text) {
      const fits = misspelt(text);
      for (const [word, quality] of [...fits]) {
        for (const [other, likeness] of alike(words[word])) {
          fits.set(other, Math.max(quality * likeness, fits.get(other) ?? 0));
        }
      }
      return fits;
    }

    /** What each word of a query fits. Two words that stand side by side may be one in the handbook: `roll back`. */
    function lookUp(texts) {
      const isQuestion = texts.some((text) => !quiet.has(text));
      const parts = texts.map((text, number) => {
        const isQuiet = isQuestion && quiet.has(text);
        const isLast = number === texts.length - 1;
        const fits = alike(text);
        const isKnown = fits.size > 0;
        if (!isQuiet && text.length > 1) addLonger(text, fits, isKnown ? 0.5 : isLast ? 1 : 0.7);
        return { isQuiet, counts: isQuiet ? QUIET : 1, fits: fits.size || isQuiet ? fits : corrected(text) };
      });
      for (let number = 0; number + 1 < texts.length; number++) {
        for (const [word, quality] of alike(texts[number] + texts[number + 1])) {
          for (const part of [parts[number], parts[number + 1]]) {
            part.fits.set(word, Math.max(quality, part.fits.get(word) ?? 0));
            part.counts = 1;
          }
        }
      }
      return parts;
    }

    /** How much each place has of one word of the query; a rare word says more. */
    function weigh(part) {
      const best = new Map();
      for (const [word, quality] of part.fits) {
        const list = placesOf(word);
        for (let at = 0; at < list.length; at += 2) {
          const score = quality * list[at + 1] ** FIELD;
          const known = best.get(list[at]);
          if (!known || known.score < score) best.set(list[at], { score, isIts: true });
        }
      }
      const rare = Math.log(1 + places.length / (1 + best.size));
      for (const hit of best.values()) hit.score *= rare;
      return best;
    }

    const around = (place) => places[place][3];

    /** A page has what its sections have, but less of it. */
    function addFromWithin(hits) {
      const risen = new Map();
      for (const [place, hit] of hits) {
        const page = around(place);
        if (kinds[places[place][0]] !== "found_sections" || hits.has(page)) continue;
        const score = hit.score * FROM_WITHIN;
        if (score > (risen.get(page)?.score ?? 0)) risen.set(page, { score });
      }
      for (const [page, hit] of risen) hits.set(page, hit);
    }

    const key = (text) => asked(text).filter((word) => !quiet.has(word)).map(stem).join(" ");

    /** Less for a row of the matrix, unless the query names the service whose row it is. */
    function rowShare(place, wanted) {
      const [kind, , href, outer] = places[place];
      if (kinds[kind] !== "found_services" || !href.includes("#") || outer < 0) return 1;
      const [, service, , , , names] = places[outer];
      const named = key(`${service} ${names}`).split(" ");
      return wanted.split(" ").some((word) => named.includes(word)) ? 1 : ROW;
    }

    /** Better when the words of the query are the title, or a name, or stand side by side in it. */
    function titleBonus(place, wanted) {
      if (!wanted) return 1;
      const [, title, , , , names] = places[place];
      const keys = [title, ...names.split(", ")].map(key);
      if (keys.some((own) => own === wanted || own.replaceAll(" ", "") === wanted.replaceAll(" ", ""))) return WHOLE_TITLE;
      return keys.some((own) => ` ${own} `.includes(` ${wanted} `)) ? IN_TITLE : 1;
    }

    /** The places that answer a query, the best first, and the words to mark in them. */
    function rank(query) {
      const texts = asked(query).flatMap((text) => {
        const isKnown = words[firstFrom(text)]?.startsWith(text);
        // `1TB` is `1 TB`, unless the handbook writes it as one.
        return isKnown ? [text] : (/^(\p{N}+)(\p{L}+)$/u.exec(text)?.slice(1) ?? [text]);
      });
      const parts = lookUp(texts);
      const hits = parts.map(weigh);
      const loud = parts.some((part) => !part.isQuiet);
      const candidates = new Set();
      hits.forEach((own, number) => {
        addFromWithin(own);
        if (!loud || !parts[number].isQuiet || parts[number].counts === 1) for (const place of own.keys()) candidates.add(place);
      });
      const all = parts.reduce((sum, part) => sum + part.counts, 0);
      const telling = parts.filter((part) => !part.isQuiet).length;
      const results = [];
      for (const place of candidates) {
        let score = 0;
        let covered = 0;
        let owned = 0;
        parts.forEach((part, number) => {
          const own = hits[number].get(place);
          const outer = hits[number].get(around(place));
          if (!own && !outer) return;
          covered += part.counts * (own ? 1 : ONLY_AROUND);
          if (own?.isIts && !part.isQuiet) owned++;
          score += part.counts * Math.max(own?.score ?? 0, (outer?.score ?? 0) * FROM_AROUND);
        });
        score *= (covered / all) ** 2 * (KIND[kinds[places[place][0]]] ?? 1);
        results.push({ place, score, bonus: telling > 1 && owned === telling ? ALL_ITS_OWN : 1 });
      }
      const better = (a, b) => b.score - a.score || a.place - b.place;
      const wanted = key(query);
      const best = results.sort(better).slice(0, 80);
      for (const result of best) result.score *= Math.max(result.bonus, titleBonus(result.place, wanted)) * rowShare(result.place, wanted);
      return { ranked: best.sort(better), marked: parts.filter((part) => !loud || !part.isQuiet).flatMap(wellFitting) };
    }

    /** The words to mark for one word of the query; a mere beginning is none where the word itself is there. */
    function wellFitting({ fits }) {
      const best = Math.max(...fits.values());
      return [...fits].filter(([, quality]) => quality >= best / 2).map(([word]) => words[word]);
    }

    function address(place) {
      const [, , href, outer] = places[place];
      return href.startsWith("#") ? places[outer][2] + href : href;
    }

    /** The names to show: of a page only those keywords that were found, of anything else all. */
    function shown(kind, names, marked) {
      if (kinds[kind] !== "found_pages") return names;
      return names.split(", ").filter((name) => asked(name).some((word) => marked.includes(word))).join(", ");
    }

    function result({ place, score }, marked) {
      const [kind, title, , outer, text, every] = places[place];
      const names = shown(kind, every, marked);
      // That a page lies below home says nothing.
      const context = outer > 0 ? places[outer][1] : "";
      return { title, href: address(place), context, text, names, words: marked, score };
    }

    /** Results in groups: the best of all, then by kind, the kind of the best result first. */
    return function search(query) {
      const { ranked, marked } = rank(query);
      const good = ranked.filter(({ score }) => score >= ranked[0].score * NOISE);
      const groups = new Map();
      good.forEach((found, number) => {
        const kind = number < BEST ? "found_best" : kinds[places[found.place][0]];
        const group = groups.get(kind) ?? groups.set(kind, []).get(kind);
        if (group.length < IN_GROUP) group.push(result(found, marked));
      });
      return Array.from(groups, ([kind, results]) => ({ kind, results }));
    };
  }

  /** The next row of the table of distances between `text` and the first `depth` letters of `word`. */
  function nextRow(rows, depth, word, text) {
    const above = rows[depth - 1];
    const row = [depth];
    for (let column = 1; column <= text.length; column++) {
      const same = word[depth - 1] === text[column - 1];
      row[column] = Math.min(above[column] + 1, row[column - 1] + 1, above[column - 1] + (same ? 0 : 1));
      const swapped = depth > 1 && column > 1 && word[depth - 1] === text[column - 2] && word[depth - 2] === text[column - 1];
      if (swapped) row[column] = Math.min(row[column], rows[depth - 2][column - 2] + 1);
    }
    return row;
  }

  const PIECES = /([\p{Alphabetic}\p{N}\p{M}\u00ad]+(?:\+\+(?![\p{Alphabetic}\p{N}+])|#(?![\p{Alphabetic}\p{N}]))?)/u;

  /** A text cut into pieces; a piece that fits the query is marked. */
  function mark(text, words) {
    const wanted = new Set(words);
    const pieces = [];
    for (const piece of text.split(PIECES)) {
      const own = cut(piece);
      const marked = own.length > 0 && own.every((word) => wanted.has(word));
      const last = pieces.at(-1);
      if (last && last.marked === marked) last.text += piece;
      else if (piece) pieces.push({ text: piece, marked });
    }
    return pieces;
  }

  return { prepare, mark, words: wordsOf };
})();
