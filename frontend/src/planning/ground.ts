/** The ground of every map of the workspace: the portal's basemap without its colours, and the signs of the topics. */

import type { Map as MapLibre } from "maplibre-gl";
import shapes from "../../shapes.json";
import { createBasemap } from "../basemap";
import { told } from "../config";
import { SignImages, type Theme } from "../signs";
import { greyedStyle } from "../style";
import { onThemeChange, themeOf } from "../theme";

/** Longitude and latitude in degrees. */
export type Point = [number, number];
export type Box = [number, number, number, number];

export interface Ground {
  styleUrl: string;
  bbox: Box;
  center: [number, number];
  zoom: number;
  signs: Record<string, { colour: string; colourDark: string; shape: string; icon: string }>;
}

/** Make a map and have `draw` called for each of its styles, now and whenever the device changes its colours. */
export async function groundMap(
  container: HTMLElement,
  ground: Ground,
  draw: (map: MapLibre, theme: Theme) => Promise<void> | void,
): Promise<MapLibre> {
  const theme = themeOf("device");
  const map = createBasemap({
    container,
    styleUrl: ground.styleUrl,
    style: await greyedStyle(ground.styleUrl, theme),
    theme,
    center: ground.center,
    zoom: ground.zoom,
    locale: told<Record<string, string>>("map-locale"),
  });
  const signs = new SignImages(map, Object.entries(ground.signs).map(([key, { shape, ...rest }]) => ({ key, ...rest, shape: shapeOf(shape) })));
  const redraw = async () => {
    await signs.prepare(container.dataset.sprite ?? "", themeOf("device"));
    await draw(map, themeOf("device"));
    map.once("idle", () => container.removeAttribute("aria-busy"));
    map.triggerRepaint();
  };
  container.setAttribute("aria-busy", "true");
  map.on("style.load", () => void redraw().catch(console.warn));
  onThemeChange(() => {
    container.setAttribute("aria-busy", "true");
    void greyedStyle(ground.styleUrl, themeOf("device")).then((style) => map.setStyle(style, { diff: false }), console.warn);
  });
  return map;
}

function shapeOf(name: string): { path: string; icon: [number, number, number] } {
  const found = (shapes as Record<string, { path: string; icon: number[] }>)[name] ?? shapes.dot;
  return { path: found.path, icon: found.icon as [number, number, number] };
}

/** Return the name of the first layer of labels, below which surfaces lie. */
export function belowLabels(map: MapLibre): string | undefined {
  return map.getStyle().layers.find(({ type }) => type === "symbol")?.id;
}
