/** What is reached from a point, drawn anew with every move of it and with every other answer in the form. */

import type { FeatureCollection } from "geojson";
import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import { belowLabels, type Point } from "./ground";

const OPACITY = 0.6;
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
// Bright is near, as on the page of a result: viridis from its light end.
const COLOURS = ["#fde725", "#7ad151", "#22a884", "#2a788e", "#414487", "#440154"];

/** The scenario of the form; what cannot be read yet is left out here and refused when the form is sent. */
function scenarioOf(data: FormData): unknown {
  try {
    return JSON.parse(String(data.get("scenario"))) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Asks for the reach of a point, one question at a time: while one is on its way, only the newest waits. */
export class Reach {
  readonly #url: string;
  readonly #form: HTMLFormElement;
  readonly #status: HTMLElement;
  readonly #words: string;
  #map: MapLibre | null = null;
  #shown: FeatureCollection = EMPTY;
  #waiting: Point | null = null;
  #isBusy = false;

  /** `url` is where reach is asked for, `words` say how far it goes, with {minutes} in them. */
  constructor(url: string, form: HTMLFormElement, status: HTMLElement, words: string) {
    this.#url = url;
    this.#form = form;
    this.#status = status;
    this.#words = words;
  }

  draw(map: MapLibre): void {
    this.#map = map;
    const colour = ["match", ["get", "class"], ...COLOURS.flatMap((each, place) => [place, each]), COLOURS.at(-1)] as never;
    map.addSource("reach", { type: "geojson", data: this.#shown });
    const isSurface = ["==", ["geometry-type"], "Polygon"] as never;
    map.addLayer({ id: "reach", type: "fill", source: "reach", filter: isSurface, paint: { "fill-color": colour, "fill-opacity": OPACITY } }, belowLabels(map));
    map.addLayer({ id: "reach-lines", type: "line", source: "reach", paint: { "line-color": colour, "line-width": 2 } }, belowLabels(map));
  }

  ask(point: Point): void {
    this.#waiting = point;
    if (!this.#isBusy) void this.#next();
  }

  async #next(): Promise<void> {
    const point = this.#waiting;
    this.#waiting = null;
    if (!point) return;
    this.#isBusy = true;
    try {
      await this.#fetch(point);
    } catch (error) {
      console.warn(error);
    }
    this.#isBusy = false;
    await this.#next();
  }

  async #fetch(point: Point): Promise<void> {
    const start = performance.now();
    const data = new FormData(this.#form);
    const minutes = String(data.get("minutes") ?? "").replaceAll(";", ",").split(",").filter((part) => part.trim()).map(Number);
    const response = await fetch(this.#url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": String(data.get("csrfmiddlewaretoken")) },
      body: JSON.stringify({ point, minutes, profile: data.get("profile"), shape: data.get("shape"), scenario: scenarioOf(data) }),
    });
    const found = (await response.json()) as FeatureCollection & { sentence?: string };
    this.#shown = response.ok ? found : EMPTY;
    this.#map?.getSource<GeoJSONSource>("reach")?.setData(this.#shown);
    this.#map?.once("idle", () => performance.measure("reach", { start }));
    const farthest = Math.max(...minutes).toLocaleString(document.documentElement.lang);
    const said = found.sentence ?? this.#words.replace("{minutes}", farthest);
    if (this.#status.textContent !== said) this.#status.textContent = said;
  }
}
