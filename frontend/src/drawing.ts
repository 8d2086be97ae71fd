/** What the map draws of entries: the styles of outlines, signs, circles, and of what is selected or pointed at. */

import type { FilterSpecification, LayerSpecification } from "maplibre-gl";
import type { Layer } from "./config";
import { GATHERED, POINTS } from "./gathered";
import { imageName, type Theme } from "./signs";
import { entrySource } from "./tilesets";

export const SELECTED = "selected";
export const POINTED = "pointed";
export const FETCHED = "fetched";
export const NEARBY = "nearby";
const NAMES_FROM_ZOOM = 15.5;
const FONT = ["Fira Sans SemiBold"];
const SIGN_SIZE = ["interpolate", ["linear"], ["zoom"], 9, 0.66, 13, 0.8, 16, 1] as unknown as number;

export interface Colours {
  circle: string;
  ring: string;
  number: string;
  label: string;
  halo: string;
}

export const COLOURS: Record<Theme, Colours> = {
  light: { circle: "#ffffff", ring: "#4a4640", number: "#131525", label: "#2b2a33", halo: "#ffffff" },
  dark: { circle: "#2b2f34", ring: "#c9cdd3", number: "#f3f4f7", label: "#e8eaee", halo: "#14171a" },
  contrast: { circle: "#ffffff", ring: "#000000", number: "#000000", label: "#000000", halo: "#ffffff" },
};

/** Return what the sign of an entry says, as it is where all kinds look alike, else as an expression on the kind. */
export function byKind(layer: Layer, said: (key: string) => string): unknown {
  const kinds = Object.entries(layer.kinds);
  if (!kinds.length) return said(layer.sign);
  return ["match", ["get", "kind"], ...kinds.flatMap(([kind, key]) => [kind, said(key)]), said(layer.sign)];
}

/** Return the map's layers of a topic: from a certain zoom its surfaces and signs, of areas the outlines at every zoom. */
export function topicLayers(
  layer: Layer,
  colours: Colours,
  colourOf: (key: string) => string,
  gatheredBelowZoom: number,
): LayerSpecification[] {
  const colour = byKind(layer, colourOf) as string;
  const on = { source: entrySource(layer.id), "source-layer": layer.id };
  const surface: FilterSpecification = ["==", ["geometry-type"], "Polygon"];
  // While signs are gathered, surfaces would say of some entries what the circles say of all.
  const minzoom = layer.isArea ? 0 : gatheredBelowZoom;
  const layers: LayerSpecification[] = [
    // Draws nothing: it keeps the tiles coming where only the gathered circles show what they hold.
    { ...on, id: `${layer.id}-held`, type: "circle", maxzoom: gatheredBelowZoom, filter: ["boolean", false] },
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
  if (layer.isArea) return layers;
  const image = byKind(layer, (key) => imageName(key));
  return [...layers, { ...on, ...signs(image, colours, gatheredBelowZoom), id: `${layer.id}-sign` } as LayerSpecification];
}

/** Return the layer of the entries that were fetched instead of drawn on tiles. */
export function fetchedLayer(colours: Colours, gatheredBelowZoom: number): LayerSpecification {
  const image = ["concat", imageName(""), ["get", "sign"]];
  return { ...signs(image, colours, gatheredBelowZoom), id: FETCHED, source: FETCHED } as LayerSpecification;
}

function signs(image: unknown, colours: Colours, minzoom: number) {
  return {
    type: "symbol",
    minzoom,
    filter: ["all", POINTS, ["has", "id"]],
    layout: {
      "icon-image": image,
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

/** Return the layers of what is gathered: circles with numbers, and the signs of what stands alone. */
export function gatheredLayers(colours: Colours, gatheredBelowZoom: number): LayerSpecification[] {
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
      maxzoom: gatheredBelowZoom,
      filter: ["all", ["has", "sign"], ["!=", ["get", "sign"], ""]],
      layout: {
        "icon-image": ["concat", imageName(""), ["get", "sign"]],
        "icon-size": SIGN_SIZE,
        "icon-allow-overlap": true,
      },
    },
  ];
}

/** Return the layer of the entry that is selected. */
export function selectedLayer(colours: Colours): LayerSpecification {
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

/** Return the layer of the entry that the pointer or the keyboard is at, in the list or on the map. */
export function pointedLayer(): LayerSpecification {
  return {
    id: POINTED,
    type: "symbol",
    source: POINTED,
    layout: { "icon-image": ["get", "image"], "icon-allow-overlap": true, "icon-ignore-placement": true },
  };
}

/**
 * Return the layers of the position that one looks from: its point, and the circle within which one looks, or the area
 * reached on the streets with its name at the northern end.
 */
export function nearbyLayers(colours: Colours): LayerSpecification[] {
  return [
    {
      id: "nearby-reached",
      type: "fill",
      source: NEARBY,
      filter: ["all", ["!", POINTS], ["has", "words"]] as unknown as FilterSpecification,
      paint: { "fill-color": colours.number, "fill-opacity": 0.08 },
    },
    {
      id: "nearby-outline",
      type: "line",
      source: NEARBY,
      filter: ["all", ["!", POINTS], ["has", "words"]] as unknown as FilterSpecification,
      layout: { "line-join": "round" },
      paint: { "line-color": colours.number, "line-width": 1.25, "line-opacity": 0.7 },
    },
    {
      id: "nearby-words",
      type: "symbol",
      source: NEARBY,
      filter: ["all", POINTS, ["has", "words"]] as unknown as FilterSpecification,
      layout: {
        "text-field": ["get", "words"],
        "text-font": FONT,
        "text-size": 12,
        "text-anchor": "bottom",
        "text-offset": [0, -0.5],
      },
      paint: { "text-color": colours.label, "text-halo-color": colours.halo, "text-halo-width": 2 },
    },
    {
      id: "nearby-route-second",
      type: "line",
      source: NEARBY,
      filter: ["==", ["get", "place"], 1],
      layout: { "line-join": "round", "line-cap": "butt" },
      paint: { "line-color": colours.number, "line-width": 8, "line-opacity": 0.35 },
    },
    {
      id: "nearby-route",
      type: "line",
      source: NEARBY,
      filter: ["==", ["get", "place"], 0],
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": colours.number, "line-width": 3 },
    },
    {
      id: "nearby-circle",
      type: "line",
      source: NEARBY,
      filter: ["all", ["!", POINTS], ["!", ["has", "words"]], ["!", ["has", "place"]]] as unknown as FilterSpecification,
      paint: { "line-color": colours.number, "line-width": 1.5, "line-dasharray": [3, 3] },
    },
    {
      id: "nearby-point",
      type: "circle",
      source: NEARBY,
      filter: ["all", POINTS, ["!", ["has", "words"]]] as unknown as FilterSpecification,
      paint: {
        "circle-radius": 7,
        "circle-color": colours.number,
        "circle-stroke-color": colours.halo,
        "circle-stroke-width": 3,
      },
    },
  ];
}
