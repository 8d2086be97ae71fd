/** Rows of a result in classes, as every map draws them. */

import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification, Map as MapLibre } from "maplibre-gl";

/** The class of what has no number: hatched in grey, told apart from every class, in print as well. */
export const NO_CLASS = -1;
export const HATCH = "hatch";
/** Over the classes of what fell: in greyscale red and blue are alike. */
export const STRIPES = "stripes";
const NO_COLOUR = "#9a9a9a";
const PATTERN_PX = 8;

/** Return the rows at an address of GeoJSON. */
export async function fetchFeatures(url: string): Promise<FeatureCollection> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return (await response.json()) as FeatureCollection;
}

/** Return the colour of a feature by its property `class`; colours stand by class, or in a list from 0 on. */
export function classColour(colours: Record<string, string> | string[]): ExpressionSpecification {
  const pairs = Object.entries(colours).flatMap(([number, value]) => [Number(number), value]);
  return ["match", ["get", "class"], ...pairs, NO_COLOUR] as unknown as ExpressionSpecification;
}

/** Give a map the patterns HATCH, white strokes on grey, and STRIPES, dark strokes on nothing. */
export function addPatterns(map: MapLibre): void {
  addPattern(map, HATCH, "#ffffff", NO_COLOUR);
  addPattern(map, STRIPES, "#1e2226");
}

function addPattern(map: MapLibre, name: string, strokes: string, ground?: string): void {
  if (map.hasImage(name)) return;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = PATTERN_PX;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser draws no canvas.");
  if (ground) {
    context.fillStyle = ground;
    context.fillRect(0, 0, PATTERN_PX, PATTERN_PX);
  }
  context.strokeStyle = strokes;
  context.lineWidth = ground ? 2 : 1.25;
  for (const shift of [-PATTERN_PX, 0, PATTERN_PX]) {
    context.beginPath();
    context.moveTo(shift, PATTERN_PX);
    context.lineTo(shift + PATTERN_PX, 0);
    context.stroke();
  }
  map.addImage(name, context.getImageData(0, 0, PATTERN_PX, PATTERN_PX));
}
