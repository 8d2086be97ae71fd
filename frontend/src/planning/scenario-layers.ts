/** A scenario on a map: numbered, what is closed as a struck ring, what is new as a broken line. */

import type { FeatureCollection, LineString, Point } from "geojson";
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import type { Theme } from "../signs";

export type Change = Point | LineString;

const SOURCE = "scenario";
const COLOURS = { light: ["#131525", "#ffffff"], contrast: ["#000000", "#ffffff"], dark: ["#ffffff", "#131525"] } as const;
const FONT = ["Fira Sans SemiBold"];

/** Return a scenario as it is drawn: each change with its number from 1 on. */
function numbered(scenario: FeatureCollection<Change>): FeatureCollection {
  const features = scenario.features.map(({ geometry }, place) => ({
    type: "Feature" as const,
    properties: { number: String(place + 1) },
    geometry,
  }));
  return { type: "FeatureCollection", features };
}

/** Add a scenario to a style that has none, above everything else. */
export function addScenario(map: MapLibre, scenario: FeatureCollection<Change>, theme: Theme): void {
  const [ink, halo] = COLOURS[theme];
  const isClosed: ExpressionSpecification = ["==", ["geometry-type"], "Point"];
  map.addSource(SOURCE, { type: "geojson", data: numbered(scenario) });
  map.addLayer({ id: "scenario-casing", type: "line", source: SOURCE, paint: { "line-color": halo, "line-width": 7 } });
  map.addLayer({ id: "scenario-lines", type: "line", source: SOURCE, paint: { "line-color": ink, "line-width": 3, "line-dasharray": [2, 1.5] } });
  map.addLayer({ id: "scenario-closed", type: "circle", source: SOURCE, filter: isClosed, paint: { "circle-radius": 9, "circle-color": halo, "circle-stroke-color": ink, "circle-stroke-width": 3 } });
  const layout = { "text-font": FONT, "text-allow-overlap": true, "text-ignore-placement": true } as const;
  const paint = { "text-color": ink, "text-halo-color": halo, "text-halo-width": 2 };
  map.addLayer({ id: "scenario-strokes", type: "symbol", source: SOURCE, filter: isClosed, layout: { ...layout, "text-field": "×", "text-size": 18 }, paint });
  map.addLayer({ id: "scenario-numbers", type: "symbol", source: SOURCE, layout: { ...layout, "text-field": ["get", "number"], "text-size": 14, "text-offset": [1.1, -1.1] }, paint });
}

/** Draw another scenario in place of the one that was added. */
export function showScenario(map: MapLibre, scenario: FeatureCollection<Change>): void {
  map.getSource<GeoJSONSource>(SOURCE)?.setData(numbered(scenario));
}
