/** The script of the map pages: ties the form of topics, the list, the address and the map together. */

import { formQuery, readView, replaceAddress } from "./address";
import { readConfig, required, text, type Entry, type Layer } from "./config";
import { Freshness } from "./freshness";
import { fetchNodes, List } from "./list";
import type { MapView } from "./mapview";
import { Sheet } from "./sheet";

const LIST_AFTER_MS = 200; // a map that still glides asks once, at the end

const config = readConfig();
const form = document.querySelector<HTMLFormElement>("#filters");
const list = form ? new List(config) : null;
let map: MapView | null = null;
let lastBbox = "";
let waiting = 0;

const sheet = new Sheet(config, () => map?.resize());

/** The topics that are on: those of the form, or that of the entry that the page is about. */
function layersOn(): Layer[] {
  const ids = form ? (formQuery(form).get("layers") ?? "").split(",") : [config.entry?.layer];
  return config.layers.filter(({ id }) => ids.includes(id));
}

/** Bring list and address into agreement with form and map. */
function update(): void {
  if (!form || !list) return;
  const query = formQuery(form);
  const address = new URLSearchParams(query);
  if (map) {
    if (!sheet.hidesMap) lastBbox = map.bbox;
    address.set("map", map.view);
    if (lastBbox) query.set("bbox", lastBbox);
  }
  replaceAddress(address);
  void list.show(query);
}

function updateSoon(): void {
  clearTimeout(waiting);
  waiting = window.setTimeout(update, LIST_AFTER_MS);
}

function topicsChanged(): void {
  if (!form) return;
  const layers = layersOn();
  for (const drawer of form.querySelectorAll<HTMLElement>("[data-for]")) {
    drawer.hidden = !layers.some(({ id }) => id === drawer.dataset.for);
  }
  required<HTMLElement>("#crisis").hidden = !layers.some(({ isSensitive }) => isSensitive);
  map?.show(layers, formQuery(form));
  update();
}

/** Read from a card in the list which entry it is about. */
function entryOf(card: HTMLElement): Entry {
  const { layer = "", id = "", lon, lat, sign = "" } = card.dataset;
  const name = required("a", card).textContent ?? "";
  return { layer, id, name, sign, position: lon && lat ? [Number(lon), Number(lat)] : null };
}

async function startMap(): Promise<void> {
  const container = required<HTMLElement>("#map");
  const fallback = required<HTMLElement>("#map-fallback");
  const entry = config.entry;
  const [lon, lat] = entry?.position ?? [];
  const view = lon !== undefined && lat !== undefined ? { zoom: 15, lat, lon } : readView(location.search);
  try {
    const { MapView } = await import("./mapview");
    map = new MapView(container, config, view, {
      moved: updateSoon,
      selected: (selected) => list?.mark(selected),
    });
    fallback.remove();
  } catch (error) {
    console.warn(error);
    fallback.textContent = text(config, document.createElement("canvas").getContext("webgl2") ? "mapFailed" : "noWebgl");
    fallback.classList.add("map__fallback--shown");
    return;
  }
  map.show(layersOn(), form ? formQuery(form) : new URLSearchParams());
  if (entry) map.mark(entry);
  updateSoon();
}

/** What is published has changed: fetch it again, on the map and beside it. */
async function refresh(layers: string[]): Promise<void> {
  map?.refresh(layers);
  if (list) return update();
  const shown = config.entry?.layer;
  // A station's readings have a version of their own: „climate_station:latest“.
  if (!shown || !layers.some((layer) => layer.split(":")[0] === shown)) return;
  const page = document.createElement("div");
  try {
    page.append(...(await fetchNodes(location.pathname)));
  } catch {
    location.reload(); // the entry has left; its page says so
    return;
  }
  required("#panel").replaceChildren(...required("#panel", page).childNodes);
  document.dispatchEvent(new Event("entry-renewed"));
}

form?.addEventListener("change", (event) => {
  topicsChanged();
  // Who chooses a municipality wants to see it, wherever the map was.
  const box = (event.target as HTMLElement).closest("select")?.selectedOptions[0]?.dataset.bbox;
  if (box) map?.showBox(box.split(",").map(Number) as [number, number, number, number]);
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  topicsChanged();
});

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (target.closest("[data-show-map]")) {
    sheet.set("full");
    required<HTMLElement>("#sheet-handle").focus();
  }
  const card = target.closest("[data-find]")?.closest<HTMLElement>("[data-entry]");
  if (card && map) {
    if (sheet.hidesMap) sheet.set("half");
    map.goTo(entryOf(card));
  }
});

// A browser leaves alone what has the keyboard and is partly seen: the rest would stay behind the sheet or the edge.
document.addEventListener("focusin", ({ target }) => {
  if (!(target instanceof HTMLElement) || !target.matches(":focus-visible") || target.closest("#sheet")) return;
  (target.closest(".chip") ?? target).scrollIntoView({ block: "nearest", inline: "nearest" });
});

void startMap();
new Freshness(config, (layers) => void refresh(layers));
