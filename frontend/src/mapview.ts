/** The map of a page: basemap, entries, popup, controls. Loaded apart, so that the list is there first. */

import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import { viewText, type View } from "./address";
import { createBasemap, styleOf } from "./basemap";
import { text, type Config, type Entry, type Layer } from "./config";
import { ButtonControl } from "./controls";
import { Entries, type Hit } from "./entries";
import { GATHERED } from "./gathered";
import { EntryPopup } from "./popup";
import { currentTheme, deviceWantsContrast, onThemeChange } from "./theme";

const ENTRY_ZOOM = 15;
const CLUSTER_STEP = 1.6; // zoom levels that a click on a circle goes in by
const CLUSTER_STEP_MAX = 3;
const SETTLED_AFTER_MS = 150;
const FINGER_PX = 14;
const MOUSE_PX = 3;
const narrow = matchMedia("(width < 48rem)");

export interface MapEvents {
  /** The extent has come to rest. */
  moved: () => void;
  /** An entry was selected on the map, or none is any more. */
  selected: (entry: Entry | null) => void;
}

export class MapView {
  readonly #config: Config;
  readonly #map: MapLibre;
  readonly #entries: Entries;
  readonly #popup: EntryPopup;
  readonly #events: MapEvents;
  #contrast = deviceWantsContrast();

  /** Throws if the browser cannot draw a map. */
  constructor(container: HTMLElement, config: Config, view: View | null, events: MapEvents) {
    this.#config = config;
    this.#events = events;
    this.#map = createBasemap({
      container,
      locale: config.texts,
      styleUrl: config.urls.style,
      theme: currentTheme(this.#contrast),
      ...(view ? { center: [view.lon, view.lat], zoom: view.zoom } : config.start),
    });
    this.#entries = new Entries(this.#map, config);
    this.#popup = new EntryPopup(this.#map, config, () => this.#unselect());
    this.#addControls();
    this.#map.on("style.load", () => this.#busyUntil(this.#entries.draw(currentTheme(this.#contrast))));
    this.#map.on("moveend", () => events.moved());
    this.#map.on("click", (event) => this.#clicked(event.point, event.lngLat.toArray()));
    this.#map.on("mousemove", (event) => {
      this.#map.getCanvas().style.cursor = this.#entries.hits(event.point, MOUSE_PX).some(isSignOrCircle) ? "pointer" : "";
    });
    onThemeChange(() => this.#changeTheme());
  }

  /** The extent as `west,south,east,north` in degrees. */
  get bbox(): string {
    const bounds = this.#map.getBounds();
    const corners = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    return corners.map((degrees, place) => clamp(degrees, place % 2 ? 90 : 180).toFixed(6)).join(",");
  }

  /** The extent as the address carries it. */
  get view(): string {
    const { lng, lat } = this.#map.getCenter();
    return viewText({ zoom: this.#map.getZoom(), lat, lon: lng });
  }

  /** Show exactly these topics, narrowed as the query wants. */
  show(layers: Layer[], query: URLSearchParams): void {
    this.#busyUntil(this.#entries.show(layers, query));
  }

  /** Fetch again what has changed. */
  refresh(layers: string[]): void {
    this.#busyUntil(this.#entries.refresh(layers));
    void this.#popup.refresh();
  }

  /** Show a rectangle: west, south, east, north in degrees. */
  showBox(box: [number, number, number, number]): void {
    this.#map.fitBounds(box, { padding: 16 });
  }

  /** Go to an entry and show its card there. */
  goTo(entry: Entry): void {
    if (!entry.position) return;
    this.#select(entry, entry.position);
    this.#map.flyTo({ center: entry.position, zoom: Math.max(this.#map.getZoom(), ENTRY_ZOOM), offset: this.#offset });
  }

  /** Draw an entry as selected without a popup: the page beside the map is about it. */
  mark(entry: Entry): void {
    this.#entries.select(entry);
  }

  resize(): void {
    this.#map.resize();
  }

  /** Say that the map is not complete until this is done and everything is drawn. */
  #busyUntil(done: Promise<void>): void {
    const container = this.#map.getContainer();
    container.setAttribute("aria-busy", "true");
    void done.then(() => {
      // Gathering follows the tiles and is drawn in turn: the second rest is the last one.
      this.#map.once("idle", () => {
        setTimeout(() => {
          this.#map.once("idle", () => container.removeAttribute("aria-busy"));
          this.#map.triggerRepaint();
        }, SETTLED_AFTER_MS);
      });
      this.#map.triggerRepaint();
    });
  }

  /** How far from the middle a selected sign comes to lie: above the card, where that covers the lower half. */
  get #offset(): [number, number] {
    return narrow.matches ? [0, -this.#map.getContainer().clientHeight / 4] : [0, this.#map.getContainer().clientHeight / 6];
  }

  #clicked(point: { x: number; y: number }, at: [number, number]): void {
    const coarse = matchMedia("(pointer: coarse)").matches;
    const hits = this.#entries.hits(point, coarse ? FINGER_PX : MOUSE_PX);
    const first = hits[0];
    if (!first) return;
    if ("at" in first) {
      void this.#enter(first.cluster, first.at);
      return;
    }
    const entries = hits.flatMap((hit) => ("entry" in hit ? [hit.entry] : []));
    const signs = entries.filter(({ position }) => position);
    const choice = signs.length ? signs : entries.slice(0, 1);
    if (choice.length > 1) {
      this.#popup.choose(choice, choice[0]?.position ?? at, (entry) => this.#select(entry, entry.position ?? at));
    } else if (choice[0]) {
      this.#select(choice[0], choice[0].position ?? at);
    }
  }

  async #enter(cluster: number | null, at: [number, number]): Promise<void> {
    const zoom = this.#map.getZoom();
    const source = this.#map.getSource<GeoJSONSource>(GATHERED);
    const splits = cluster === null || !source ? zoom : await source.getClusterExpansionZoom(cluster).catch(() => zoom);
    const target = Math.min(Math.max(splits, zoom + CLUSTER_STEP), zoom + CLUSTER_STEP_MAX);
    this.#map.easeTo({ center: at, zoom: target });
  }

  #select(entry: Entry, at: [number, number]): void {
    this.#entries.select({ ...entry, position: entry.position ?? at });
    this.#events.selected(entry);
    void this.#popup.show(entry, at);
    if (narrow.matches) this.#map.easeTo({ center: at, offset: this.#offset });
  }

  #unselect(): void {
    this.#entries.select(this.#config.entry);
    this.#events.selected(null);
  }

  #addControls(): void {
    const { sprite } = this.#config;
    this.#map.addControl(
      new ButtonControl({
        sprite,
        icon: "focus-centered",
        label: text(this.#config, "home"),
        clicked: () => this.showBox(this.#config.bbox),
      }),
    );
    this.#map.addControl(
      new ButtonControl({
        sprite,
        icon: "contrast",
        label: text(this.#config, "contrast"),
        pressed: this.#contrast,
        clicked: (pressed) => {
          this.#contrast = pressed;
          this.#changeTheme();
        },
      }),
    );
  }

  #changeTheme(): void {
    this.#map.setStyle(styleOf(this.#config.urls.style, currentTheme(this.#contrast)), { diff: false });
  }
}

function isSignOrCircle(hit: Hit): boolean {
  return "at" in hit || hit.entry.position !== null;
}

function clamp(degrees: number, limit: number): number {
  return Math.min(Math.max(degrees, -limit), limit);
}
