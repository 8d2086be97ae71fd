/**
 * The tools that draw a scenario: a click, or the point under the cross, closes a way or is the next corner of a new
 * one. What is drawn stands in the text of the form as GeoJSON, which may be written by hand as well.
 */

import type { Feature, FeatureCollection } from "geojson";
import { LngLat, type Map as MapLibre } from "maplibre-gl";
import { required } from "../config";
import type { Theme } from "../signs";
import type { Point } from "./ground";
import { addScenario, showScenario, type Change } from "./scenario-layers";

type Tool = "close" | "line";
type Drawn = FeatureCollection<Change>;

const DECIMALS = 6; // of a degree: a decimetre
const HIGHWAY = "highway";

function collection(features: Feature<Change>[]): Drawn {
  return { type: "FeatureCollection", features };
}

function feature(geometry: Change, properties: Record<string, string> = {}): Feature<Change> {
  return { type: "Feature", properties, geometry };
}

export class ScenarioTools {
  readonly #panel = required<HTMLElement>("#scenario-tools");
  readonly #text = required<HTMLTextAreaElement>("#scenario-text");
  readonly #way = required<HTMLSelectElement>("#scenario-way");
  readonly #drawing = required<HTMLElement>("#scenario-drawing");
  readonly #status = required<HTMLElement>("#scenario-status");
  readonly #take = required<HTMLButtonElement>("#scenario-take");
  readonly #finish = required<HTMLButtonElement>("#scenario-finish");
  readonly #changes = required<HTMLElement>("#scenario-changes");
  readonly #buttons = [...this.#panel.querySelectorAll<HTMLButtonElement>("[data-tool]")];
  readonly #cross = document.createElement("div");
  readonly #open: () => Promise<MapLibre>;
  #map: MapLibre | null = null;
  #tool: Tool | null = null;
  #corners: Point[] = [];

  /** `open` gives the map to draw on, which it may have to make first. */
  constructor(open: () => Promise<MapLibre>) {
    this.#open = open;
    this.#cross.className = "scenario-cross";
    this.#cross.hidden = true;
    for (const button of this.#buttons) button.addEventListener("click", () => void this.#choose(button));
    this.#take.addEventListener("click", () => {
      if (this.#map) this.take(this.#map.getCenter());
    });
    this.#finish.addEventListener("click", () => this.#close());
    required("#scenario-leave").addEventListener("click", () => this.#leave());
    this.#drawing.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#leave();
    });
    this.#text.addEventListener("change", () => this.#show());
    this.#show();
  }

  /** Say whether the form holds something to be drawn. */
  get isEmpty(): boolean {
    return !this.#read()?.features.length;
  }

  /** Draw what there is on a style that has just been loaded. */
  draw(map: MapLibre, theme: Theme): void {
    this.#map = map;
    addScenario(map, this.#shown(), theme);
  }

  /** Take a point for the tool in use; false if there is none, and the point means something else. */
  take({ lng, lat }: Pick<LngLat, "lng" | "lat">): boolean {
    if (!this.#tool) return false;
    const point: Point = [Number(lng.toFixed(DECIMALS)), Number(lat.toFixed(DECIMALS))];
    if (this.#tool === "close") {
      this.#add(feature({ type: "Point", coordinates: point }));
      this.#close();
      return true;
    }
    const last = this.#corners.at(-1);
    if (last?.[0] !== point[0] || last[1] !== point[1]) this.#corners.push(point);
    this.#finish.hidden = this.#corners.length < 2;
    this.#redraw();
    return true;
  }

  async #choose(button: HTMLButtonElement): Promise<void> {
    const tool = button.dataset.tool as Tool;
    if (this.#tool === tool) return this.#close();
    this.#corners = [];
    if (!this.#read()) {
      this.#drawing.hidden = false;
      this.#status.textContent = this.#panel.dataset.unread ?? "";
      return;
    }
    try {
      this.#map = await this.#open();
    } catch (error) {
      console.warn(error);
      this.#drawing.hidden = false;
      this.#status.textContent = this.#panel.dataset.failed ?? "";
      return;
    }
    this.#tool = tool;
    for (const each of this.#buttons) each.setAttribute("aria-pressed", String(each === button));
    const container = this.#map.getContainer();
    container.append(this.#cross);
    container.after(this.#drawing); // beside the map, wherever that is
    this.#map.doubleClickZoom.disable();
    this.#cross.hidden = this.#drawing.hidden = false;
    this.#finish.hidden = true;
    this.#status.textContent = this.#panel.dataset[tool] ?? "";
    this.#take.focus({ preventScroll: true });
    container.scrollIntoView({ block: "center" });
  }

  /** Put the tool away, and what was being drawn with it. */
  #leave(): void {
    this.#corners = [];
    this.#close();
  }

  /** Put the tool away; what was drawn with it so far is kept. */
  #close(): void {
    const line = this.#corners;
    this.#corners = [];
    const button = this.#buttons.find(({ dataset }) => dataset.tool === this.#tool);
    this.#tool = null;
    for (const each of this.#buttons) each.setAttribute("aria-pressed", "false");
    this.#map?.doubleClickZoom.enable();
    this.#cross.hidden = this.#drawing.hidden = true;
    if (line.length > 1) this.#add(feature({ type: "LineString", coordinates: line }, { [HIGHWAY]: this.#way.value }));
    else this.#redraw();
    button?.focus();
  }

  #add(change: Feature<Change>): void {
    this.#write([...(this.#read()?.features ?? []), change]);
  }

  #write(features: Feature<Change>[]): void {
    this.#text.value = features.length ? JSON.stringify(collection(features)) : "";
    this.#text.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Return what the text holds, null if it cannot be read. */
  #read(): Drawn | null {
    if (!this.#text.value.trim()) return collection([]);
    try {
      const found = JSON.parse(this.#text.value) as Partial<Drawn> | null;
      if (!Array.isArray(found?.features)) return null;
      const isDrawable = found.features.every((each) => ["Point", "LineString"].includes((each as Feature | null)?.geometry?.type ?? ""));
      return isDrawable ? collection(found.features) : null;
    } catch {
      return null;
    }
  }

  #shown(): Drawn {
    const features = this.#read()?.features ?? [];
    const [first] = this.#corners;
    if (!first) return collection(features);
    const coordinates = this.#corners.length > 1 ? this.#corners : [first, first]; // a line has two ends
    return collection([...features, feature({ type: "LineString", coordinates })]);
  }

  #redraw(): void {
    if (this.#map) showScenario(this.#map, this.#shown());
  }

  #show(): void {
    const features = this.#read()?.features ?? [];
    this.#changes.replaceChildren(...features.map((change, place) => this.#item(change, place)));
    this.#redraw();
  }

  #item(change: Feature<Change>, place: number): HTMLElement {
    const item = document.createElement("li");
    const words = document.createElement("span");
    words.textContent = this.#words(change);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "toggle";
    remove.textContent = this.#panel.dataset.remove ?? "";
    remove.setAttribute("aria-label", `${remove.textContent}: ${place + 1}, ${words.textContent}`);
    remove.addEventListener("click", () => {
      this.#write((this.#read()?.features ?? []).filter((_each, other) => other !== place));
      (this.#changes.querySelectorAll("button")[Math.max(place - 1, 0)] ?? this.#buttons[0])?.focus();
    });
    item.append(words, remove);
    return item;
  }

  #words({ geometry, properties }: Feature<Change>): string {
    if (geometry.type === "Point") return this.#panel.dataset.closed ?? "";
    const kind = (properties?.[HIGHWAY] as string | undefined) ?? "footway";
    const words = [...this.#way.options].find(({ value }) => value === kind)?.text ?? kind;
    const corners = geometry.coordinates.map(([lng = 0, lat = 0]) => new LngLat(lng, lat));
    const metres = corners.slice(1).reduce((sum, corner, before) => sum + corner.distanceTo(corners[before] ?? corner), 0);
    return `${words}, ${Math.round(metres).toLocaleString(document.documentElement.lang)} m`;
  }
}
