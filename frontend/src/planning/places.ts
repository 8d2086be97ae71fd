/**
 * Points of a question on a map: set by a click, moved by pointer or arrow keys, written into their fields. Around the
 * start point of an isochrone the reach is drawn anew with every move.
 */

import type { FeatureCollection } from "geojson";
import { Marker, type GeoJSONSource, type LngLat, type Map as MapLibre } from "maplibre-gl";
import { required, told } from "../config";
import { belowLabels, groundMap, type Ground } from "./ground";

interface Places extends Ground {
  /** Where reach is asked for; empty where it is not drawn. */
  reach: string;
}

const DECIMALS = 5; // of a degree: a metre
const STEP_M = 25;
const LONG_STEP_M = 250;
const METRES_PER_DEGREE = 111_320;
const OPACITY = 0.6;
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
// Bright is near, as on the page of a result: viridis from its light end.
const COLOURS = ["#fde725", "#7ad151", "#22a884", "#2a788e", "#414487", "#440154"];
const DIRECTIONS: Record<string, [number, number]> = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const TWO_NUMBERS = /^\s*(\d{1,2}[.,]\d+)\s*[,;\s]\s*(\d{1,3}[.,]\d+)\s*$/;

const container = required<HTMLElement>("#place-map");
const status = required<HTMLElement>("#place-status");
const form = required<HTMLFormElement>("#question");
const config = told<Places>("place-config");

/** The scenario of the form; what cannot be read yet is left out here and refused when the form is sent. */
function scenarioOf(data: FormData): unknown {
  try {
    return JSON.parse(String(data.get("scenario"))) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Asks for the reach of a point, one question at a time: while one is on its way, only the newest waits. */
class Reach {
  #map: MapLibre | null = null;
  #shown: FeatureCollection = EMPTY;
  #waiting: [number, number] | null = null;
  #isBusy = false;

  draw(map: MapLibre): void {
    this.#map = map;
    const colour = ["match", ["get", "class"], ...COLOURS.flatMap((each, place) => [place, each]), COLOURS.at(-1)] as never;
    map.addSource("reach", { type: "geojson", data: this.#shown });
    const isSurface = ["==", ["geometry-type"], "Polygon"] as never;
    map.addLayer({ id: "reach", type: "fill", source: "reach", filter: isSurface, paint: { "fill-color": colour, "fill-opacity": OPACITY } }, belowLabels(map));
    map.addLayer({ id: "reach-lines", type: "line", source: "reach", paint: { "line-color": colour, "line-width": 2 } }, belowLabels(map));
  }

  ask(point: [number, number]): void {
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

  async #fetch(point: [number, number]): Promise<void> {
    const start = performance.now();
    const data = new FormData(form);
    const minutes = String(data.get("minutes") ?? "").replaceAll(";", ",").split(",").filter((part) => part.trim()).map(Number);
    const response = await fetch(config.reach, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": String(data.get("csrfmiddlewaretoken")) },
      body: JSON.stringify({ point, minutes, profile: data.get("profile"), shape: data.get("shape"), scenario: scenarioOf(data) }),
    });
    const found = (await response.json()) as FeatureCollection & { sentence?: string };
    this.#shown = response.ok ? found : EMPTY;
    this.#map?.getSource<GeoJSONSource>("reach")?.setData(this.#shown);
    this.#map?.once("idle", () => performance.measure("reach", { start }));
    const farthest = Math.max(...minutes).toLocaleString(document.documentElement.lang);
    const said = found.sentence ?? (container.dataset.streets ?? "").replace("{minutes}", farthest);
    if (status.textContent !== said) status.textContent = said;
  }
}

/** A field for a place and its marker, which say the same. */
class Place {
  readonly #input: HTMLInputElement;
  readonly #map: MapLibre;
  readonly #moved: (point: [number, number]) => void;
  readonly #button = document.createElement("button");
  #marker: Marker | null = null;

  constructor(input: HTMLInputElement, map: MapLibre, number: number, moved: (point: [number, number]) => void) {
    this.#input = input;
    this.#map = map;
    this.#moved = moved;
    const label = input.labels?.[0]?.textContent ?? "";
    this.#button.type = "button";
    this.#button.className = "place-marker";
    this.#button.textContent = String.fromCharCode(65 + number);
    this.#button.setAttribute("aria-label", `${this.#button.textContent}: ${label}, ${container.dataset.marker ?? ""}`);
    this.#button.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("change", () => this.read());
  }

  get isSet(): boolean {
    return this.#marker !== null;
  }

  /** Put the marker where the field says, if it holds two numbers. */
  read(): void {
    const [lat, lon] = TWO_NUMBERS.exec(this.#input.value)?.slice(1).map((part) => Number(part.replace(",", "."))) ?? [];
    if (lat === undefined || lon === undefined) return;
    this.#put(lon, lat);
    this.#map.easeTo({ center: [lon, lat], animate: false });
  }

  /** Set or move the place, and write it down. */
  set({ lng, lat }: Pick<LngLat, "lng" | "lat">): void {
    this.#put(lng, lat);
    this.#input.value = `${lat.toFixed(DECIMALS)}, ${lng.toFixed(DECIMALS)}`;
  }

  #put(lng: number, lat: number): void {
    if (!this.#marker) {
      this.#marker = new Marker({ element: this.#button, draggable: true }).setLngLat([lng, lat]).addTo(this.#map);
      this.#marker.on("drag", () => this.set(this.#marker!.getLngLat()));
    }
    this.#marker.setLngLat([lng, lat]);
    this.#moved([Number(lng.toFixed(DECIMALS + 1)), Number(lat.toFixed(DECIMALS + 1))]);
  }

  #key(event: KeyboardEvent): void {
    const direction = DIRECTIONS[event.key];
    if (!direction || !this.#marker) return;
    event.preventDefault();
    event.stopPropagation(); // the map would move as well
    const metres = event.shiftKey ? LONG_STEP_M : STEP_M;
    const { lng, lat } = this.#marker.getLngLat();
    const north = (direction[1] * metres) / METRES_PER_DEGREE;
    const east = (direction[0] * metres) / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180));
    this.set({ lng: lng + east, lat: lat + north });
  }
}

async function start(): Promise<void> {
  const reach = new Reach();
  const map = await groundMap(container, config, (drawn) => {
    if (config.reach) reach.draw(drawn);
  });
  let last: [number, number] | null = null;
  const moved = (point: [number, number]) => {
    last = point;
    if (config.reach) reach.ask(point);
  };
  const inputs = [...form.querySelectorAll<HTMLInputElement>("[data-place]")];
  const places = inputs.map((input, number) => new Place(input, map, number, moved));
  let next = 0;
  map.on("click", ({ lngLat }) => {
    const place = places.find(({ isSet }) => !isSet) ?? places[next++ % places.length];
    place?.set(lngLat);
  });
  if (config.reach) {
    form.addEventListener("change", ({ target }) => {
      const isPlace = (target as HTMLElement).hasAttribute("data-place");
      if (last && !isPlace) reach.ask(last);
    });
  }
  status.textContent = container.dataset.set ?? "";
  for (const place of places) place.read();
}

start().catch((error: unknown) => {
  console.warn(error);
  container.hidden = true;
  status.textContent = container.dataset.failed ?? "";
});
