// The schedule with its clock: which step is on, how much of it is left, and of all. It is said aloud only when a step begins.
(() => {
  "use strict";

  const { word, element, part, setText } = globalThis.readybookAnswers.page;
  const room = (globalThis.readybookRoom ??= {});
  const { start, pause, goTo, at, text, elapsed } = room.clock;

  const TICK = 500;

  /** `root` is the section, `steps` those of the settings, `store` keeps the clock, `tell` says something aloud. Returns `{show}`. */
  function create({ root, steps, store, tell }) {
    const lines = part(root, "steps").children;
    let said = null;
    let timer = 0;

    const press = {
      toggle: () => {
        const clock = store.value.clock;
        store.set({ clock: (clock.since === null ? start : pause)(clock, Date.now()) });
      },
      step: () => {
        const { step } = at(store.value.clock, steps, Date.now());
        store.set({ clock: goTo(store.value.clock, steps, Math.min(step + 1, steps.length), Date.now()) });
      },
      reset: () => store.set({ clock: { spent: 0, since: null } }),
    };
    root.addEventListener("click", ({ target }) => {
      const name = target.closest("[data-clock]")?.dataset.clock;
      if (!name) return;
      press[name]();
      if (name === "reset") said = null;
      show();
    });

    function show() {
      const { clock } = store.value;
      const now = Date.now();
      const isRunning = clock.since !== null;
      const isBegun = isRunning || elapsed(clock, now) > 0;
      const { step, left, leftInAll } = at(clock, steps, now);
      const current = steps[step];
      part(root, "step").hidden = !isBegun;
      setText(root, "step", current ? current.title : word("room_clock_over"));
      setText(root, "left", current ? text(left) : text(leftInAll));
      setText(root, "left-word", word(current ? "room_clock_left" : "room_clock_longer"));
      setText(root, "all", leftInAll >= 0 ? word("room_clock_all", { n: Math.ceil(leftInAll / 60_000) }) : "");
      setText(root, "toggle", word(isRunning ? "room_clock_pause" : isBegun ? "room_clock_go_on" : "room_clock_start"));
      setText(root, "paused", isBegun && !isRunning ? word("room_clock_paused") : "");
      root.querySelector('[data-clock="step"]').disabled = !isBegun || !current;
      root.querySelector('[data-clock="reset"]').disabled = !isBegun;
      for (const [number, line] of [...lines].entries()) {
        const is = isBegun && number === step ? "now" : isBegun && number < step ? "past" : "";
        if (line.dataset.is === is) continue;
        line.dataset.is = is;
        if (is === "now") line.setAttribute("aria-current", "step");
        else line.removeAttribute("aria-current");
        line.querySelector(".room-step-is").textContent = is ? word(`room_step_${is}`) : "";
      }
      // What was on when the page was loaded is no news.
      if (isBegun && said !== null && said !== step) tell(current ? word("room_step_begins", { title: current.title, n: current.minutes }) : word("room_clock_over"));
      said = isBegun ? step : -1;
      clearTimeout(timer);
      if (isRunning) timer = setTimeout(show, TICK);
    }

    return { show };
  }

  room.schedule = { create };
})();
