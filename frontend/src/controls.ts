/** Buttons on the map in MapLibre's frame, with icons of the portal's sprite. */

import type { IControl } from "maplibre-gl";

const SVG = "http://www.w3.org/2000/svg";

/** Return an icon as a page would draw it. */
export function iconElement(sprite: string, name: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

export interface ButtonOptions {
  sprite: string;
  icon: string;
  label: string;
  clicked?: () => void;
}

export class ButtonControl implements IControl {
  readonly #element = document.createElement("div");
  readonly button = document.createElement("button");

  constructor({ sprite, icon, label, clicked }: ButtonOptions) {
    this.button.type = "button";
    this.button.title = label;
    this.button.setAttribute("aria-label", label);
    this.button.append(iconElement(sprite, icon));
    if (clicked) this.button.addEventListener("click", clicked);
    this.#element.className = "maplibregl-ctrl maplibregl-ctrl-group";
    this.#element.append(this.button);
  }

  onAdd(): HTMLElement {
    return this.#element;
  }

  onRemove(): void {
    this.#element.remove();
  }
}
