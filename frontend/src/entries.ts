/** The entries on the map: outlines, signs, gathered circles and the one that is selected. */

import type { FilterSpecification, GeoJSONSource, LayerSpecification, Map as MapLibre, VectorTileSource } from "maplibre-gl";
import type { Config, Entry, Layer } from "./config";
import { gather, GATHERED, GATHERED_BELOW_ZOOM, gatheredSource, POINTS } from "./gathered";
import { addSigns, imageName, type Theme } from "./signs";
import { entrySource, fetchTileJson, tileQuery } from "./tilesets";

const SELECTED = "selected";
const NAMES_FROM_ZOOM = 15.5;
const SURFACES_FROM_ZOOM = 12.5;
// Of many kinds of place the surfaces would be a patchwork without a word while their signs are gathered.
const MANY_KINDS_SURFACES_FROM_ZOOM = GATHERED_BELOW_ZOOM;
const GATHER_AFTER_MS = 80;
const FONT = ["Fira Sans SemiBold"];
const SIGN_SIZE = ["interpolate", ["linear"], ["zoom"], 9, 0.66, 13, 0.8, 16, 1] as unknown as number;

interface Colours {
  circle: string;
  ring: string;
  number: string;
  label: string;
  halo: string;
}

const COLOURS: Record<Theme, Colours> = {
  light: { circle: "#ffffff", ring: "#4a4640", number: "#131525", label: "#2b2a33", halo: "#ffffff" },
  dark: { circle: "#2b2f34", ring: "#c9cdd3", number: "#f3f4f7", label: "#e8eaee", halo: "#14171a" },
  contrast: { circle: "#ffffff", ring: "#000000", number: "#000000", label: "#000000", halo: "#ffffff" },
};

/** A hit of the pointer: an entry, or a circle that gathers several. */
export type Hit = { entry: Entry } | { cluster: number | null; at: [number, number] };

export class Entries {
  readonly #map: MapLibre;
  readonly #config: Config;
  readonly #narrowed = new Map<string, string>();
  #theme: Theme = "light";
  #on: Layer[] = [];
  #query = new URLSearchParams();
  #selected: Entry | null = null;
  #ready = false;
  #waiting = 0;

  constructor(map: MapLibre, config: Config) {
    this.#map = map;
    this.#config = config;
    map.on("sourcedata", (event) => {
      if (event.sourceId?.startsWith("entries-") && event.tile) this.#gatherSoon();
    });
    map.on("moveend", () => this.#gatherSoon());
    map.on("idle", () => this.#gatherSoon());
  }

  /** Draw everything anew: a style has just been loaded and knows nothing of entries. */
  async draw(theme: Theme): Promise<void> {
    this.#theme = theme;
    this.#ready = false;
    this.#narrowed.clear();
    await addSigns(this.#map, this.#config.signs, this.#config.sprite, theme);
    this.#map.addSource(GATHERED, gatheredSource() as never);
    this.#map.addSource(SELECTED, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    for (const layer of [...gatheredLayers(COLOURS[theme]), selectedLayer(COLOURS[theme])]) this.#map.addLayer(layer);
    this.#ready = true;
    this.select(this.#selected);
    await this.show(this.#on, this.#query);
  }

  /** Show exactly these topics, narrowed as the query wants. */
  async show(layers: Layer[], query: URLSearchParams): Promise<void> {
    this.#on = layers;
    this.#query = query;
    if (!this.#ready) return;
    for (const layer of this.#config.layers) {
      for (const { id } of this.#layersOf(layer)) {
        if (this.#map.getLayer(id)) {
          this.#map.setLayoutProperty(id, "visibility", layers.includes(layer) ? "visible" : "none");
        }
      }
    }
    await Promise.allSettled(layers.map((layer) => this.#load(layer)));
    this.#gatherSoon();
  }

  /** Fetch the tiles of these topics again, because what is published has changed. */
  async refresh(ids: string[]): Promise<void> {
    for (const id of ids) this.#narrowed.delete(id);
    await this.show(this.#on, this.#query);
  }

  /** Draw one entry larger, with a ring; null draws none so. */
  select(entry: Entry | null): void {
    this.#selected = entry;
    if (!this.#ready) return;
    const features = entry?.position
      ? [
          {
            type: "Feature" as const,
            geometry: { type: "Point" as const, coordinates: entry.position },
            properties: { name: entry.name, image: imageName(entry.sign, true) },
          },
        ]
      : [];
    void this.#map.getSource<GeoJSONSource>(SELECTED)?.setData({ type: "FeatureCollection", features });
  }

  /** Return what lies within so many pixels of a point on the screen, the topmost first, each entry once. */
  hits(point: { x: number; y: number }, withinPx: number): Hit[] {
    const box: [[number, number], [number, number]] = [
      [point.x - withinPx, point.y - withinPx],
      [point.x + withinPx, point.y + withinPx],
    ];
    const ids = [...gatheredLayers(COLOURS.light), ...this.#on.flatMap((layer) => this.#layersOf(layer))]
      .map(({ id }) => id)
      .filter((id) => this.#map.getLayer(id));
    const hits = new Map<string, Hit>();
    for (const feature of this.#map.queryRenderedFeatures(box, { layers: ids })) {
      const said = feature.properties as Record<string, string | number | undefined>;
      const layer = this.#config.layers.find(({ id }) => id === (said.layer ?? feature.sourceLayer));
      if (feature.geometry.type === "Point" && (said.cluster_id !== undefined || said.id === undefined)) {
        const at = feature.geometry.coordinates as [number, number];
        hits.set(`circle ${at.join()}`, { cluster: said.cluster_id === undefined ? null : Number(said.cluster_id), at });
      } else if (layer && said.id !== undefined) {
        const isSign = feature.layer.type === "symbol";
        const position = feature.geometry.type === "Point" ? (feature.geometry.coordinates as [number, number]) : null;
        const key = `${layer.id}/${said.id}`;
        // A sign says where its entry stands; the surface below it only that it is there.
        if (!hits.has(key) || (isSign && position)) {
          const sign = this.signOf(layer, String(said.kind ?? ""));
          hits.set(key, {
            entry: { layer: layer.id, id: String(said.id), name: String(said.name ?? ""), position, sign: String(said.sign || sign) },
          });
        }
      }
    }
    return [...hits.values()];
  }

  /** Return the key of the sign of a kind within a layer. */
  signOf(layer: Layer, kind: string): string {
    return layer.kinds[kind] ?? layer.sign;
  }

  async #load(layer: Layer): Promise<void> {
    const narrowed = tileQuery(layer, this.#query);
    if (this.#narrowed.get(layer.id) === narrowed) return;
    this.#narrowed.set(layer.id, narrowed);
    try {
      const found = await fetchTileJson(this.#config.urls.tiles, layer, narrowed);
      if (this.#narrowed.get(layer.id) !== narrowed) return; // asked anew meanwhile
      const source = this.#map.getSource<VectorTileSource>(entrySource(layer.id));
      if (source) {
        source.setTiles(found.tiles);
      } else {
        const { tiles, minzoom, maxzoom, bounds, attribution } = found;
        this.#map.addSource(entrySource(layer.id), { type: "vector", tiles, minzoom, maxzoom, bounds, attribution });
        this.#addLayers(layer);
      }
    } catch (error) {
      this.#narrowed.delete(layer.id); // the next look asks again
      throw error;
    }
  }

  #addLayers(layer: Layer): void {
    const firstLabel = this.#map.getStyle().layers.find(({ type }) => type === "symbol")?.id;
    for (const each of this.#layersOf(layer)) {
      this.#map.addLayer(each, each.type === "symbol" ? GATHERED : firstLabel);
    }
  }

  /** The map's layers of a topic: its surfaces at every zoom, its signs where they are no longer gathered. */
  #layersOf(layer: Layer): LayerSpecification[] {
    const colour = byKind(layer, (key) => this.#colourOf(key)) as string;
    const on = { source: entrySource(layer.id), "source-layer": layer.id };
    const surface: FilterSpecification = ["==", ["geometry-type"], "Polygon"];
    const manyKinds = Object.keys(layer.kinds).length > 0;
    const minzoom = layer.isArea ? 0 : manyKinds ? MANY_KINDS_SURFACES_FROM_ZOOM : SURFACES_FROM_ZOOM;
    const layers: LayerSpecification[] = [
      // Draws nothing: it keeps the tiles coming where only the gathered circles show what they hold.
      { ...on, id: `${layer.id}-held`, type: "circle", maxzoom: GATHERED_BELOW_ZOOM, filter: ["boolean", false] },
      {
        ...on,
        minzoom,
        id: `${layer.id}-surface`,
        type: "fill",
        filter: surface,
        paint: { "fill-color": colour, "fill-opacity": layer.isArea ? 0.03 : 0.22 },
      },
      {
        ...on,
        minzoom,
        id: `${layer.id}-outline`,
        type: "line",
        filter: ["!", POINTS] as FilterSpecification,
        layout: { "line-join": "round" },
        paint: layer.isArea
          ? { "line-color": colour, "line-width": 1.5, "line-dasharray": [4, 2] }
          : { "line-color": colour, "line-width": ["interpolate", ["linear"], ["zoom"], 12, 0.5, 16, 2] },
      },
    ];
    if (!layer.isArea) layers.push(signLayer(layer, on, COLOURS[this.#theme]));
    return layers;
  }

  #colourOf(key: string): string {
    const sign = this.#config.signs.find((each) => each.key === key);
    return (this.#theme === "dark" ? sign?.colourDark : sign?.colour) ?? COLOURS[this.#theme].ring;
  }

  #gatherSoon(): void {
    if (this.#waiting || !this.#ready) return;
    this.#waiting = window.setTimeout(() => {
      this.#waiting = 0;
      const points = this.#on.filter(({ isArea }) => !isArea);
      gather(this.#map, points, (layer, kind) => this.signOf(layer, kind));
    }, GATHER_AFTER_MS);
  }
}

/** Return what the sign of an entry says, as it is where all kinds look alike, else as an expression on the kind. */
function byKind(layer: Layer, said: (key: string) => string): unknown {
  const kinds = Object.entries(layer.kinds);
  if (!kinds.length) return said(layer.sign);
  return ["match", ["get", "kind"], ...kinds.flatMap(([kind, key]) => [kind, said(key)]), said(layer.sign)];
}

function signLayer(layer: Layer, on: { source: string; "source-layer": string }, colours: Colours): LayerSpecification {
  return {
    ...on,
    id: `${layer.id}-sign`,
    type: "symbol",
    minzoom: GATHERED_BELOW_ZOOM,
    filter: ["all", POINTS, ["has", "id"]] as FilterSpecification,
    layout: {
      "icon-image": byKind(layer, (key) => imageName(key)) as never,
      "icon-size": SIGN_SIZE,
      "icon-allow-overlap": true,
      "text-field": ["step", ["zoom"], "", NAMES_FROM_ZOOM, ["get", "name"]],
      "text-font": FONT,
      "text-size": 12,
      "text-anchor": "top",
      "text-offset": [0, 1.5],
      "text-max-width": 9,
      "text-optional": true,
    },
    paint: { "text-color": colours.label, "text-halo-color": colours.halo, "text-halo-width": 1.5 },
  };
}

function gatheredLayers(colours: Colours): LayerSpecification[] {
  const many: FilterSpecification = [">", ["get", "count"], 1];
  const radius = ["step", ["get", "count"], 13, 10, 16, 100, 19, 1000, 23];
  return [
    {
      id: GATHERED,
      type: "circle",
      source: GATHERED,
      filter: many,
      paint: {
        "circle-color": colours.circle,
        "circle-radius": radius as never,
        "circle-stroke-color": colours.ring,
        "circle-stroke-width": 1.5,
      },
    },
    {
      id: "gathered-number",
      type: "symbol",
      source: GATHERED,
      filter: many,
      layout: {
        "text-field": ["number-format", ["get", "count"], { locale: document.documentElement.lang }],
        "text-font": FONT,
        "text-size": 13,
        "text-allow-overlap": true,
        "text-padding": 9, // the circle is wider than its number: names must keep off all of it
      },
      paint: { "text-color": colours.number },
    },
    {
      id: "gathered-sign",
      type: "symbol",
      source: GATHERED,
      maxzoom: GATHERED_BELOW_ZOOM,
      filter: ["all", ["has", "sign"], ["!=", ["get", "sign"], ""]],
      layout: {
        "icon-image": ["concat", imageName(""), ["get", "sign"]],
        "icon-size": SIGN_SIZE,
        "icon-allow-overlap": true,
      },
    },
  ];
}

function selectedLayer(colours: Colours): LayerSpecification {
  return {
    id: SELECTED,
    type: "symbol",
    source: SELECTED,
    layout: {
      "icon-image": ["get", "image"],
      "icon-allow-overlap": true,
      "icon-ignore-placement": false,
      "text-field": ["get", "name"],
      "text-font": FONT,
      "text-size": 13,
      "text-anchor": "top",
      "text-offset": [0, 1.8],
      "text-max-width": 10,
      "text-optional": true,
    },
    paint: { "text-color": colours.label, "text-halo-color": colours.halo, "text-halo-width": 2 },
  };
}
