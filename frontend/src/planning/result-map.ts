/** The map of a result or of a comparison: surfaces in classes, shapes, and the places as signs. */

import type { Feature, FeatureCollection, Position } from "geojson";
import { LngLatBounds, Popup, type ExpressionSpecification, type Map as MapLibre } from "maplibre-gl";
import { addPatterns, classColour, fetchFeatures, HATCH, NO_CLASS, STRIPES } from "../classes";
import { required, told } from "../config";
import { imageName, type Theme } from "../signs";
import { belowLabels, groundMap, type Ground } from "./ground";
import { addScenario, type Change } from "./scenario-layers";

interface ResultMap extends Ground {
  /** Addresses of GeoJSON; missing or empty for what this map does not show. */
  surfaces?: string;
  shapes?: string;
  places: string;
  /** Colours by class. */
  colours: Record<string, string>;
  /** The classes of what fell. */
  striped?: number[];
  /** What the analysis took as if it were so. */
  scenario?: FeatureCollection<Change>;
  unit?: string;
  decimals?: number;
}

// So that the greyed ground is still read; on a dark one dark classes need more.
const OPACITY = { light: 0.6, contrast: 0.6, dark: 0.85 };
const LINE_PX = 4;
// Small from afar, where many would hide what the map is about.
const SIGN_SCALE: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 9, 0.3, 13, 0.8];

const container = required<HTMLElement>("#result-map");
const config = told<ResultMap>("map-config");
const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: config.decimals ?? 1 });

const fetched = Promise.all(
  [config.surfaces, config.shapes, config.places].map((url) => (url ? fetchFeatures(url) : Promise.resolve(null))),
);

async function draw(map: MapLibre, theme: Theme): Promise<void> {
  const [surfaces, shapes, places] = await fetched;
  const below = belowLabels(map);
  const colour = classColour(config.colours);
  const edge = theme === "dark" ? "#a9adb3" : "#5c5f64"; // what is white or dark is seen against the ground
  if (surfaces) {
    addPatterns(map);
    map.addSource("surfaces", { type: "geojson", data: surfaces });
    const known: ExpressionSpecification = ["!=", ["get", "class"], NO_CLASS];
    map.addLayer({ id: "surfaces", type: "fill", source: "surfaces", filter: known, paint: { "fill-color": colour, "fill-opacity": OPACITY[theme] } }, below);
    map.addLayer({ id: "unknown", type: "fill", source: "surfaces", filter: ["!", known], paint: { "fill-pattern": HATCH, "fill-opacity": OPACITY[theme] } }, below);
    if (config.striped?.length) {
      const fell: ExpressionSpecification = ["in", ["get", "class"], ["literal", config.striped]];
      map.addLayer({ id: "fallen", type: "fill", source: "surfaces", filter: fell, paint: { "fill-pattern": STRIPES, "fill-opacity": OPACITY[theme] } }, below);
    }
    map.addLayer({ id: "edges", type: "line", source: "surfaces", paint: { "line-color": edge, "line-width": 0.6, "line-opacity": 0.7 } }, below);
  }
  if (shapes) {
    map.addSource("shapes", { type: "geojson", data: shapes });
    map.addLayer({ id: "shapes", type: "fill", source: "shapes", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour, "fill-opacity": OPACITY[theme] } }, below);
    map.addLayer({ id: "lines", type: "line", source: "shapes", paint: { "line-color": colour, "line-width": ["case", ["==", ["geometry-type"], "Polygon"], 1, LINE_PX] } }, below);
  }
  if (places) {
    map.addSource("places", { type: "geojson", data: places });
    const sign = ["concat", imageName(""), ["get", "layer"]] as unknown as ExpressionSpecification;
    map.addLayer({ id: "places", type: "symbol", source: "places", layout: { "icon-image": sign, "icon-size": SIGN_SCALE, "icon-allow-overlap": true } });
  }
  if (config.scenario) addScenario(map, config.scenario, theme);
}

function positions(geometry: Feature["geometry"] | null): Position[] {
  if (!geometry) return [];
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(positions);
  const flat = (part: unknown): Position[] =>
    Array.isArray(part) && typeof part[0] === "number" ? [part as Position] : (part as unknown[]).flatMap(flat);
  return flat(geometry.coordinates);
}

async function fit(map: MapLibre): Promise<void> {
  const [surfaces, shapes, places] = await fetched;
  const bounds = new LngLatBounds();
  for (const { geometry } of (surfaces ?? shapes ?? places)?.features ?? []) {
    for (const [lon = 0, lat = 0] of positions(geometry)) bounds.extend([lon, lat]);
  }
  if (!bounds.isEmpty()) map.fitBounds(bounds, { padding: 24, maxZoom: 16, animate: false });
}

/** Return what a click on something says. */
function spoken({ properties }: Pick<Feature, "properties">): string {
  if (!properties) return "";
  const said = [properties.name as string | undefined];
  if (typeof properties.value === "number") said.push(`${numbers.format(properties.value)} ${config.unit ?? ""}`.trim());
  if (typeof properties.people === "number") said.push(`${numbers.format(properties.people)} ${container.dataset.people ?? ""}`);
  if (typeof properties.minutes === "number") said.push(`${numbers.format(properties.minutes)} min`);
  return said.filter(Boolean).join(" · ");
}

async function start(): Promise<void> {
  const map = await groundMap(container, config, draw);
  await fit(map);
  const popup = new Popup({ maxWidth: "18rem", closeButton: false });
  map.on("click", ({ point, lngLat }) => {
    const layers = ["places", "shapes", "lines", "surfaces", "unknown"].filter((id) => map.getLayer(id));
    const hit = map.queryRenderedFeatures(point, { layers })[0];
    const text = hit ? spoken(hit) : "";
    if (text) popup.setLngLat(lngLat).setText(text).addTo(map);
    else popup.remove();
  });
}

start().catch((error: unknown) => {
  console.warn(error);
  container.hidden = true;
  required("#map-status").textContent = container.dataset.failed ?? "";
});
