/** What a map will need is asked for while its own script is still being read: the style, and where the tiles are. */

import type { StyleSpecification } from "maplibre-gl";
import type { Config, Layer } from "./config";
import { styleWithTiles } from "./style";
import { themeOf } from "./theme";
import { askAhead, tileQuery } from "./tilesets";
import { isPrivate } from "./wishes";

/** Ask for the tiles of these topics and return the style that the map begins with, which is on its way. */
export function mapAhead({ urls }: Config, layers: Layer[], query: URLSearchParams): Promise<StyleSpecification> {
  const style = styleWithTiles(urls.style, themeOf("device"), urls.tiles);
  style.catch(() => undefined); // the map hears of it and asks by itself
  if (!isPrivate(query)) for (const layer of layers) askAhead(urls.tiles, layer.id, tileQuery(layer, query));
  return style;
}
