/** Light, dark or contrast: what the device asks for, or the contrast that somebody switched on for the map. */

import type { Theme } from "./signs";

const dark = matchMedia("(prefers-color-scheme: dark)");
const moreContrast = matchMedia("(prefers-contrast: more)");
const forced = matchMedia("(forced-colors: active)");

/** Say whether the device asks for more contrast by itself. */
export function deviceWantsContrast(): boolean {
  return moreContrast.matches || forced.matches;
}

/** Return the theme of the map; `contrast` is the visitor's own switch. */
export function currentTheme(contrast: boolean): Theme {
  if (contrast) return "contrast";
  return dark.matches ? "dark" : "light";
}

/** Call back when the device changes its mind. */
export function onThemeChange(changed: () => void): void {
  for (const query of [dark, moreContrast, forced]) query.addEventListener("change", changed);
}
