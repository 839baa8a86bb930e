// What is chosen in the tools above a table, by the names of their fields. It stands behind the `#` of the address, so that it can be
// sent to somebody. An address that leads to a place wins: nothing stays hidden that somebody was sent to.
globalThis.readybook.choices = (tools, show, openPlace = () => {}) => {
  const controls = [...tools.querySelectorAll("[name]")];
  const read = () => Object.fromEntries(controls.map((control) => [control.name, control.type !== "checkbox" || control.checked ? control.value : ""]));

  function choose(said) {
    for (const control of controls) {
      const value = said.get(control.name);
      if (control.type === "checkbox") control.checked = value !== null;
      else control.value = value ?? "";
      // What the address asks for may be gone.
      if (control.selectedIndex < 0) control.selectedIndex = 0;
    }
  }

  /** The element that the address leads to. */
  function place() {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null;
    }
  }

  function follow() {
    const said = new URLSearchParams(location.hash.slice(1));
    const target = place();
    const isHidden = Boolean(target?.closest("[hidden]"));
    if (isHidden || controls.some(({ name }) => said.has(name))) choose(said);
    show(read());
    if (isHidden) target.scrollIntoView();
    if (target) openPlace(target);
  }

  tools.addEventListener("input", () => {
    const state = read();
    show(state);
    const said = new URLSearchParams(Object.entries(state).filter(([, value]) => value));
    // No step in the browser's history.
    history.replaceState(null, "", `#${said}`);
  });
  addEventListener("hashchange", follow);
  // A browser may have kept what was chosen before the page was loaded again.
  follow();
};
