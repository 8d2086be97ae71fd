/** The page's address carries topics, filters and extent, so that a link shows what its sender saw. */

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

/**
 * Return what a form asks for, one parameter a name with its values joined by commas. A form without a chosen topic
 * says `layers=`, because no parameter at all means the topics of the start page.
 */
export function formQuery(form: HTMLFormElement): URLSearchParams {
  const values = new Map<string, string[]>();
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string") continue;
    const found = values.get(name) ?? [];
    values.set(name, value ? [...found, value] : found);
  }
  const query = new URLSearchParams();
  for (const [name, found] of values) {
    if (found.length || name === "layers") query.set(name, found.join(","));
  }
  return query;
}

/** Put a query into the address bar without a new page; commas and slashes stay readable. */
export function replaceAddress(query: URLSearchParams): void {
  const text = queryText(query);
  history.replaceState(history.state, "", text ? `${location.pathname}?${text}` : location.pathname);
}

/** Return the query as text. Commas and slashes need no escape in a query and read better without. */
export function queryText(query: URLSearchParams): string {
  return query.toString().replaceAll("%2C", ",").replaceAll("%2F", "/");
}
