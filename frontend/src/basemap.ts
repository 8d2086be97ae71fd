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
import { styleOf } from "./style";

setWorkerUrl(workerUrl);

const MIN_ZOOM = 7;
const MAX_ZOOM = 19;
const BETWEEN_PICTURES_MS = 100;

export type BasemapOptions = Pick<MapOptions, "container" | "center" | "zoom" | "locale"> & {
  styleUrl: string;
  theme: Theme;
  /** The style itself in place of that behind the address: a greyed one, or one that is on its way. */
  style?: StyleSpecification | Promise<StyleSpecification>;
  /** Leave the wheel and one finger to the page around. */
  isEmbedded?: boolean;
};

/** Make a map. Throws if the browser has no WebGL. */
export function createBasemap({ styleUrl, theme, style, isEmbedded = false, ...options }: BasemapOptions): MapLibre {
  const url = styleOf(styleUrl, theme);
  const isOnItsWay = style instanceof Promise;
  const map = new MapLibre({
    ...options,
    style: isOnItsWay ? undefined : (style ?? url),
    minZoom: MIN_ZOOM,
    maxZoom: MAX_ZOOM,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: isEmbedded,
    attributionControl: false,
    fadeDuration: 0, // names are there at once: calmer, and what comes to rest sooner is drawn once less
  });
  // Who has another style by then, because the theme changed, keeps that.
  if (isOnItsWay) style.catch(() => url).then((found) => map.style || map.setStyle(found), console.warn);
  drawSparingly(map);
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 96 }), "bottom-left");
  map.addControl(new AttributionControl({ compact: window.innerWidth < 768 }), "bottom-right");
  return map;
}

/**
 * Until a map is complete for the first time, draw it only now and then, in place of anew with each tile that comes: without
 * a graphics card every picture keeps the processor from the next tile. Later that would leave what is drawn behind what
 * the tiles hold, and MapLibre fails when it is asked what is where.
 */
function drawSparingly(map: MapLibre): void {
  const draw = map.triggerRepaint.bind(map);
  let waiting = 0;
  const now = () => {
    clearTimeout(waiting);
    waiting = 0;
    draw();
  };
  map.triggerRepaint = () => {
    if (map.style && !map.isMoving() && !map.areTilesLoaded()) {
      waiting ||= window.setTimeout(now, BETWEEN_PICTURES_MS);
    } else now();
  };
  void map.once("idle", () => {
    map.triggerRepaint = draw;
  });
}
