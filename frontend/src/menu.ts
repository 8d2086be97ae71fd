/** The menu of the map: what its signs mean, how it looks, buttons to move it. */

import { required } from "./config";
import type { Look } from "./theme";

export interface MenuEvents {
  look: (look: Look) => void;
  pan: (shown: boolean) => void;
}

export class Menu {
  readonly #element = required<HTMLElement>("#map-menu");
  readonly #button: HTMLButtonElement;

  /** `button` opens and closes it. */
  constructor(button: HTMLButtonElement, events: MenuEvents) {
    this.#button = button;
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", this.#element.id);
    button.addEventListener("click", () => this.#show(this.#element.hidden !== false));
    required("#map-menu-close").addEventListener("click", () => this.#show(false));
    this.#element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#show(false);
    });
    this.#element.addEventListener("change", ({ target }) => {
      const input = target as HTMLInputElement;
      if (input.name === "map-look") events.look(input.value as Look);
      else if (input.id === "map-pan") events.pan(input.checked);
    });
  }

  #show(shown: boolean): void {
    this.#element.hidden = !shown;
    this.#button.setAttribute("aria-expanded", String(shown));
    (shown ? required<HTMLElement>("#map-menu-close") : this.#button).focus();
  }
}
