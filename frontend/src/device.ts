/** The device's position: asked for on a click only, rounded, and kept nowhere. */

const PATIENCE_MS = 15_000;
const DECIMALS = 4; // of a degree: ten metres, as exact as a way on foot needs

/** Return the position as `lon,lat`. Throws with the name of a text of the page that says why there is none. */
export async function devicePosition(): Promise<string> {
  if (!navigator.geolocation) throw new Error("positionUnknown");
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve([coords.longitude, coords.latitude].map((degrees) => degrees.toFixed(DECIMALS)).join(",")),
      ({ code, PERMISSION_DENIED }) => reject(new Error(code === PERMISSION_DENIED ? "positionDenied" : "positionUnknown")),
      { timeout: PATIENCE_MS, maximumAge: 60_000, enableHighAccuracy: true },
    );
  });
}
