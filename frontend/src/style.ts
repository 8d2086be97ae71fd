/** The style of the basemap: as the server has it, with its tiles said in it, or greyed. */

import type { StyleSpecification } from "maplibre-gl";
import type { Theme } from "./signs";
import { askForTiles, tilesOf } from "./tilesets";

const SOURCE = "basemap";

/** Return the address of the style of a theme. */
export function styleOf(url: string, theme: Theme): string {
  return `${url}?theme=${theme}`;
}

/** Return the style of a theme as its text. */
async function fetchStyle(url: string, theme: Theme): Promise<string> {
  const response = await fetch(styleOf(url, theme));
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return response.text();
}

/**
 * Fetch the style of a theme, and at the same time where its tiles are, which a map would only ask once it has the style.
 * Throws if either is refused.
 */
export async function styleWithTiles(url: string, theme: Theme, tilesTemplate: string): Promise<StyleSpecification> {
  const [text, tiles] = await Promise.all([fetchStyle(url, theme), askForTiles(tilesTemplate, SOURCE, "")]);
  const style = JSON.parse(text) as StyleSpecification;
  return { ...style, sources: { ...style.sources, [SOURCE]: tilesOf(tiles) } };
}

/** Fetch the style of a theme with every colour greyed, so that only what is drawn on it has one. Throws if refused. */
export async function greyedStyle(url: string, theme: Theme): Promise<StyleSpecification> {
  return JSON.parse((await fetchStyle(url, theme)).replace(/#[0-9a-f]{6}\b/gi, grey)) as StyleSpecification;
}

/** Return the grey of the same luma (ITU-R BT.709). */
function grey(colour: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const luma = Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  return `#${luma.toString(16).padStart(2, "0").repeat(3)}`;
}
