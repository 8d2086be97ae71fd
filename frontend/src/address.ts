/** The page's address carries topics, filters and extent, so that a link shows what its sender saw. */

import { privatePart, publicPart } from "./wishes";

export interface View {
  zoom: number;
  lat: number;
  lon: number;
}

/** Read `map=zoom/lat/lon`; null if it is absent or not three sensible numbers. */
export function readView(search: string): View | null {
  const [zoom, lat, lon, ...rest] = (new URLSearchParams(search).get("map") ?? "").split("/").map(Number);
  const ok =
    rest.length === 0 &&
    zoom !== undefined && lat !== undefined && lon !== undefined &&
    zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  return ok ? { zoom, lat, lon } : null;
}

/** Write a view as `zoom/lat/lon`, as exact as a pixel needs. */
export function viewText({ zoom, lat, lon }: View): string {
  const digits = Math.max(2, Math.ceil(zoom / 3) + 1);
  return `${+zoom.toFixed(2)}/${lat.toFixed(digits)}/${lon.toFixed(digits)}`;
}

/** Return the query as text. Commas and slashes need no escape in a query and read better without. */
export function queryText(query: URLSearchParams): string {
  return query.toString().replaceAll("%2C", ",").replaceAll("%2F", "/");
}

/**
 * Put what is asked for into the address bar, and what may not stand there into the state of this step of the history.
 * A choice is a step of its own, to which „Back“ leads; a move of the map is none.
 */
export function keepAddress(query: URLSearchParams, isChoice: boolean): void {
  const text = queryText(publicPart(query));
  const url = text ? `${location.pathname}?${text}` : location.pathname;
  const state = { asked: privatePart(query).toString() };
  if (isChoice && url + state.asked !== location.pathname + location.search + keptPrivate()) history.pushState(state, "", url);
  else history.replaceState(state, "", url);
}

/** Return what this step of the history asks for: its address, and what was kept beside it. */
export function readAddress(): URLSearchParams {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of new URLSearchParams(keptPrivate())) query.set(name, value);
  return query;
}

function keptPrivate(): string {
  return String((history.state as { asked?: string } | null)?.asked ?? "");
}
