/** The vector tiles of the entries: TileJSON says where they are and carries the version in their address. */

import type { VectorSourceSpecification } from "maplibre-gl";
import { queryText } from "./address";
import type { Layer } from "./config";

/** Name of the map's source of a layer. */
export function entrySource(layer: string): string {
  return `entries-${layer}`;
}

export interface TileJson {
  tiles: string[];
  minzoom?: number;
  maxzoom?: number;
  bounds?: [number, number, number, number];
  attribution?: string;
}

/** Topics, extent and what concerns the page alone do not narrow tiles. */
const NOT_FOR_TILES = new Set(["layers", "bbox", "map", "page", "look", "kind", "minutes", "by"]);

/** Return what of a query narrows the tiles of this layer, as text; kinds that it does not have leave it alone. */
export function tileQuery(layer: Layer, query: URLSearchParams): string {
  const wanted = new URLSearchParams([...query].filter(([name]) => !NOT_FOR_TILES.has(name)));
  const kinds = (query.get("kind") ?? "").split(",").filter((kind) => layer.kindCodes.includes(kind));
  if (kinds.length) wanted.set("kind", kinds.join(","));
  return queryText(wanted);
}

const ahead = new Map<string, Promise<TileJson>>();

/** Ask already where tiles are that will be needed: `askForTiles` takes the answer. */
export function askAhead(urlTemplate: string, layerId: string, narrowed: string): void {
  const asked = fetchTileJson(urlTemplate, layerId, narrowed);
  asked.catch(() => undefined); // whoever takes the answer hears of it
  ahead.set(`${layerId}?${narrowed}`, asked);
}

/** Forget what was asked ahead and nobody took: it grows old. */
export function forgetAhead(): void {
  ahead.clear();
}

/** Return the TileJSON of a layer, narrowed by the text of `tileQuery`. Throws if the server refuses. */
export function askForTiles(urlTemplate: string, layerId: string, narrowed: string): Promise<TileJson> {
  const key = `${layerId}?${narrowed}`;
  const asked = ahead.get(key) ?? fetchTileJson(urlTemplate, layerId, narrowed);
  ahead.delete(key);
  return asked;
}

/** Return a source of a map that needs not ask for its tiles any more. */
export function tilesOf({ tiles, minzoom, maxzoom, bounds, attribution }: TileJson): VectorSourceSpecification {
  const given = { minzoom, maxzoom, bounds, attribution };
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { type: "vector", tiles, ...said };
}

async function fetchTileJson(urlTemplate: string, layerId: string, narrowed: string): Promise<TileJson> {
  const url = urlTemplate.replace("LAYER", layerId) + (narrowed && `?${narrowed}`);
  const response = await fetch(url, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  const found = (await response.json()) as TileJson;
  // MapLibre's worker knows no page against which a path could be read.
  return { ...found, tiles: found.tiles.map((tile) => (tile.startsWith("/") ? location.origin + tile : tile)) };
}
