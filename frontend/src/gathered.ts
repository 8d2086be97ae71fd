/**
 * Below a certain zoom the entries of all topics are gathered by distance on the screen: what would overlap becomes one
 * neutral circle with the number of all its entries, what stands alone keeps its sign. Tiles bring entries, or for
 * large layers cells of a grid with a count; both go in, so every entry is represented.
 */

import type { Feature, Geometry, Point } from "geojson";
import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import type { Layer } from "./config";
import { entrySource } from "./tilesets";

export const GATHERED = "gathered";
export const GATHERED_BELOW_ZOOM = 14;
const RADIUS_PX = 38;

/** Return the source into which the entries are gathered. */
export function gatheredSource() {
  return {
    type: "geojson" as const,
    data: { type: "FeatureCollection" as const, features: [] },
    cluster: true,
    clusterRadius: RADIUS_PX,
    clusterMaxZoom: GATHERED_BELOW_ZOOM,
    clusterMinPoints: 2,
    clusterProperties: { count: ["+", ["get", "count"]] },
  };
}

/** Fill the source from the tiles that are loaded now. Does nothing where the map draws each entry by itself. */
export function gather(map: MapLibre, layers: Layer[], signOf: (layer: Layer, kind: string) => string): void {
  const source = map.getSource<GeoJSONSource>(GATHERED);
  if (!source || map.getZoom() >= GATHERED_BELOW_ZOOM) return;
  const found = new Map<string, Feature<Point>>();
  for (const layer of layers) {
    if (!map.getSource(entrySource(layer.id))) continue;
    for (const feature of map.querySourceFeatures(entrySource(layer.id), { sourceLayer: layer.id })) {
      const { id, name, kind, count } = feature.properties as Record<string, string | number | undefined>;
      const coordinates = middle(feature.geometry);
      if (!coordinates) continue;
      // Tiles overlap a little: an entry or a cell near an edge comes twice.
      const key = `${layer.id}/${id ?? coordinates.map((degrees) => degrees.toFixed(5)).join("/")}`;
      const sign = id === undefined ? "" : signOf(layer, String(kind ?? ""));
      found.set(key, {
        type: "Feature",
        geometry: { type: "Point", coordinates },
        properties: { layer: layer.id, id, name, sign, count: Number(count ?? 1) },
      });
    }
  }
  void source.setData({ type: "FeatureCollection", features: [...found.values()] });
}

/** Return the middle of the box around a geometry, in degrees; null for an empty one. */
export function middle(geometry: Geometry): [number, number] | null {
  if (geometry.type === "Point") return geometry.coordinates.slice(0, 2) as [number, number];
  if (geometry.type === "GeometryCollection") return null;
  const numbers = geometry.coordinates.flat(4) as number[];
  const longitudes = numbers.filter((_, place) => place % 2 === 0);
  const latitudes = numbers.filter((_, place) => place % 2 === 1);
  if (!longitudes.length) return null;
  return [longitudes, latitudes].map((axis) => (Math.min(...axis) + Math.max(...axis)) / 2) as [number, number];
}
