/** The map of a page: basemap, entries, popup, controls. Loaded apart, so that the list is there first. */

import { FullscreenControl, LngLatBounds, type GeoJSONSource, type Map as MapLibre, type StyleSpecification } from "maplibre-gl";
import { viewText, type View } from "./address";
import { createBasemap } from "./basemap";
import { required, text, type Config, type Entry, type Layer } from "./config";
import { ButtonControl } from "./controls";
import { Entries, type Hit, type Position } from "./entries";
import { GATHERED } from "./gathered";
import { Menu } from "./menu";
import { PanButtons } from "./pan";
import { circleAround } from "./points";
import { EntryPopup } from "./popup";
import { styleOf } from "./style";
import { onThemeChange, themeOf, type Look } from "./theme";

const ENTRY_ZOOM = 15;
const OUTLINE_PADDING_PX = 40;
const AROUND_PADDING_PX = 16;
const NAME_PADDING_PX = 48; // the reached area has its name at its northern end
const CLUSTER_STEP = 1.6; // zoom levels that a click on a circle goes in by
const CLUSTER_STEP_MAX = 3;
const FINGER_PX = 14;
const MOUSE_PX = 3;
const MIDDLE_DECIMALS = 5; // of a degree: a metre
const narrow = matchMedia("(width < 48rem)");

export interface MapEvents {
  /** The extent has come to rest. */
  moved: () => void;
  /** An entry was selected on the map, or none is any more. */
  selected: (entry: Entry | null) => void;
  /** The pointer came to the sign of an entry, or left it. */
  pointed: (entry: Entry | null) => void;
  /** The entries are there: all of them, or as many as the map takes. */
  drawn: (isComplete: boolean) => void;
}

export class MapView {
  readonly #config: Config;
  readonly #map: MapLibre;
  readonly #entries: Entries;
  readonly #popup: EntryPopup;
  readonly #events: MapEvents;
  readonly #pan: PanButtons;
  #look: Look = "device";
  #panShown = false;
  #busy = 0; // what is still to be drawn
  #pointed = "";

  /** `style` is that of the device's theme. Throws if the browser cannot draw a map. */
  constructor(container: HTMLElement, config: Config, style: Promise<StyleSpecification>, view: View | null, events: MapEvents) {
    this.#config = config;
    this.#events = events;
    this.#map = createBasemap({
      container,
      locale: config.texts,
      styleUrl: config.urls.style,
      style,
      theme: themeOf(this.#look),
      isEmbedded: config.isEmbedded,
      ...(view ? { center: [view.lon, view.lat], zoom: view.zoom } : config.start),
    });
    this.#entries = new Entries(this.#map, config);
    this.#popup = new EntryPopup(this.#map, config, () => this.#unselect());
    this.#pan = new PanButtons(this.#map, config.sprite, {
      up: text(config, "panUp"),
      right: text(config, "panRight"),
      down: text(config, "panDown"),
      left: text(config, "panLeft"),
    });
    this.#addControls();
    this.#map.on("style.load", () => void this.#busyUntil(this.#entries.draw(themeOf(this.#look))));
    this.#map.on("moveend", () => events.moved());
    this.#map.on("click", (event) => this.#clicked(event.point, event.lngLat.toArray()));
    this.#map.on("mousemove", (event) => this.#moved(this.#entries.hits(event.point, MOUSE_PX)));
    this.#map.on("mouseout", () => this.#moved([]));
    onThemeChange(() => this.#changeTheme());
    // What the map shows, for whoever wants to compare it with the list.
    Object.assign(container, { shown: () => this.#entries.shown() });
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

  /** The middle of the map as `lon,lat`. */
  get middle(): string {
    return this.#map.getCenter().toArray().map((degrees) => degrees.toFixed(MIDDLE_DECIMALS)).join(",");
  }

  /** Show exactly these topics, narrowed as the query wants. */
  show(layers: Layer[], query: URLSearchParams): void {
    this.#popup.near = new URLSearchParams([...query].filter(([name]) => ["near", "radius", "by"].includes(name)));
    const done = this.#entries.show(layers, query).then(() => this.#drawn());
    void this.#busyUntil(done);
  }

  /** Draw the position that one looks from; null draws none. */
  lookFrom(position: Position | null): void {
    this.#entries.lookFrom(position);
  }

  #drawn(): void {
    const legend = document.querySelector<HTMLElement>("#reached-legend");
    const words = this.#entries.reached?.words ?? "";
    if (legend) {
      legend.hidden = !words;
      required("span:last-child", legend).textContent = words;
    }
    this.#events.drawn(this.#entries.isComplete);
  }

  /** Bring the whole circle around a position into view, or all that may be reached from it. */
  showAround({ at, radiusM, reachM }: Position): void {
    const bounds = new LngLatBounds();
    for (const corner of circleAround(at, reachM ?? radiusM).geometry.coordinates[0] ?? []) bounds.extend(corner as [number, number]);
    const sides = AROUND_PADDING_PX;
    const top = reachM === null ? sides : NAME_PADDING_PX;
    this.#map.fitBounds(bounds, { padding: { top, right: sides, bottom: sides, left: sides } });
  }

  /** Go to a view at once: that of an earlier step of the history. */
  jumpTo({ zoom, lat, lon }: View): void {
    this.#map.jumpTo({ center: [lon, lat], zoom });
  }

  /** Draw the entry that is pointed at in the list. */
  point(entry: Entry | null): void {
    this.#entries.point(entry);
  }

  /** Show the buttons that move the map while a point is being chosen, whatever else is wanted. */
  set choosing(choosing: boolean) {
    this.#pan.shown = choosing || this.#panShown;
  }

  /** Fetch again what has changed. */
  refresh(layers: string[]): void {
    void this.#busyUntil(this.#entries.refresh(layers));
    void this.#popup.refresh();
  }

  /** Show a whole outline at once, with its surroundings if it is small. */
  showOutline(box: [number, number, number, number]): void {
    this.#map.fitBounds(box, { padding: OUTLINE_PADDING_PX, maxZoom: ENTRY_ZOOM + 1, animate: false });
  }

  /** Show all of some positions at once. */
  showWhole(positions: number[][]): void {
    const bounds = new LngLatBounds();
    for (const [lon, lat] of positions) bounds.extend([lon ?? 0, lat ?? 0]);
    this.#map.fitBounds(bounds, { padding: OUTLINE_PADDING_PX, maxZoom: ENTRY_ZOOM + 1, animate: false });
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
  async #busyUntil(done: Promise<void>): Promise<void> {
    const container = this.#map.getContainer();
    this.#busy += 1;
    container.setAttribute("aria-busy", "true");
    await done.catch(console.warn);
    do {
      this.#map.triggerRepaint();
      await this.#map.once("idle");
    } while (this.#entries.gather()); // circles follow the tiles and are drawn in turn
    this.#busy -= 1;
    if (!this.#busy) container.removeAttribute("aria-busy");
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
      const place = choice[0]?.position ?? at;
      void this.#popup.choose(choice, place);
      this.#clear(place);
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
    this.#clear(at);
  }

  /** On a narrow screen, bring a place above the card that opens at the lower edge. */
  #clear(at: [number, number]): void {
    if (narrow.matches) this.#map.easeTo({ center: at, offset: this.#offset });
  }

  #unselect(): void {
    this.#entries.select(this.#config.entry);
    this.#events.selected(null);
  }

  #moved(hits: Hit[]): void {
    this.#map.getCanvas().style.cursor = hits.some(isSignOrCircle) ? "pointer" : "";
    const first = hits.find((hit) => "entry" in hit);
    const entry = first && "entry" in first ? first.entry : null;
    const key = entry ? `${entry.layer}/${entry.id}` : "";
    if (key === this.#pointed) return;
    this.#pointed = key;
    this.#events.pointed(entry);
  }

  #addControls(): void {
    const { sprite } = this.#config;
    const home = { sprite, icon: "focus-centered", label: text(this.#config, "home") };
    this.#map.addControl(new ButtonControl({ ...home, clicked: () => this.showBox(this.#config.bbox) }));
    if (this.#config.isEmbedded) return; // there is no room for more
    const menu = new ButtonControl({ sprite, icon: "palette", label: text(this.#config, "menu") });
    this.#map.addControl(menu);
    new Menu(menu.button, {
      look: (look) => {
        this.#look = look;
        this.#changeTheme();
      },
      pan: (shown) => {
        this.#panShown = this.#pan.shown = shown;
      },
    });
    // A narrow screen has its sheet, which covers all of it.
    if (!narrow.matches) this.#map.addControl(new FullscreenControl({ container: required<HTMLElement>("#sheet") }));
  }

  #changeTheme(): void {
    const theme = themeOf(this.#look);
    required<HTMLElement>("#sheet").dataset.theme = theme;
    this.#map.setStyle(styleOf(this.#config.urls.style, theme), { diff: false });
  }
}

function isSignOrCircle(hit: Hit): boolean {
  return "at" in hit || hit.entry.position !== null;
}

function clamp(degrees: number, limit: number): number {
  return Math.min(Math.max(degrees, -limit), limit);
}
