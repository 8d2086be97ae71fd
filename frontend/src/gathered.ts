/**
 * Below a certain zoom the entries of all topics are gathered by distance on the screen: what would overlap becomes one
 * neutral circle with the number of all its entries, what stands alone keeps its sign. Tiles bring entries, or for
 * large layers cells of a grid with a count; both go in, so every entry is represented.
 */

import type { Feature, Point } from "geojson";
import type { FilterSpecification, LngLatBounds, Map as MapLibre } from "maplibre-gl";
import type { Layer } from "./config";
import { entrySource } from "./tilesets";

export const GATHERED = "gathered";
const RADIUS_PX = 38;
/** Each entry stands in a tile once as a point; its surface, if it has one, is drawn beside. */
export const POINTS: FilterSpecification = ["==", ["geometry-type"], "Point"];

/** Return the source into which the entries are gathered. */
export function gatheredSource(gatheredBelowZoom: number) {
  return {
    type: "geojson" as const,
    data: { type: "FeatureCollection" as const, features: [] },
    cluster: true,
    clusterRadius: RADIUS_PX,
    clusterMaxZoom: gatheredBelowZoom,
    clusterMinPoints: 2,
    clusterProperties: { count: ["+", ["get", "count"]] },
  };
}

/**
 * Return what goes into the source: only what lies within the extent, so that the numbers on the map are those of the
 * list; without an extent, while the map moves, all that is there.
 */
export function within(points: Feature<Point>[], extent: LngLatBounds | null): Feature<Point>[] {
  return points.filter(({ geometry }) => !extent || extent.contains(geometry.coordinates as [number, number]));
}

/**
 * Return the entries of the tiles that are loaded now, each once. `onlyCells` leaves those out that the map draws by
 * themselves: a tile that would hold too many entries has cells at any zoom.
 */
export function pointsOfTiles(
  map: MapLibre,
  layers: Layer[],
  signOf: (layer: Layer, kind: string) => string,
  onlyCells: boolean,
): Feature<Point>[] {
  const found = new Map<string, Feature<Point>>();
  for (const layer of layers) {
    if (!map.getSource(entrySource(layer.id))) continue;
    for (const feature of map.querySourceFeatures(entrySource(layer.id), { sourceLayer: layer.id, filter: POINTS })) {
      const { id, name, kind, count } = feature.properties as Record<string, string | number | undefined>;
      if (onlyCells && id !== undefined) continue;
      const { coordinates } = feature.geometry as Point;
      // While tiles of two zooms are loaded side by side an entry comes twice.
      const key = `${layer.id}/${id ?? coordinates.map((degrees) => degrees.toFixed(5)).join("/")}`;
      const sign = id === undefined ? "" : signOf(layer, String(kind ?? ""));
      found.set(key, {
        type: "Feature",
        geometry: { type: "Point", coordinates },
        properties: { layer: layer.id, id, name, sign, count: Number(count ?? 1) },
      });
    }
  }
  return [...found.values()];
}
