/** What the form offers follows the topics that are on: values that occur in none of them are hidden. */

import { required, type Layer } from "./config";

/** Show of drawers, facets and values what is of use for these topics, with the numbers of their entries. */
export function offerFacets(form: HTMLFormElement, layers: Layer[], language: string): void {
  const on = new Set(layers.map(({ id }) => id));
  for (const drawer of form.querySelectorAll<HTMLElement>("[data-for]")) drawer.hidden = !on.has(drawer.dataset.for ?? "");
  for (const option of form.querySelectorAll<HTMLElement>("[data-in]")) {
    const number = (option.dataset.in ?? "").split(" ").reduce((sum, part) => {
      const [layer = "", entries = "0"] = part.split(":");
      return sum + (on.has(layer) ? Number(entries) : 0);
    }, 0);
    option.hidden = !number && !option.querySelector("input")?.checked;
    const words = option.querySelector(".facet__number");
    if (words) words.textContent = number.toLocaleString(language);
  }
  for (const facet of form.querySelectorAll<HTMLElement>("details[data-facet]")) {
    facet.hidden = !facet.querySelector("[data-in]:not([hidden])");
  }
  for (const group of form.querySelectorAll<HTMLElement>("[data-facets]")) {
    group.hidden = !group.querySelector("[data-facet]:not([hidden])");
  }
}

/** Say at each topic that is on and knows nothing of what a filter asks for that all of it is left out. */
export function markLeftOut(form: HTMLFormElement, all: Layer[], on: Layer[], query: URLSearchParams): void {
  const names = new Set(all.flatMap(({ fields }) => fields));
  const asked = [...query.keys()].filter((name) => name !== "kind" && names.has(name));
  for (const chip of form.querySelectorAll<HTMLElement>(".chip")) {
    const layer = on.find(({ id }) => id === chip.dataset.layer);
    const isOut = layer !== undefined && asked.some((name) => !layer.fields.includes(name));
    required<HTMLElement>(".chip__number", chip).hidden = isOut;
    required<HTMLElement>(".chip__out", chip).hidden = !isOut;
  }
}
