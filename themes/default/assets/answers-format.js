// What an answer file holds, key by key: the program's own description of it. `SNAPSHOTS=overwrite cargo test --test suite
// answers::format` writes this file anew.
(() => {
  "use strict";

  const answers = (globalThis.readybookAnswers ??= {});

  /**
   * The version, and each kind of mapping by its name: the keys that it cannot do without, and all of its keys in their order with the
   * kind of value that each holds.
   */
  answers.format = {
    version: 2,
    mappings: {
      answer_file: {
        needs: ["answers", "service"],
        keys: {
          answers: { number: [1, 2] },
          from: "text",
          service: { mapping: "service" },
          checklists: { table: { mapping: "checklist_answers" } },
        },
      },
      service: {
        needs: ["id", "launch"],
        keys: {
          id: "id",
          title: "text",
          launch: { oneOf: ["new-service", "new-product", "change"] },
          team: "text",
          tier: "id",
          high_risk: "flag",
          traits: { stated: "id" },
          uses: { list: "id" },
          walkthrough: "date",
          launch_on: "date",
        },
      },
      checklist_answers: {
        needs: [],
        keys: {
          edition: "edition",
          owners: { table: "text" },
          items: { table: { mapping: "answer" } },
          retired: { table: { mapping: "answer" } },
        },
      },
      answer: {
        needs: [],
        keys: {
          state: { oneOf: ["open", "drafted", "answered", "gap", "not-applicable"] },
          drafted_by: "text",
          look: "flag",
          help_wanted: "flag",
          handled_by: { oneOf: ["team", "platform", "provider"] },
          says: "text",
          setting: "text",
          evidence: { list: { either: ["text", { mapping: "evidence" }] } },
          speaker: "text",
          plan: { mapping: "plan" },
          why: "text",
          found: { list: { mapping: "proposal" } },
          asked: "text",
          updated: "date",
        },
      },
      evidence: {
        needs: ["file"],
        keys: {
          file: "text",
          lines: "text",
          sha256: "text",
        },
      },
      plan: {
        needs: [],
        keys: {
          what: "text",
          owner: "text",
          due: "date",
        },
      },
      proposal: {
        needs: ["by"],
        keys: {
          by: "text",
          says: "text",
          evidence: { list: { either: ["text", { mapping: "evidence" }] } },
          found_on: "date",
        },
      },
    },
  };
})();
