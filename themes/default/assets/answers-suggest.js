// Names and links that were written before are offered again, in the lists that browsers open below a field. The lists are made when
// a field gets the focus, so that no key waits for them.
(() => {
  "use strict";

  const answers = globalThis.readybookAnswers;
  const { element } = answers.page;
  const { people, links } = answers.filter;

  /** Fills the lists from `store`; `me()` gives who fills in, `ownerAt(element)` who takes care of the area around an element. */
  function create({ store, me, ownerAt }) {
    const lists = Object.fromEntries(
      ["people", "links"].map((name) => {
        const list = element("datalist");
        list.id = `rb-answers-${name}`;
        document.body.append(list);
        return [name, list];
      }),
    );
    const option = (value, label) => Object.assign(element("option"), { value, label: label ?? "" });

    function fill(target) {
      const file = store.value();
      const roles = store.handbook.settings.roles;
      const isRole = (name) => roles.some(({ id }) => id === name);
      const first = [ownerAt(target), me()].filter(Boolean);
      const names = [...new Set([...first, ...people(file)])].filter((name) => !isRole(name));
      lists.people.replaceChildren(...names.map((name) => option(name)), ...roles.map(({ id, title }) => option(id, title)));
      lists.links.replaceChildren(...links(file).map((link) => option(link)));
    }

    document.addEventListener("focusin", ({ target }) => {
      if (store.service && target.matches('input[list="rb-answers-people"], input[list="rb-answers-links"]')) fill(target);
    });
  }

  answers.suggest = { create };
})();
