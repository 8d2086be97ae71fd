/**
 * Below a certain zoom the entries of all topics are gathered by distance on the screen: what would overlap becomes one
 * neutral circle with the number of all its entries, what stands alone keeps its sign. Tiles bring entries, or for
 * large layers cells of a grid with a count; both go in, so every entry is represented.
 */

import type { Feature, Point } from "geojson";
import type { FilterSpecification, GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import type { Layer } from "./config";
import { entrySource } from "./tilesets";

export const GATHERED = "gathered";
export const GATHERED_BELOW_ZOOM = 14;
const RADIUS_PX = 38;
/** Each entry stands in a tile once as a point; its surface, if it has one, is drawn beside. */
export const POINTS: FilterSpecification = ["==", ["geometry-type"], "Point"];

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

/**
 * Fill the source from the tiles that are loaded now. Where the map draws each entry by itself only cells remain to be
 * gathered: a tile that would hold too many entries has them at any zoom.
 */
export function gather(map: MapLibre, layers: Layer[], signOf: (layer: Layer, kind: string) => string): void {
  const source = map.getSource<GeoJSONSource>(GATHERED);
  if (!source) return;
  const onlyCells = map.getZoom() >= GATHERED_BELOW_ZOOM;
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
  void source.setData({ type: "FeatureCollection", features: [...found.values()] });
}
