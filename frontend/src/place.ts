/**
 * Ways to say where one is beside writing it: the device's position, or a point on a map. Both only after a click, and
 * both go into the body of a form. Nothing of it is stored.
 */

import { required } from "./config";

interface PlaceMap {
  styleUrl: string;
  center: [number, number];
  zoom: number;
  locale: Record<string, string>;
}

const DECIMALS = 5; // about a metre
const PATIENCE_MS = 15_000;

const form = required<HTMLFormElement>("#position");
const near = required<HTMLInputElement>("#near");
const status = required<HTMLElement>("#place-status");
const panel = required<HTMLElement>("#place-panel");

function take(lon: number, lat: number): void {
  near.value = `${lon.toFixed(DECIMALS)},${lat.toFixed(DECIMALS)}`;
}

required<HTMLButtonElement>("#device").addEventListener("click", ({ currentTarget }) => {
  const { waiting = "", refused = "", failed = "" } = (currentTarget as HTMLElement).dataset;
  status.textContent = waiting;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      take(coords.longitude, coords.latitude);
      form.submit();
    },
    (error) => {
      status.textContent = error.code === GeolocationPositionError.PERMISSION_DENIED ? refused : failed;
    },
    { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 0 },
  );
});

required<HTMLButtonElement>("#point").addEventListener("click", async ({ currentTarget }) => {
  const button = currentTarget as HTMLButtonElement;
  panel.hidden = false;
  button.setAttribute("aria-expanded", "true");
  try {
    const [{ createBasemap }, { themeOf }] = await Promise.all([
      import("./basemap"),
      import("./theme"),
    ]);
    const config = JSON.parse(required("#place-map").textContent ?? "") as PlaceMap;
    const container = required<HTMLElement>("#place-drawing");
    if (container.childElementCount) return;
    const map = createBasemap({ container, theme: themeOf("device"), ...config });
    // The cross stands still and the map moves below it: that works with fingers, mouse and keyboard alike.
    map.on("click", ({ lngLat }) => map.easeTo({ center: lngLat }));
    form.addEventListener("submit", () => take(map.getCenter().lng, map.getCenter().lat)); // „Diesen Ort nehmen“ sends it
    map.getCanvas().focus();
  } catch (error) {
    console.warn(error);
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    status.textContent = button.dataset.failed ?? "";
  }
});
