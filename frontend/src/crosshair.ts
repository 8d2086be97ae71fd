/** A crosshair in the middle of the map: whoever moves the map below it chooses a point without having to hit it. */

import { required } from "./config";

export class Crosshair {
  readonly #element = required<HTMLElement>("#crosshair");
  readonly #take = required<HTMLButtonElement>("#crosshair-take");
  #done: ((taken: boolean) => void) | null = null;

  constructor() {
    this.#take.addEventListener("click", () => this.#close(true));
    required("#crosshair-leave").addEventListener("click", () => this.#close(false));
    this.#element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#close(false);
    });
  }

  /** Show the crosshair; resolves with whether the point in the middle was taken. */
  open(): Promise<boolean> {
    this.#done?.(false);
    this.#element.hidden = false;
    this.#take.focus();
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  #close(taken: boolean): void {
    this.#element.hidden = true;
    this.#done?.(taken);
    this.#done = null;
  }
}
