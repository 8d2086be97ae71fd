/** What the server tells the scripts of a page: it stands in the page as JSON, which a browser never executes. */

import type { LineString } from "geojson";

export interface Shape {
  path: string;
  /** Centre x, centre y and size of the icon in the box of 32. */
  icon: [number, number, number];
}

export interface Sign {
  key: string;
  colour: string;
  colourDark: string;
  shape: Shape;
  icon: string;
}

export interface Layer {
  id: string;
  title: string;
  /** Key of the sign of entries without a kind of their own. */
  sign: string;
  /** Keys of signs by kind, for kinds that look different. */
  kinds: Record<string, string>;
  /** All kinds of the layer; a kind narrows only the layers that have it. */
  kindCodes: string[];
  /** Names of the fields by which its entries can be narrowed. */
  fields: string[];
  /** Outlines only: municipalities and districts. */
  isArea: boolean;
  /** Support services: the crisis numbers stand above them. */
  isSensitive: boolean;
  /** Whether it is on unless one asks otherwise. */
  isDefault: boolean;
}

export interface Entry {
  layer: string;
  id: string;
  name: string;
  /** Longitude and latitude in degrees; null for an entry without a point on the map. */
  position: [number, number] | null;
  /** Key of its sign. */
  sign: string;
}

export interface Config {
  language: string;
  /** The whole region: west, south, east, north in degrees. */
  bbox: [number, number, number, number];
  /** What the map shows first. */
  start: { center: [number, number]; zoom: number };
  layers: Layer[];
  signs: Sign[];
  sprite: string;
  /** Versions of the layers when the page was made. */
  versions: Record<string, string>;
  urls: { list: string; points: string; state: string; card: string; cards: string; tiles: string; style: string };
  /** Below this zoom entries are gathered by the points where they stand. */
  gatheredBelowZoom: number;
  /** How far one looks from a position unless one asks otherwise, in metres. */
  radiusM: number;
  /** How far a minute may lead, in metres, by each mode of travel. */
  metresPerMinute: Record<string, number>;
  /** The page is framed by another one, which must stay usable around the map. */
  isEmbedded?: boolean;
  /** The entry that the page is about, if it is about one. */
  entry: Entry | null;
  /** The rectangle that this entry fills, west, south, east, north in degrees; null if it is a point or nowhere. */
  extent: [number, number, number, number] | null;
  /** The ways that the page is about, the first one drawn on top, and where they begin. */
  routes?: { by: string; words: string; geometry: LineString }[];
  from?: [number, number] | null;
  texts: Record<string, string>;
}

/** Return the page's configuration. Throws if the page has none: then this script does not belong on it. */
export function readConfig(): Config {
  return told<Config>("portal-config");
}

/** Return a text of the page's language; its name, should it be missing, so that the gap is seen. */
export function text(config: Config, name: string): string {
  return config.texts[name] ?? name;
}

/** Return what the page says in a script of JSON. */
export function told<T>(id: string): T {
  return JSON.parse(required(`#${id}`).textContent ?? "") as T;
}

/** Return the element or throw: a template without it is a fault of ours. */
export function required<T extends Element>(selector: string, within: ParentNode = document): T {
  const element = within.querySelector<T>(selector);
  if (!element) throw new Error(`The page has no ${selector}.`);
  return element;
}
