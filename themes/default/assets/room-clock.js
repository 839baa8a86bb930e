// The clock of a meeting. Pure: `{spent, since}` is what is kept, milliseconds that have run before, and since when it runs again.
(() => {
  "use strict";

  const room = (globalThis.readybookRoom ??= {});
  const MINUTE = 60_000;

  const elapsed = ({ spent = 0, since = null }, now) => spent + (since === null ? 0 : Math.max(0, now - since));

  const start = (clock, now) => ({ spent: elapsed(clock, now), since: now });
  const pause = (clock, now) => ({ spent: elapsed(clock, now), since: null });

  /** The same clock at the beginning of a step; it runs on if it ran. */
  function goTo(clock, steps, step, now) {
    const spent = steps.slice(0, step).reduce((sum, { minutes }) => sum + minutes * MINUTE, 0);
    return { spent, since: clock.since === null || clock.since === undefined ? null : now };
  }

  /**
   * Where a clock stands: `{step, left, leftInAll}`, the number of the step that is on, and milliseconds left in it and of all. After the
   * last step `step` is their number, and `leftInAll` is below zero.
   */
  function at(clock, steps, now) {
    let ends = 0;
    const gone = elapsed(clock, now);
    const whole = steps.reduce((sum, { minutes }) => sum + minutes * MINUTE, 0);
    for (const [step, { minutes }] of steps.entries()) {
      ends += minutes * MINUTE;
      if (gone < ends) return { step, left: ends - gone, leftInAll: whole - gone };
    }
    return { step: steps.length, left: 0, leftInAll: whole - gone };
  }

  /** Milliseconds as minutes and seconds: of what is left a second that has begun counts whole, of what is over only one that has passed. */
  function text(milliseconds) {
    const seconds = Math.abs(Math.ceil(milliseconds / 1000));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  room.clock = { elapsed, start, pause, goTo, at, text };
})();
