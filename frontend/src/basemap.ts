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
} from "maplibre-gl";
import type { Theme } from "./signs";

setWorkerUrl(workerUrl);

const MIN_ZOOM = 7;
const MAX_ZOOM = 19;

export type BasemapOptions = Pick<MapOptions, "container" | "center" | "zoom" | "locale"> & {
  styleUrl: string;
  theme: Theme;
  /** Leave the wheel and one finger to the page around. */
  isEmbedded?: boolean;
};

/** Return the address of the style of a theme. */
export function styleOf(url: string, theme: Theme): string {
  return `${url}?theme=${theme}`;
}

/** Make a map. Throws if the browser has no WebGL. */
export function createBasemap({ styleUrl, theme, isEmbedded = false, ...options }: BasemapOptions): MapLibre {
  const map = new MapLibre({
    ...options,
    style: styleOf(styleUrl, theme),
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
