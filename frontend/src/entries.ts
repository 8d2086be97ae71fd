/** The entries on the map: outlines, signs, gathered circles, the one that is selected and the one pointed at. */

import type { Feature, Point } from "geojson";
import type { GeoJSONSource, Map as MapLibre, MapGeoJSONFeature, VectorTileSource } from "maplibre-gl";
import type { Config, Entry, Layer } from "./config";
import * as drawing from "./drawing";
import { COLOURS, FETCHED, NEARBY, POINTED, SELECTED } from "./drawing";
import { GATHERED, gatheredSource, pointsOfTiles, within } from "./gathered";
import { positionsOf } from "./geometry";
import { circleAround, fetchPoints, type Reached } from "./points";
import { imageName, SignImages, type Theme } from "./signs";
import { askForTiles, entrySource, forgetAhead, tileQuery, tilesOf } from "./tilesets";
import { isPrivate } from "./wishes";

const GATHER_AFTER_MS = 80;
const EMPTY = { type: "FeatureCollection" as const, features: [] };

/** A hit of the pointer: an entry, or a circle that gathers several. */
export type Hit = { entry: Entry } | { cluster: number | null; at: [number, number] };

export interface Position {
  at: [number, number];
  radiusM: number;
  /** How far the asked minutes may lead, in metres; null where the circle counts. */
  reachM: number | null;
}

export class Entries {
  readonly #map: MapLibre;
  readonly #config: Config;
  readonly #images: SignImages;
  readonly #narrowed = new Map<string, string>();
  readonly #marked: { [source: string]: Entry | null } = { [SELECTED]: null, [POINTED]: null };
  #theme: Theme = "light";
  #on: Layer[] = [];
  #query = new URLSearchParams();
  #fetched: Feature<Point>[] | null = null;
  #nearby: Position | null = null;
  #reached: Reached | null = null;
  #ready = false;
  #waiting = 0;
  #gathered = ""; // what the circles are made of, as text
  /** Whether all that is asked for is on the map. */
  isComplete = true;

  constructor(map: MapLibre, config: Config) {
    this.#map = map;
    this.#config = config;
    this.#images = new SignImages(map, config.signs);
    map.on("sourcedata", (event) => {
      if (event.sourceId?.startsWith("entries-") && event.tile) this.#gatherSoon();
    });
    for (const moment of ["movestart", "moveend", "idle"] as const) map.on(moment, () => this.#gatherSoon());
  }

  /** Draw everything anew: a style has just been loaded and knows nothing of entries. */
  async draw(theme: Theme): Promise<void> {
    const { gatheredBelowZoom } = this.#config;
    const colours = COLOURS[theme];
    this.#theme = theme;
    this.#ready = false;
    this.#narrowed.clear();
    await this.#images.prepare(this.#config.sprite, theme);
    this.#map.addSource(GATHERED, gatheredSource(gatheredBelowZoom) as never);
    this.#gathered = "";
    for (const source of [FETCHED, SELECTED, POINTED, NEARBY]) this.#map.addSource(source, { type: "geojson", data: EMPTY });
    for (const layer of [
      ...drawing.nearbyLayers(colours),
      drawing.fetchedLayer(colours, gatheredBelowZoom),
      ...drawing.gatheredLayers(colours, gatheredBelowZoom),
      drawing.pointedLayer(),
      drawing.selectedLayer(colours),
    ]) {
      this.#map.addLayer(layer);
    }
    this.#ready = true;
    this.select(this.#marked[SELECTED] ?? null);
    this.lookFrom(this.#nearby);
    await this.show(this.#on, this.#query);
    forgetAhead();
  }

  /** Show exactly these topics, narrowed as the query wants. What may stand in no address is fetched, not tiled. */
  async show(layers: Layer[], query: URLSearchParams): Promise<void> {
    this.#on = layers;
    this.#query = query;
    if (!this.#ready) return; // drawn with the style
    if (isPrivate(query)) await this.#fetch(query);
    else await this.#tile(query);
    this.#gatherSoon();
  }

  /** Fetch the tiles of these topics again, because what is published has changed. */
  async refresh(ids: string[]): Promise<void> {
    for (const id of ids) this.#narrowed.delete(id);
    await this.show(this.#on, this.#query);
  }

  /**
   * Fill the source of the circles, if anything differs, and say so: what is drawn anew comes to rest anew, and after
   * each rest there is gathering again.
   */
  gather(): boolean {
    window.clearTimeout(this.#waiting);
    this.#waiting = 0;
    const areGathered = this.#map.getZoom() < this.#config.gatheredBelowZoom;
    const points = this.#fetched ? (areGathered ? this.#fetched : []) : this.#pointsOfTiles(!areGathered);
    const features = within(points, this.#map.isMoving() ? null : this.#map.getBounds());
    const text = JSON.stringify(features);
    if (text === this.#gathered) return false;
    this.#gathered = text;
    void this.#map.getSource<GeoJSONSource>(GATHERED)?.setData({ type: "FeatureCollection", features });
    return true;
  }

  /** Draw one entry larger, with a ring and its name; null draws none so. */
  select(entry: Entry | null): void {
    this.#mark(SELECTED, entry);
  }

  /** Draw the entry that is pointed at in the list or on the map with a ring; null draws none so. */
  point(entry: Entry | null): void {
    this.#mark(POINTED, entry);
  }

  /** The area that is reached, once it is there. */
  get reached(): Reached | null {
    return this.#reached;
  }

  /** Draw the position that one looks from with its circle, or with what is reached from it; null draws none. */
  lookFrom(position: Position | null): void {
    this.#nearby = position;
    if (!position || position.reachM === null) this.#reached = null;
    if (!this.#ready) return;
    const features = [...this.#ways(), ...this.#looked(position)];
    void this.#map.getSource<GeoJSONSource>(NEARBY)?.setData({ type: "FeatureCollection", features });
  }

  /** The ways that the page is about, and where they begin. */
  #ways(): Feature[] {
    const { routes = [], from } = this.#config;
    const lines = routes.map(({ geometry }, place): Feature => ({ type: "Feature", geometry, properties: { place } }));
    return from ? [...lines, pointAt(from)] : lines;
  }

  #looked(position: Position | null): Feature[] {
    return position
      ? [
          ...(position.reachM !== null && !this.#fetched ? [] : this.#around(position)), // else still to come
          pointAt(position.at),
        ]
      : [];
  }

  /** The circle, or the reached area with its name at the northern end, where no sign covers it. */
  #around({ at, radiusM }: Position): Feature[] {
    if (!this.#reached) return [circleAround(at, radiusM)];
    const { geometry, words } = this.#reached;
    const ends = positionsOf(geometry).sort((one, other) => (other[1] ?? 0) - (one[1] ?? 0));
    const name = pointAt((ends[0] ?? at) as [number, number], { words });
    return [{ type: "Feature", geometry, properties: { words } }, name];
  }

  /** Return what lies within so many pixels of a point on the screen, the topmost first, each entry once. */
  hits(point: { x: number; y: number }, withinPx: number): Hit[] {
    const box: [[number, number], [number, number]] = [
      [point.x - withinPx, point.y - withinPx],
      [point.x + withinPx, point.y + withinPx],
    ];
    const hits = new Map<string, Hit>();
    for (const feature of this.#map.queryRenderedFeatures(box, { layers: this.#drawn() })) {
      const said = feature.properties as Record<string, string | number | undefined>;
      const layer = this.#layerOf(feature);
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

  /**
   * Return what is drawn within the extent: entries as `layer/id`, and the number of entries with those that circles
   * stand for. The list beside the map must say the same.
   */
  shown(): { entries: string[]; number: number } {
    const extent = this.#map.getBounds();
    const entries = new Set<string>();
    const circles = new Map<string, number>();
    for (const feature of this.#map.queryRenderedFeatures({ layers: this.#drawn() })) {
      const said = feature.properties as Record<string, string | number | undefined>;
      const at = feature.geometry.type === "Point" ? (feature.geometry.coordinates as [number, number]) : null;
      if (at && !extent.contains(at)) continue; // half a sign looks in from outside
      if (said.id !== undefined) entries.add(`${this.#layerOf(feature)?.id}/${said.id}`);
      else circles.set(String(said.cluster_id ?? at), Number(said.count));
    }
    const gathered = [...circles.values()].reduce((sum, count) => sum + count, 0);
    return { entries: [...entries], number: entries.size + gathered };
  }

  /** Return the key of the sign of a kind within a layer. */
  signOf(layer: Layer, kind: string): string {
    return layer.kinds[kind] ?? layer.sign;
  }

  #layerOf(feature: MapGeoJSONFeature): Layer | undefined {
    return this.#config.layers.find(({ id }) => id === (feature.properties.layer ?? feature.sourceLayer));
  }

  /** Names of the map's layers in which entries are drawn now. */
  #drawn(): string[] {
    const topics = this.#fetched ? [] : this.#on.flatMap((layer) => this.#layersOf(layer));
    const ids = [...drawing.gatheredLayers(COLOURS.light, 0), ...topics].map(({ id }) => id);
    return [...ids, FETCHED].filter((id) => this.#map.getLayer(id));
  }

  #mark(source: string, entry: Entry | null): void {
    this.#marked[source] = entry;
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
    void this.#map.getSource<GeoJSONSource>(source)?.setData({ type: "FeatureCollection", features });
  }

  async #fetch(query: URLSearchParams): Promise<void> {
    const found = await fetchPoints(this.#config, query, (layer, kind) => this.signOf(layer, kind));
    if (this.#query !== query) return; // asked anew meanwhile
    this.#fetched = found.features;
    this.isComplete = found.isComplete;
    this.#reached = found.reached;
    this.lookFrom(this.#nearby);
    this.#switch([]);
    await this.#map.getSource<GeoJSONSource>(FETCHED)?.setData({ type: "FeatureCollection", features: found.features });
  }

  async #tile(query: URLSearchParams): Promise<void> {
    this.#fetched = null;
    this.isComplete = true;
    void this.#map.getSource<GeoJSONSource>(FETCHED)?.setData(EMPTY);
    this.#switch(this.#on);
    await Promise.allSettled(this.#on.map((layer) => this.#load(layer, query)));
  }

  /** Let these topics be seen on their tiles, and no others. */
  #switch(layers: Layer[]): void {
    for (const layer of this.#config.layers) {
      for (const { id } of this.#layersOf(layer)) {
        if (this.#map.getLayer(id)) {
          this.#map.setLayoutProperty(id, "visibility", layers.includes(layer) ? "visible" : "none");
        }
      }
    }
  }

  async #load(layer: Layer, query: URLSearchParams): Promise<void> {
    const narrowed = tileQuery(layer, query);
    if (this.#narrowed.get(layer.id) === narrowed) return;
    this.#narrowed.set(layer.id, narrowed);
    try {
      const found = await askForTiles(this.#config.urls.tiles, layer.id, narrowed);
      if (this.#narrowed.get(layer.id) !== narrowed) return; // asked anew meanwhile
      if (this.#fetched || isPrivate(this.#query)) throw new Error("no longer on tiles");
      const source = this.#map.getSource<VectorTileSource>(entrySource(layer.id));
      if (source) {
        source.setTiles(found.tiles);
      } else {
        this.#map.addSource(entrySource(layer.id), tilesOf(found));
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
      this.#map.addLayer(each, each.type === "symbol" ? FETCHED : firstLabel);
    }
  }

  #layersOf(layer: Layer) {
    const { gatheredBelowZoom } = this.#config;
    return drawing.topicLayers(layer, COLOURS[this.#theme], (key) => this.#colourOf(key), gatheredBelowZoom);
  }

  #colourOf(key: string): string {
    const sign = this.#config.signs.find((each) => each.key === key);
    return (this.#theme === "dark" ? sign?.colourDark : sign?.colour) ?? COLOURS[this.#theme].ring;
  }

  #gatherSoon(): void {
    if (!this.#ready) return;
    this.#waiting ||= window.setTimeout(() => this.gather(), GATHER_AFTER_MS);
  }

  #pointsOfTiles(onlyCells: boolean): Feature<Point>[] {
    const topics = this.#on.filter(({ isArea }) => !isArea);
    return pointsOfTiles(this.#map, topics, (layer, kind) => this.signOf(layer, kind), onlyCells);
  }
}

function pointAt(at: [number, number], properties = {}): Feature {
  return { type: "Feature", geometry: { type: "Point", coordinates: at }, properties };
}
