/** GeoJSON geometries taken apart into single parts and put together again. No map is needed for any of this. */

import type { Geometry, LineString, Point, Polygon, Position } from "geojson";

export type Single = Point | LineString | Polygon;

const DIGITS = 7; // a centimetre
const SINGLE = ["Point", "LineString", "Polygon"];
const MULTI = ["MultiPoint", "MultiLineString", "MultiPolygon"];

/** Return the geometry that a text holds, its coordinates rounded; null if it holds none. */
export function parsed(text: string): Geometry | null {
  try {
    const found = JSON.parse(text) as Geometry;
    if (![...SINGLE, ...MULTI].includes(found?.type) || !("coordinates" in found)) return null;
    const coordinates = rounded(found.coordinates);
    return coordinates === null ? null : ({ type: found.type, coordinates } as Geometry);
  } catch {
    return null;
  }
}

/** Return the single parts of a geometry. */
export function single(geometry: Geometry): Single[] {
  switch (geometry.type) {
    case "Point":
    case "LineString":
    case "Polygon":
      return [geometry];
    case "MultiPoint":
      return geometry.coordinates.map((coordinates) => ({ type: "Point", coordinates }));
    case "MultiLineString":
      return geometry.coordinates.map((coordinates) => ({ type: "LineString", coordinates }));
    case "MultiPolygon":
      return geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates }));
    default:
      return [];
  }
}

/** Put parts of one kind together: one part as it is unless `many` is wanted, none as null. */
export function gathered(parts: Single[], many: boolean): Geometry | null {
  const first = parts[0];
  if (!first) return null;
  if (!many) return { type: first.type, coordinates: rounded(first.coordinates) } as Geometry;
  const coordinates = parts.filter(({ type }) => type === first.type).map((part) => rounded(part.coordinates));
  return { type: `Multi${first.type}`, coordinates } as Geometry;
}

/** Return all positions of a geometry. */
export function positionsOf(geometry: Geometry): Position[] {
  return single(geometry).flatMap(({ coordinates }) => flat(coordinates));
}

/** Return the box around a geometry as south-west and north-east corner; null for an empty one. */
export function bounds(geometry: Geometry): [[number, number], [number, number]] | null {
  const positions = positionsOf(geometry);
  if (!positions.length) return null;
  const longitudes = positions.map(([lon]) => lon ?? 0);
  const latitudes = positions.map(([, lat]) => lat ?? 0);
  return [
    [Math.min(...longitudes), Math.min(...latitudes)],
    [Math.max(...longitudes), Math.max(...latitudes)],
  ];
}

/** Return the position of „49,7936, 9,9294“ or „49.7936 9.9294“ as [lon, lat]; null if these are not two degrees. */
export function spoken(text: string): Position | null {
  const parts = text.trim().match(/^(-?\d+(?:[.,]\d+)?)\s*[,; ]\s*(-?\d+(?:[.,]\d+)?)$/);
  const [lat, lon] = (parts ?? []).slice(1).map((part) => Number(part.replace(",", ".")));
  if (lat === undefined || lon === undefined || Math.abs(lat) > 90 || Math.abs(lon) > 180) return null;
  return [lon, lat];
}

function flat(coordinates: unknown): Position[] {
  if (!Array.isArray(coordinates)) return [];
  return typeof coordinates[0] === "number" ? [coordinates as Position] : coordinates.flatMap(flat);
}

/** Return nested coordinates rounded, heights left out; null if anything in them is not a finite number. */
function rounded(coordinates: unknown): unknown {
  if (!Array.isArray(coordinates)) return null;
  if (typeof coordinates[0] === "number") {
    const [lon, lat] = coordinates as number[];
    return Number.isFinite(lon) && Number.isFinite(lat) ? [lon, lat].map((degrees) => Number(degrees?.toFixed(DIGITS))) : null;
  }
  const parts = coordinates.map(rounded);
  return parts.length && !parts.includes(null) ? parts : null;
}
