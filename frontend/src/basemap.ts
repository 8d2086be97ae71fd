/** A MapLibre map on the portal's own basemap: own tiles, own style, own worker, labels without a glyph service. */

import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import {
  AttributionControl,
  Map as MapLibre,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type MapOptions,
  type StyleSpecification,
} from "maplibre-gl";
import type { Theme } from "./signs";

setWorkerUrl(workerUrl);

const MIN_ZOOM = 7;
const MAX_ZOOM = 19;

export type BasemapOptions = Pick<MapOptions, "container" | "center" | "zoom" | "locale"> & {
  styleUrl: string;
  theme: Theme;
  /** The style itself in place of that behind the address, such as a greyed one. */
  style?: StyleSpecification;
  /** Leave the wheel and one finger to the page around. */
  isEmbedded?: boolean;
};

/** Return the address of the style of a theme. */
export function styleOf(url: string, theme: Theme): string {
  return `${url}?theme=${theme}`;
}

/** Fetch the style of a theme with every colour greyed, so that only what is drawn on it has one. Throws if refused. */
export async function greyedStyle(url: string, theme: Theme): Promise<StyleSpecification> {
  const response = await fetch(styleOf(url, theme));
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return JSON.parse((await response.text()).replace(/#[0-9a-f]{6}\b/gi, grey)) as StyleSpecification;
}

/** Return the grey of the same luma (ITU-R BT.709). */
function grey(colour: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const luma = Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  return `#${luma.toString(16).padStart(2, "0").repeat(3)}`;
}

/** Make a map. Throws if the browser has no WebGL. */
export function createBasemap({ styleUrl, theme, style, isEmbedded = false, ...options }: BasemapOptions): MapLibre {
  const map = new MapLibre({
    ...options,
    style: style ?? styleOf(styleUrl, theme),
    minZoom: MIN_ZOOM,
    maxZoom: MAX_ZOOM,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: isEmbedded,
    attributionControl: false,
    fadeDuration: 0, // names are there at once: calmer, and what comes to rest sooner is drawn once less
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 96 }), "bottom-left");
  map.addControl(new AttributionControl({ compact: window.innerWidth < 768 }), "bottom-right");
  return map;
}
