/** The map of a released result: its rows in classes on the basemap without colours. The page is complete without it. */

import type { FeatureCollection, Position } from "geojson";
import { LngLatBounds, Popup, type ExpressionSpecification, type Map as MapLibre } from "maplibre-gl";
import { createBasemap } from "./basemap";
import { addPatterns, classColour, fetchFeatures, HATCH, NO_CLASS } from "./classes";
import { required, told } from "./config";
import type { Theme } from "./signs";
import { styleOf } from "./style";
import { onThemeChange, themeOf } from "./theme";

interface ResultMap {
  styleUrl: string;
  /** Address of the rows as GeoJSON: `class`, `value`, `people`. */
  rows: string;
  /** The colour of each class, the lowest first. */
  colours: string[];
  unit: string;
  decimals: number | null;
  bbox: [number, number, number, number];
  center: [number, number];
  zoom: number;
}

// So that the ground is still read; on a dark one dark classes need more.
const OPACITY = { light: 0.7, contrast: 0.7, dark: 0.85 };

const container = required<HTMLElement>("#result-map");
const config = told<ResultMap>("map-config");
const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: config.decimals ?? 1 });
const rows = fetchFeatures(config.rows);

async function draw(map: MapLibre, theme: Theme): Promise<void> {
  const data = await rows;
  const below = map.getStyle().layers.find(({ type }) => type === "symbol")?.id;
  const known: ExpressionSpecification = ["!=", ["get", "class"], NO_CLASS];
  const isSurface: ExpressionSpecification = ["==", ["geometry-type"], "Polygon"];
  const opacity = OPACITY[theme];
  const colour = classColour(config.colours);
  addPatterns(map);
  map.addSource("rows", { type: "geojson", data });
  map.addLayer({ id: "surfaces", type: "fill", source: "rows", filter: ["all", isSurface, known], paint: { "fill-color": colour, "fill-opacity": opacity } }, below);
  map.addLayer({ id: "unknown", type: "fill", source: "rows", filter: ["all", isSurface, ["!", known]], paint: { "fill-pattern": HATCH, "fill-opacity": opacity } }, below);
  map.addLayer({ id: "lines", type: "line", source: "rows", filter: ["==", ["geometry-type"], "LineString"], paint: { "line-color": colour, "line-width": 4 } }, below);
  map.addLayer({ id: "points", type: "circle", source: "rows", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-color": colour, "circle-radius": 7, "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 } }, below);
  map.once("idle", () => container.removeAttribute("aria-busy"));
}

/** Return the rectangle that all rows fill; that of the region if there is none. */
function extent({ features }: FeatureCollection): LngLatBounds {
  const bounds = new LngLatBounds();
  const extend = (part: Position | unknown[]): void => {
    if (typeof part[0] === "number") bounds.extend([part[0], Number(part[1])]);
    else for (const inner of part) extend(inner as unknown[]);
  };
  for (const { geometry } of features) if ("coordinates" in geometry) extend(geometry.coordinates);
  return bounds.isEmpty() ? new LngLatBounds(config.bbox) : bounds;
}

function say(map: MapLibre): void {
  const popup = new Popup({ maxWidth: "18rem", closeButton: false });
  map.on("click", ({ point, lngLat }) => {
    const layers = ["points", "lines", "surfaces", "unknown"].filter((id) => map.getLayer(id));
    const hit = map.queryRenderedFeatures(point, { layers })[0]?.properties;
    const said: string[] = [];
    if (typeof hit?.value === "number") said.push(`${numbers.format(hit.value)} ${config.unit}`.trim());
    if (typeof hit?.people === "number") said.push(`${numbers.format(hit.people)} ${container.dataset.people ?? ""}`);
    if (said.length) popup.setLngLat(lngLat).setText(said.join(" · ")).addTo(map);
    else popup.remove();
  });
}

async function start(): Promise<void> {
  const found = extent(await rows);
  container.hidden = false;
  container.setAttribute("aria-busy", "true");
  const { styleUrl, center, zoom } = config;
  const map = createBasemap({ container, styleUrl, theme: themeOf("device"), center, zoom, locale: told("map-locale"), isEmbedded: true });
  map.fitBounds(found, { padding: 16, maxZoom: 16, animate: false });
  map.on("style.load", () => void draw(map, themeOf("device")).catch(console.warn));
  onThemeChange(() => map.setStyle(styleOf(styleUrl, themeOf("device")), { diff: false }));
  say(map);
}

start().catch((error: unknown) => {
  console.warn(error);
  container.hidden = true; // table and still picture say the same
});
