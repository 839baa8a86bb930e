// What is always in reach while somebody fills in: the hard stops that are open, what is mine, what is open, where help is wanted,
// where it is kept, and Save. Each count is a button that shows its questions only.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { word, element, clone, part, setText } = answers.page;
  const { isEverything } = answers.filter;

  /**
   * Puts the bar after `host`. `store` has the answers, `filter` is `{value, set(changes)}`, `act(name)` does what a button says, `people()`
   * gives the names that were written. Returns `{me, ask, show, showKept, showShown}`.
   */
  function create({ host, store, filter, act, people }) {
    const { handbook } = store;
    const bar = clone("rb-answers-bar").firstElementChild;
    const button = (name) => bar.querySelector(`[data-bar="${name}"]`);
    const ME = `readybook:${handbook.id}:me`;
    let me = remembered();

    // What has the focus stands below the bar, however many lines it takes.
    new ResizeObserver(([{ target }]) => document.documentElement.style.setProperty("--answers-bar", `${target.isConnected ? target.offsetHeight : 0}px`)).observe(bar);

    function remembered() {
      try {
        return localStorage.getItem(ME) ?? "";
      } catch {
        return "";
      }
    }

    /** Asks who fills in, and keeps it in this browser. Gives the name; empty when nobody says it. */
    async function ask() {
      const input = element("input");
      Object.assign(input, { type: "text", value: me, required: true, maxLength: 120, autocomplete: "name", autofocus: true });
      const names = element("datalist", "", ...people().map((name) => Object.assign(element("option"), { value: name })));
      names.id = "rb-answers-me";
      input.setAttribute("list", names.id);
      const body = [element("p", "", word("me_text")), element("label", "answers-field", element("span", "", word("me_name")), " ", input), names];
      const isSaid = (await answers.dialog.ask({ title: word("me_title"), body, yes: word("me_yes") })) === "yes";
      const name = isSaid ? input.value.trim() : "";
      if (name) me = name;
      try {
        if (name) localStorage.setItem(ME, name);
      } catch {
        // It holds for as long as the page is open.
      }
      return name;
    }

    const PRESS = {
      stops: () => filter.set({ stops: filter.value.stops === "open" ? "" : "open" }),
      async mine() {
        if (isMine()) filter.set({ person: "" });
        else if (me || (await ask())) filter.set({ person: me });
        button("mine").focus();
      },
      open: () => filter.set({ state: filter.value.state === "open" ? "all" : "open" }),
      help: () => filter.set({ state: filter.value.state === "help" ? "all" : "help" }),
      all() {
        filter.set(answers.filter.EVERYTHING);
        button("open").focus();
      },
      save: () => act("save"),
    };
    bar.addEventListener("click", async ({ target }) => {
      const name = target.closest("[data-bar]")?.dataset.bar;
      if (!name) return;
      await PRESS[name]();
      // Whoever was far down sees what is shown from its beginning.
      const end = host.getBoundingClientRect().bottom;
      if (name !== "save" && end < 0) scrollBy(0, end);
    });

    const isMine = () => Boolean(me) && filter.value.person === me;

    function press(name, isPressed) {
      button(name).setAttribute("aria-pressed", String(isPressed));
    }

    return {
      ask,
      get me() {
        return me;
      },
      /** Draws the counts, as `standing` gives them; without any the bar is away. */
      show(counts) {
        if (!counts) {
          bar.remove();
          document.documentElement.classList.remove("has-answers-bar");
          return;
        }
        if (!bar.isConnected) host.after(bar);
        document.documentElement.classList.add("has-answers-bar");
        button("stops").hidden = !counts.stops;
        setText(bar, "stops", word("bar_of", { n: counts.openStops, all: counts.stops }));
        setText(bar, "mine", me ? String(counts.mine) : "?");
        setText(bar, "open", String(counts.open));
        setText(bar, "help", String(counts.help));
        button("stops").setAttribute("aria-label", word("bar_stops_say", { n: counts.openStops, all: counts.stops }));
        button("mine").setAttribute("aria-label", me ? word("bar_mine_say", { n: counts.mine, name: me }) : word("bar_mine_ask"));
        button("open").setAttribute("aria-label", word("bar_open_say", { n: counts.open }));
        button("help").setAttribute("aria-label", word("bar_help_say", { n: counts.help }));
      },
      /** Where the answers are kept, in few words. */
      showKept() {
        const { file, trouble } = store;
        const name = trouble ? "bar_trouble" : !file ? "bar_kept" : store.isFiled() ? "bar_filed" : "bar_unsaved";
        bar.dataset.kept = name.slice("bar_".length);
        setText(bar, "bar-kept", word(name, { name: file?.name ?? "" }));
      },
      /** What the filter shows: `shown` questions. */
      showShown(shown) {
        const isNarrow = !isEverything(filter.value);
        press("stops", filter.value.stops === "open");
        press("mine", isMine());
        press("open", filter.value.state === "open");
        press("help", filter.value.state === "help");
        part(bar, "narrow").hidden = !isNarrow;
        setText(bar, "shown", shown === 1 ? word("shown_one") : word("shown", { n: shown }));
      },
    };
  }

  answers.bar = { create };
})();
