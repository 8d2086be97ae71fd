/** Draws the signs of the map, from the same shapes and icons that the pages use. */

import type { Map as MapLibre } from "maplibre-gl";
import type { Sign } from "./config";

export type Theme = "light" | "dark" | "contrast";

const BOX = 32; // shapes.json is drawn in a box of this size
const MARGIN = 3; // room for the outline, same unit
const ICON_BOX = 24; // Tabler
const PIXEL_RATIO = 3; // drawn finer than shown, so that enlarged and on sharp screens it stays crisp
const SELECTED_SCALE = 1.35;

type Icons = Map<string, string[]>;

let icons: Promise<Icons> | undefined;

/** Fetch the sprite once and return the path data of each icon by name. */
function loadIcons(url: string): Promise<Icons> {
  icons ??= fetch(url)
    .then((response) => response.text())
    .then((text) => {
      const sprite = new DOMParser().parseFromString(text, "image/svg+xml");
      return new Map(
        [...sprite.querySelectorAll("symbol")].map((symbol) => [
          symbol.id,
          [...symbol.querySelectorAll("path")].map((path) => path.getAttribute("d") ?? ""),
        ]),
      );
    });
  return icons;
}

/** Return the name under which the map knows a sign. */
export function imageName(key: string, selected = false): string {
  return selected ? `selected/${key}` : `sign/${key}`;
}

/** Draws the signs of a map as they are asked for: a region knows far more kinds than one view shows. */
export class SignImages {
  readonly #map: MapLibre;
  readonly #signs = new Map<string, { sign: Sign; selected: boolean }>();
  #icons: Icons = new Map();
  #theme: Theme = "light";

  constructor(map: MapLibre, signs: Sign[]) {
    this.#map = map;
    for (const sign of signs) {
      for (const selected of [false, true]) this.#signs.set(imageName(sign.key, selected), { sign, selected });
    }
    map.setMissingStyleImageResolver((name) => this.#add(name));
  }

  /** Get ready for a style that has just loaded, and forget what was drawn for another. */
  async prepare(sprite: string, theme: Theme): Promise<void> {
    this.#icons = await loadIcons(sprite);
    this.#theme = theme;
    for (const name of this.#signs.keys()) if (this.#map.hasImage(name)) this.#map.removeImage(name);
  }

  #add(name: string): void {
    const found = this.#signs.get(name);
    if (!found || this.#map.hasImage(name)) return;
    const { sign, selected } = found;
    const image = draw(sign, this.#icons.get(sign.icon) ?? [], this.#theme, selected);
    this.#map.addImage(name, image, { pixelRatio: PIXEL_RATIO });
  }
}

/** Draw one sign: outline against the map, shape in the layer's colour, icon on it; selected: larger, with a ring. */
function draw(sign: Sign, icon: string[], theme: Theme, selected: boolean): ImageData {
  const scale = PIXEL_RATIO * (selected ? SELECTED_SCALE : 1);
  const size = Math.ceil((BOX + 2 * MARGIN) * scale);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  // Read back at once: drawn by the processor, or each sign would wait for the graphics card.
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser draws no canvas.");
  const dark = theme === "dark";
  const fill = dark ? sign.colourDark : sign.colour;
  const against = dark ? "#14171a" : "#ffffff";
  context.setTransform(scale, 0, 0, scale, MARGIN * scale, MARGIN * scale);
  context.lineJoin = context.lineCap = "round";
  const shape = new Path2D(sign.shape.path);
  const outline = (colour: string, width: number) => {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke(shape);
  };
  if (selected) {
    outline(dark ? "#ffffff" : "#131525", 6);
    outline(against, 3);
  } else {
    outline(theme === "contrast" ? "#000000" : against, theme === "contrast" ? 4 : 3);
  }
  context.fillStyle = fill;
  context.fill(shape);
  const [x, y, width] = sign.shape.icon;
  if (width) {
    context.translate(x - width / 2, y - width / 2);
    context.scale(width / ICON_BOX, width / ICON_BOX);
    context.strokeStyle = dark ? "#14171a" : "#ffffff";
    context.lineWidth = 2.2;
    for (const path of icon) context.stroke(new Path2D(path));
  }
  return context.getImageData(0, 0, size, size);
}
