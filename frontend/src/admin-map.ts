/**
 * The map in forms of the administration: it draws what a text field holds, and writes there what is drawn.
 *
 * `<textarea data-map-widget data-geom-type="Point|LineString|Polygon|Multi…|Geometry">` holds GeoJSON in EPSG:4326, or
 * nothing. The text stays the truth and remains editable, so nothing depends on drawing.
 */

import type { Geometry } from "geojson";
import type { Map as MapLibre } from "maplibre-gl";
import {
  TerraDraw,
  TerraDrawLineStringMode,
  TerraDrawPointMode,
  TerraDrawPolygonMode,
  TerraDrawSelectMode,
  type GeoJSONStoreFeatures,
} from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { createBasemap } from "./basemap";
import { bounds, gathered, parsed, single, spoken, type Single } from "./geometry";
import { styleOf } from "./style";
import { onThemeChange, themeOf } from "./theme";
import "./styles/admin-map.css";

const STYLE_URL = "/tiles/style.json";
type Tool = "point" | "linestring" | "polygon" | "select" | "clear";
const DRAWN_KINDS: Record<Single["type"], Tool> = { Point: "point", LineString: "linestring", Polygon: "polygon" };
const POINT_ZOOM = 16;
const COLOUR = "#2044aa";

const WORDS = document.documentElement.lang.startsWith("en")
  ? {
      point: "Set point",
      linestring: "Draw line",
      polygon: "Draw surface",
      select: "Move and edit",
      clear: "Remove position",
      text: "Position as text (GeoJSON)",
      coordinates: "Latitude, longitude",
      set: "Set",
      wrong: "This text is no GeoJSON geometry that fits here. The map shows the last valid state.",
      fixed: "This outline has holes or very many corners. It is shown here; change it by import or as text.",
      noMap: "The map could not be drawn. You can enter the position as text.",
      wrongCoordinates: "Two numbers are needed, such as 49.7936, 9.9294.",
      controls: {} as Record<string, string>,
    }
  : {
      point: "Punkt setzen",
      linestring: "Linie zeichnen",
      polygon: "Fläche zeichnen",
      select: "Verschieben und ändern",
      clear: "Lage entfernen",
      text: "Lage als Text (GeoJSON)",
      coordinates: "Breite, Länge",
      set: "Setzen",
      wrong: "Dieser Text ist keine GeoJSON-Geometrie, die hier passt. Die Karte zeigt den letzten gültigen Stand.",
      fixed: "Dieser Umriss hat Löcher oder sehr viele Ecken. Er wird hier gezeigt; ändern Sie ihn durch Import oder als Text.",
      noMap: "Die Karte konnte nicht gezeichnet werden. Sie können die Lage als Text eingeben.",
      wrongCoordinates: "Es braucht zwei Zahlen, zum Beispiel 49,7936, 9,9294.",
      controls: {
        "AttributionControl.ToggleAttribution": "Quellen der Karte zeigen oder verbergen",
        "Map.Title": "Karte zum Zeichnen",
        "NavigationControl.ZoomIn": "Karte vergrößern",
        "NavigationControl.ZoomOut": "Karte verkleinern",
      } as Record<string, string>,
    };

/** Return the single kinds that a field takes, by the name of its geometry type. */
function kindsOf(type: string): Single["type"][] {
  const plain = type.replace(/^Multi/i, "").toLowerCase();
  const all: Single["type"][] = ["Point", "LineString", "Polygon"];
  return all.filter((kind) => kind.toLowerCase() === plain).length
    ? all.filter((kind) => kind.toLowerCase() === plain)
    : all;
}

function takesPoints(type: string): boolean {
  return kindsOf(type).includes("Point");
}

class MapField {
  readonly #textarea: HTMLTextAreaElement;
  readonly #type: string;
  readonly #frame = document.createElement("div");
  readonly #message = document.createElement("p");
  readonly #buttons = new Map<string, HTMLButtonElement>();
  #map: MapLibre | null = null;
  #draw: TerraDraw | null = null;
  #fixed: Geometry | null = null;

  constructor(textarea: HTMLTextAreaElement) {
    this.#textarea = textarea;
    this.#type = textarea.dataset.geomType ?? "Geometry";
    this.#build();
    try {
      this.#start();
    } catch (error) {
      console.warn(error);
      this.#say(WORDS.noMap);
    }
  }

  /** Put the toolbar and the map above the text, and the text into a drawer that opens when it is needed. */
  #build(): void {
    this.#frame.className = "map-field";
    const toolbar = document.createElement("div");
    toolbar.className = "map-field__toolbar";
    for (const kind of kindsOf(this.#type)) this.#addButton(toolbar, DRAWN_KINDS[kind], () => this.#setMode(DRAWN_KINDS[kind]));
    this.#addButton(toolbar, "select", () => this.#setMode("select"));
    this.#addButton(toolbar, "clear", () => this.#clear());
    const canvas = document.createElement("div");
    canvas.className = "map-field__map";
    this.#message.className = "map-field__message";
    this.#message.setAttribute("role", "status");
    const drawer = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = WORDS.text;
    this.#textarea.before(this.#frame);
    drawer.append(summary, this.#textarea);
    this.#frame.append(toolbar, canvas, this.#message);
    if (takesPoints(this.#type)) this.#frame.append(this.#coordinateField());
    this.#frame.append(drawer);
    this.#textarea.addEventListener("change", () => this.#read());
  }

  #addButton(toolbar: HTMLElement, name: Tool, clicked: () => void): void {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "map-field__button";
    button.textContent = WORDS[name];
    button.addEventListener("click", clicked);
    if (name !== "clear") button.setAttribute("aria-pressed", "false");
    this.#buttons.set(name, button);
    toolbar.append(button);
  }

  /** A position typed as two numbers: nobody has to aim with a pointer. */
  #coordinateField(): HTMLElement {
    const label = document.createElement("label");
    label.className = "map-field__coordinates";
    const input = document.createElement("input");
    input.type = "text";
    input.inputMode = "decimal";
    input.placeholder = "49.7936, 9.9294";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "map-field__button";
    button.textContent = WORDS.set;
    const set = () => {
      const position = spoken(input.value);
      if (!position) return this.#say(WORDS.wrongCoordinates);
      this.#write({ type: "Point", coordinates: position });
      this.#read();
    };
    button.addEventListener("click", set);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // Enter would send the whole form
      set();
    });
    label.append(WORDS.coordinates, input, button);
    return label;
  }

  #start(): void {
    const { center = "9.93,49.79", zoom = "10", styleUrl = STYLE_URL } = this.#textarea.dataset;
    const container = this.#frame.querySelector<HTMLElement>(".map-field__map");
    if (!container) return;
    const map = createBasemap({
      container,
      styleUrl,
      theme: themeOf("device"),
      center: center.split(",").map(Number) as [number, number],
      zoom: Number(zoom),
      locale: WORDS.controls,
    });
    this.#map = map;
    map.once("style.load", () => this.#startDrawing(map));
    onThemeChange(() => {
      map.once("style.load", () => this.#startDrawing(map));
      map.setStyle(styleOf(styleUrl, themeOf("device")), { diff: false });
    });
  }

  #startDrawing(map: MapLibre): void {
    this.#draw?.stop();
    const editable = { feature: { draggable: true, coordinates: { midpoints: true, draggable: true, deletable: true } } };
    const draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 7 }),
      modes: [
        new TerraDrawPointMode({ styles: { pointColor: COLOUR, pointWidth: 8, pointOutlineColor: "#ffffff", pointOutlineWidth: 3 } }),
        new TerraDrawLineStringMode({ styles: { lineStringColor: COLOUR, lineStringWidth: 4 } }),
        new TerraDrawPolygonMode({ styles: { fillColor: COLOUR, fillOpacity: 0.25, outlineColor: COLOUR, outlineWidth: 3 } }),
        new TerraDrawSelectMode({ flags: { point: { feature: { draggable: true } }, linestring: editable, polygon: editable } }),
      ],
    });
    draw.start();
    draw.on("finish", (id) => this.#finished(String(id)));
    this.#draw = draw;
    this.#read();
  }

  /** Show what the text holds. A text that says nothing usable leaves the map as it was. */
  #read(): void {
    const text = this.#textarea.value.trim();
    const position = takesPoints(this.#type) ? spoken(text) : null;
    const geometry = position ? ({ type: "Point", coordinates: position } as Geometry) : text ? parsed(text) : null;
    if (text && !(geometry && this.#takes(geometry))) return this.#say(WORDS.wrong);
    this.#say("");
    this.#draw?.clear();
    this.#fixed = null;
    if (geometry) {
      const features = single(geometry).map(
        (part): GeoJSONStoreFeatures => ({ type: "Feature", geometry: part, properties: { mode: DRAWN_KINDS[part.type] } }),
      );
      const refused = this.#draw?.addFeatures(features).some(({ valid }) => !valid);
      if (refused) {
        this.#draw?.clear();
        this.#fixed = geometry;
        this.#say(WORDS.fixed);
      }
      this.#fit(geometry);
    }
    this.#showFixed();
    const [kind] = kindsOf(this.#type);
    this.#setMode(geometry ? "select" : DRAWN_KINDS[kind ?? "Point"]);
  }

  #takes(geometry: Geometry): boolean {
    const kinds = kindsOf(this.#type);
    return single(geometry).every(({ type }) => kinds.includes(type)) && single(geometry).length > 0;
  }

  /** Write down what is drawn. A field that takes one part only keeps the newest. */
  #finished(id: string): void {
    const draw = this.#draw;
    if (!draw) return;
    const drawn = () => draw.getSnapshot().filter(({ properties, geometry }) => properties.mode === DRAWN_KINDS[geometry.type as Single["type"]]);
    const newest = drawn().find((feature) => String(feature.id) === id);
    const takesMany = /^multi/i.test(this.#type);
    const others = drawn().filter(({ id: other, geometry }) => String(other) !== id && (!takesMany || geometry.type !== newest?.geometry.type));
    draw.removeFeatures(others.flatMap(({ id: other }) => (other === undefined ? [] : [other])));
    this.#fixed = null;
    this.#showFixed();
    this.#write(gathered(drawn().map(({ geometry }) => geometry as Single), takesMany));
    if (draw.getMode() !== "select") this.#setMode("select");
  }

  #write(geometry: Geometry | null): void {
    this.#textarea.value = geometry ? JSON.stringify(geometry) : "";
    this.#textarea.dispatchEvent(new Event("input", { bubbles: true }));
    this.#say("");
  }

  #clear(): void {
    this.#write(null);
    this.#read();
  }

  #setMode(mode: string): void {
    this.#draw?.setMode(mode);
    for (const [name, button] of this.#buttons) {
      if (name !== "clear") button.setAttribute("aria-pressed", String(name === mode));
    }
  }

  #fit(geometry: Geometry): void {
    const box = bounds(geometry);
    if (box) this.#map?.fitBounds(box, { padding: 32, maxZoom: POINT_ZOOM, animate: false });
  }

  /** Show an outline that the drawing tool cannot edit. */
  #showFixed(): void {
    const map = this.#map;
    if (!map?.isStyleLoaded() && !this.#fixed) return;
    for (const id of ["fixed-surface", "fixed-line"]) if (map?.getLayer(id)) map.removeLayer(id);
    if (map?.getSource("fixed")) map.removeSource("fixed");
    if (!map || !this.#fixed) return;
    map.addSource("fixed", { type: "geojson", data: this.#fixed });
    map.addLayer({ id: "fixed-surface", type: "fill", source: "fixed", paint: { "fill-color": COLOUR, "fill-opacity": 0.15 } });
    map.addLayer({ id: "fixed-line", type: "line", source: "fixed", paint: { "line-color": COLOUR, "line-width": 2, "line-dasharray": [3, 2] } });
  }

  #say(text: string): void {
    this.#message.textContent = text;
  }
}

for (const textarea of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-map-widget]")) {
  // The empty row of an inline form set is a template: Django copies it, and a map cannot be copied.
  if (!textarea.name.includes("__prefix__")) new MapField(textarea);
}
document.addEventListener("formset:added", (event) => {
  for (const textarea of (event.target as Element).querySelectorAll<HTMLTextAreaElement>("textarea[data-map-widget]")) {
    new MapField(textarea);
  }
});
