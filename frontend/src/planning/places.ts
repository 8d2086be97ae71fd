/** A point of a question on a map: set by a click, moved by pointer or arrow keys, written into its field. */

import { Marker, type LngLat, type Map as MapLibre } from "maplibre-gl";
import type { Point } from "./ground";

const DECIMALS = 5; // of a degree: a metre
const STEP_M = 25;
const LONG_STEP_M = 250;
const METRES_PER_DEGREE = 111_320;
const DIRECTIONS: Record<string, Point> = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const TWO_NUMBERS = /^\s*(\d{1,2}[.,]\d+)\s*[,;\s]\s*(\d{1,3}[.,]\d+)\s*$/;

/** A field for a place and its marker, which say the same. */
export class Place {
  readonly #input: HTMLInputElement;
  readonly #map: MapLibre;
  readonly #moved: (point: Point) => void;
  readonly #button = document.createElement("button");
  #marker: Marker | null = null;

  constructor(input: HTMLInputElement, map: MapLibre, number: number, how: string, moved: (point: Point) => void) {
    this.#input = input;
    this.#map = map;
    this.#moved = moved;
    const label = input.labels?.[0]?.textContent ?? "";
    this.#button.type = "button";
    this.#button.className = "place-marker";
    this.#button.textContent = String.fromCharCode(65 + number);
    this.#button.setAttribute("aria-label", `${this.#button.textContent}: ${label}, ${how}`);
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
