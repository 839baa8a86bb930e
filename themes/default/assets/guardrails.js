// The guardrails in parts: those of one environment, with its bounds alone, and those that the same people help with.
import "./choices.js";

const tools = document.getElementById("rb-guardrail-tools");
const guardrails = [...document.querySelectorAll(".guardrail")].map((section) => ({
  // Its place in the text, in the table above and in the contents of the page.
  parts: [section, ...document.querySelectorAll(`[data-guardrail="${section.id}"]`)],
  environments: [...section.querySelectorAll("[data-environment]")].map((bound) => bound.dataset.environment),
  domain: section.dataset.domain,
  domainTitle: section.dataset.domainTitle,
}));

/** The domains that guardrails have, by name. */
function offerDomains() {
  const domains = new Map(guardrails.filter(({ domain }) => domain).map(({ domain, domainTitle }) => [domain, domainTitle]));
  const sorted = [...domains].sort(([, one], [, other]) => one.localeCompare(other, document.documentElement.lang));
  for (const [domain, title] of sorted) tools.querySelector("[name=domain]").add(new Option(title, domain));
}

function filter({ environment, domain }) {
  let count = 0;
  for (const guardrail of guardrails) {
    const isShown = (!environment || guardrail.environments.includes(environment)) && (!domain || guardrail.domain === domain);
    for (const part of guardrail.parts) part.hidden = !isShown;
    count += isShown;
  }
  for (const element of document.querySelectorAll("[data-environment]")) {
    element.hidden = Boolean(environment) && element.dataset.environment !== environment;
  }
  const word = count === 1 ? tools.dataset.one : tools.dataset.many;
  tools.querySelector(".table-count").textContent = word.replace("{n}", count);
}

if (tools) {
  offerDomains();
  globalThis.readybook.choices(tools, filter);
}
