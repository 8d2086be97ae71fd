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
  /** Given for a switch: its first state. */
  pressed?: boolean;
  /** Called on a click; a switch is told its new state. */
  clicked: (pressed: boolean) => void;
}

export class ButtonControl implements IControl {
  readonly #element = document.createElement("div");

  constructor({ sprite, icon, label, pressed, clicked }: ButtonOptions) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = label;
    button.setAttribute("aria-label", label);
    if (pressed !== undefined) button.setAttribute("aria-pressed", String(pressed));
    button.append(iconElement(sprite, icon));
    button.addEventListener("click", () => {
      const now = button.getAttribute("aria-pressed") !== "true";
      if (pressed !== undefined) button.setAttribute("aria-pressed", String(now));
      clicked(now);
    });
    this.#element.className = "maplibregl-ctrl maplibregl-ctrl-group";
    this.#element.append(button);
  }

  onAdd(): HTMLElement {
    return this.#element;
  }

  onRemove(): void {
    this.#element.remove();
  }
}
