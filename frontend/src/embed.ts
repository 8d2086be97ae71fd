/** The script of the framed view: a map that leaves the page around it alone, and the list of what it shows. */

import { mapAhead } from "./ahead";
import { readView } from "./address";
import { readConfig, required, text } from "./config";
import { fetchNodes } from "./fetching";
import { entryOf } from "./list";
import type { MapView } from "./mapview";

const LIST_AFTER_MS = 200; // a map that still glides asks once, at the end

const config = readConfig();
const query = new URLSearchParams(location.search);
let map: MapView | null = null;
let waiting = 0;
let isFirst = true;

/** The entries of the page's layers, narrowed as its address wants; what concerns the page alone is left out. */
function wanted(): URLSearchParams {
  const narrowed = new URLSearchParams(query);
  for (const name of ["show", "map"]) narrowed.delete(name);
  return narrowed;
}

function moved(): void {
  clearTimeout(waiting);
  waiting = window.setTimeout(() => void follow(), LIST_AFTER_MS);
}

/** Let the list follow the map, and tell the builder around us, if this portal's own, where the map is. */
async function follow(): Promise<void> {
  if (!map) return;
  if (!isFirst && window.parent !== window) window.parent.postMessage({ view: map.view }, location.origin);
  isFirst = false;
  const list = document.querySelector<HTMLElement>("#list");
  if (!list || query.get("show") === "map") return;
  const page = document.createElement("div");
  const asked = new URLSearchParams(query);
  asked.set("map", map.view);
  asked.set("bbox", map.bbox);
  page.append(...(await fetchNodes(location.pathname, asked)));
  list.replaceChildren(...required("#list", page).childNodes);
}

async function start(): Promise<void> {
  const container = required<HTMLElement>("#map");
  const ids = config.layers.filter(({ isDefault }) => isDefault).map(({ id }) => id);
  const on = query.has("layers") ? query.getAll("layers").flatMap((value) => value.split(",")) : ids;
  const shown = config.layers.filter(({ id }) => on.includes(id));
  const style = mapAhead(config, shown, wanted());
  try {
    const { MapView } = await import("./mapview");
    map = new MapView(container, config, style, readView(location.search), {
      moved,
      selected: () => {},
      pointed: () => {},
      drawn: () => {},
    });
    required("#picture").remove();
  } catch (error) {
    console.warn(error);
    const canDraw = document.createElement("canvas").getContext("webgl2");
    required("#map-fallback").textContent = text(config, canDraw ? "mapFailed" : "noWebgl");
    document.body.classList.add("embed--without-map");
    return;
  }
  map.show(shown, wanted());
  moved();
}

document.addEventListener("click", ({ target }) => {
  const card = (target as Element).closest("[data-find]")?.closest<HTMLElement>("[data-entry]");
  if (card) map?.goTo(entryOf(card));
});

void start();
