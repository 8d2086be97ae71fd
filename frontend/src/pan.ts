/** Buttons at the edges of the map that move it: for those who cannot drag (WCAG 2.5.7). */

import type { Map as MapLibre } from "maplibre-gl";
import { iconElement } from "./controls";

const STEP = 0.3; // of the map's width or height
const DIRECTIONS = { up: [0, -1], right: [1, 0], down: [0, 1], left: [-1, 0] } as const;

export class PanButtons {
  readonly #element = document.createElement("div");

  /** `labels` name the directions. */
  constructor(map: MapLibre, sprite: string, labels: Record<keyof typeof DIRECTIONS, string>) {
    this.#element.className = "pan";
    this.#element.hidden = true;
    for (const [name, [east, south]] of Object.entries(DIRECTIONS)) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `pan__button pan__button--${name}`;
      button.title = labels[name as keyof typeof DIRECTIONS];
      button.setAttribute("aria-label", button.title);
      button.append(iconElement(sprite, `arrow-${name}`));
      button.addEventListener("click", () => {
        const { clientWidth, clientHeight } = map.getContainer();
        map.panBy([east * clientWidth * STEP, south * clientHeight * STEP]);
      });
      this.#element.append(button);
    }
    map.getContainer().append(this.#element);
  }

  set shown(shown: boolean) {
    this.#element.hidden = !shown;
  }
}
