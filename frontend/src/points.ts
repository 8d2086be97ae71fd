/** The entries as points, fetched by POST: for what may stand in no address of a tile. */

import type { Feature, Geometry, Point, Polygon } from "geojson";
import type { Config, Layer } from "./config";
import { ask } from "./fetching";

type Row = [layer: string, id: string, kind: string, name: string, lon: number, lat: number];

/** What is reached within so many minutes: its area, and what that is called. */
export interface Reached {
  geometry: Geometry;
  words: string;
}

export interface Points {
  features: Feature<Point>[];
  /** Null where nobody asks for minutes, or the network has no answer: then a circle counts. */
  reached: Reached | null;
  /** Whether there were no more than the server gives at once. */
  isComplete: boolean;
}

/** Fetch the points of what a query asks for. Throws if the server refuses. */
export async function fetchPoints(
  config: Config,
  query: URLSearchParams,
  signOf: (layer: Layer, kind: string) => string,
): Promise<Points> {
  const response = await ask(config.urls.points, query);
  const found = (await response.json()) as { points: Row[]; isComplete: boolean; reached?: Reached };
  const features = found.points.flatMap(([id, entry, kind, name, lon, lat]): Feature<Point>[] => {
    const layer = config.layers.find((each) => each.id === id);
    if (!layer) return [];
    const properties = { layer: id, id: entry, name, kind, sign: signOf(layer, kind), count: 1 };
    return [{ type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties }];
  });
  return { features, reached: found.reached ?? null, isComplete: found.isComplete };
}

const EARTH_RADIUS_M = 6_371_008.8;
const CORNERS = 90;

/** Return the circle of so many metres around a position, on the sphere. */
export function circleAround([lon, lat]: [number, number], metres: number): Feature<Polygon> {
  const angle = metres / EARTH_RADIUS_M;
  const radians = Math.PI / 180;
  const ring = Array.from({ length: CORNERS + 1 }, (_, corner) => {
    const bearing = (2 * Math.PI * (corner % CORNERS)) / CORNERS;
    const sin = Math.sin(lat * radians) * Math.cos(angle) + Math.cos(lat * radians) * Math.sin(angle) * Math.cos(bearing);
    const east = Math.sin(bearing) * Math.sin(angle) * Math.cos(lat * radians);
    const across = Math.atan2(east, Math.cos(angle) - Math.sin(lat * radians) * sin);
    return [lon + across / radians, Math.asin(sin) / radians];
  });
  return { type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: {} };
}
