/** Buttons at the edges of the map that move it: for those who cannot drag (WCAG 2.5.7). */

import type { LngLat, Map as MapLibre } from "maplibre-gl";
import { iconElement } from "./controls";

const STEP = 0.3; // of the map's width or height
const DIRECTIONS = { up: [0, -1], right: [1, 0], down: [0, 1], left: [-1, 0] } as const;

export class PanButtons {
  readonly #element = document.createElement("div");
  #target: LngLat | null = null; // where the map is on its way to

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
        // From where the map is going, not from where it is: a second click must not cut the first one short.
        const from = map.project(this.#target ?? map.getCenter());
        const target = map.unproject([from.x + east * clientWidth * STEP, from.y + south * clientHeight * STEP]);
        map.easeTo({ center: target });
        this.#target = target;
      });
      this.#element.append(button);
    }
    map.on("moveend", () => {
      this.#target = null;
    });
    map.getContainer().append(this.#element);
  }

  set shown(shown: boolean) {
    this.#element.hidden = !shown;
  }
}
