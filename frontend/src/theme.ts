/** The look of the map: as the device asks for, or as somebody chose for this visit. */

import type { Theme } from "./signs";

export type Look = Theme | "device";

const dark = matchMedia("(prefers-color-scheme: dark)");
const moreContrast = matchMedia("(prefers-contrast: more)");
const forced = matchMedia("(forced-colors: active)");

/** Return the theme of the map for a look. */
export function themeOf(look: Look): Theme {
  if (look !== "device") return look;
  if (moreContrast.matches || forced.matches) return "contrast";
  return dark.matches ? "dark" : "light";
}

/** Call back when the device changes its mind. */
export function onThemeChange(changed: () => void): void {
  for (const query of [dark, moreContrast, forced]) query.addEventListener("change", changed);
}
