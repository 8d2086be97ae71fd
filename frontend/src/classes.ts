/** Rows of a result in classes, as every map draws them. */

import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification, Map as MapLibre } from "maplibre-gl";

/** The class of what has no number: hatched in grey, told apart from every class, in print as well. */
export const NO_CLASS = -1;
export const HATCH = "hatch";
const NO_COLOUR = "#9a9a9a";
const HATCH_PX = 8;

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

/** Give a map the pattern HATCH: white strokes on grey. */
export function addHatch(map: MapLibre): void {
  if (map.hasImage(HATCH)) return;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = HATCH_PX;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser draws no canvas.");
  context.fillStyle = NO_COLOUR;
  context.fillRect(0, 0, HATCH_PX, HATCH_PX);
  context.strokeStyle = "#ffffff";
  context.lineWidth = 2;
  for (const shift of [-HATCH_PX, 0, HATCH_PX]) {
    context.beginPath();
    context.moveTo(shift, HATCH_PX);
    context.lineTo(shift + HATCH_PX, 0);
    context.stroke();
  }
  map.addImage(HATCH, context.getImageData(0, 0, HATCH_PX, HATCH_PX));
}
