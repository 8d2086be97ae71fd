/** The script of the map pages: ties the form, the list, the address and the map together. */

import { mapAhead } from "./ahead";
import { keepAddress, readAddress, readView } from "./address";
import { readConfig, required, text, type Layer } from "./config";
import { Crosshair } from "./crosshair";
import { devicePosition } from "./device";
import type { Position } from "./entries";
import { markLeftOut, offerFacets } from "./facets";
import { fetchNodes } from "./fetching";
import { Freshness } from "./freshness";
import { entryOf, List } from "./list";
import type { MapView } from "./mapview";
import { Share } from "./share";
import { Sheet } from "./sheet";
import { fillForm, formQuery, privatePart, takeBack } from "./wishes";

const LIST_AFTER_MS = 200; // a map that still glides asks once, at the end

const EVERY_MINUTE_MS = 60_000;
/** What is chosen beside the list and held in hidden fields of the form. */
const HELD = ["radius", "sort", "minutes", "by"];

const config = readConfig();
const form = document.querySelector<HTMLFormElement>("#filters");
const list = form ? new List(config, formQuery(form), { pointed: (entry) => map?.point(entry) }) : null;
let map: MapView | null = null;
let lastBbox = "";
let waiting = 0;
let choosing = 0;

const sheet = new Sheet(config, () => map?.resize());

/** The topics that are on: those of the form, or that of the entry that the page is about. */
function layersOn(): Layer[] {
  const ids = form ? (formQuery(form).get("layers") ?? "").split(",") : [config.entry?.layer];
  return config.layers.filter(({ id }) => ids.includes(id));
}

/** Bring list and address into agreement with form and map; `isListed` says that the list is already. */
async function update(isChoice = false, isListed = false): Promise<void> {
  if (!form || !list) return;
  const query = formQuery(form);
  const address = new URLSearchParams(query);
  address.delete("address");
  const view = map?.view ?? new URLSearchParams(location.search).get("map");
  if (view) address.set("map", view);
  keepAddress(address, isChoice);
  if (isListed) return;
  // An address is looked for in the whole region; the map goes there afterwards.
  if (map && lastBbox && !query.has("address")) {
    query.set("map", map.view);
    query.set("bbox", lastBbox);
  }
  await list.show(query);
}

/** The map has come to rest: what it shows is what the list is about, unless too little is seen of it. */
function moved(): void {
  if (map && !sheet.hidesMap) lastBbox = map.bbox;
  clearTimeout(waiting);
  waiting = window.setTimeout(() => void update(), LIST_AFTER_MS);
}

/** Enter in a field is a change and then the sending of the form: one choice. */
function chosenSoon(): void {
  clearTimeout(choosing);
  choosing = window.setTimeout(() => void chosen());
}

/** Somebody chose something: topics, a filter, a word, a position. */
async function chosen(): Promise<void> {
  if (!form || !list) return;
  const isAddress = field("address").value.trim() !== "";
  follow();
  await update(true);
  if (isAddress && list.near) goNear(list.near);
}

/** Look from a position given as `lon,lat`, and bring its circle into view. */
function goNear(near: string): void {
  if (!form) return;
  const isListed = list?.near === near;
  field("near").value = near;
  field("address").value = "";
  follow();
  // The list holds the whole circle at once, and follows the map when that has come to rest there.
  lastBbox = "";
  void update(true, isListed);
  const here = position(formQuery(form));
  if (here) map?.showAround(here);
}

/** The form's own field of a name; buttons beside the list may have the same one. */
function field(name: string): HTMLInputElement {
  return required<HTMLInputElement>(`input[name="${name}"]`);
}

/** Let the rest of the form and the map follow what is chosen. */
function follow(): void {
  if (!form) return;
  const layers = layersOn();
  const query = formQuery(form);
  query.delete("address");
  offerFacets(form, layers, config.language);
  markLeftOut(form, config.layers, layers, query);
  const all = required<HTMLElement>("#all-topics");
  required("span", all).textContent = (layers.length ? all.dataset.none : all.dataset.all) ?? "";
  required<HTMLElement>("#crisis").hidden = !layers.some(({ isSensitive }) => isSensitive);
  map?.show(layers, query);
  map?.lookFrom(position(query));
}

function position(query: URLSearchParams): Position | null {
  const [lon, lat] = (query.get("near") ?? "").split(",").map(Number);
  if (!lon || !lat) return null;
  const minutes = Number(query.get("minutes"));
  const reachM = minutes ? minutes * (config.metresPerMinute[query.get("by") ?? "foot"] ?? 0) : null;
  return { at: [lon, lat], radiusM: Number(query.get("radius")) || config.radiusM, reachM };
}

function startMap(): Promise<void> {
  const container = required<HTMLElement>("#map");
  const fallback = required<HTMLElement>("#map-fallback");
  const entry = config.entry;
  const [lon, lat] = entry?.position ?? [];
  const view = lon !== undefined && lat !== undefined ? { zoom: 15, lat, lon } : readView(location.search);
  const style = mapAhead(config, layersOn(), form ? formQuery(form) : new URLSearchParams());
  return import("./mapview")
    .then(({ MapView }) => {
      map = new MapView(container, config, style, view, {
        moved,
        selected: (selected) => list?.mark(selected),
        pointed: (pointed) => list?.point(pointed),
        drawn: (isComplete) => list?.sayComplete(isComplete),
      });
      fallback.remove();
      if (form) follow();
      else map.show(layersOn(), new URLSearchParams());
      if (entry) map.mark(entry);
      if (config.routes?.length) map.showWhole(config.routes.flatMap(({ geometry }) => geometry.coordinates));
      if (config.extent) map.showOutline(config.extent);
      const here = form && position(formQuery(form));
      if (here && !view) map.showAround(here);
      moved();
    })
    .catch((error: unknown) => {
      console.warn(error);
      const canDraw = document.createElement("canvas").getContext("webgl2");
      fallback.textContent = text(config, canDraw ? "mapFailed" : "noWebgl");
      fallback.classList.add("map__fallback--shown");
      const choosing = document.querySelector<HTMLElement>("#map-point");
      if (choosing) choosing.hidden = true;
    });
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

/** Bring the form into agreement with the address; `layers` absent means the topics of the start page. */
function readForm(form: HTMLFormElement): void {
  const query = readAddress();
  if (!query.has("layers")) query.set("layers", config.layers.filter(({ isDefault }) => isDefault).map(({ id }) => id).join(","));
  fillForm(form, query);
}

function startForm(form: HTMLFormElement, list: List): void {
  const chosenAlready = formQuery(form);
  for (const name of HELD) field(name).value = chosenAlready.get(name) ?? "";
  // What came with a shared link leaves the address before anything else is fetched: requests name it as referrer, and
  // the map's worker does so whatever the page's policy. What was kept beside the address is not in the form yet.
  const kept = readAddress();
  if (!privatePart(new URLSearchParams(location.search)).size && privatePart(kept).size) readForm(form);
  keepAddress(kept, false);
  const share = new Share(config, () => {
    const query = formQuery(form);
    query.delete("address");
    if (map) query.set("map", map.view);
    return query;
  });
  const fault = required<HTMLElement>("#position-fault");

  // Fields beside the list belong to the form without lying in it: its own events would not tell of them.
  required("#panel").addEventListener("change", ({ target }) => {
    const input = target as HTMLInputElement | HTMLSelectElement;
    if (input.form !== form) return;
    // „Jetzt“ and another moment exclude each other.
    if (input.name === "open_at") {
      for (const other of form.querySelectorAll<HTMLInputElement>("[name=open_at]")) {
        if (other !== input) other.type === "checkbox" ? (other.checked = false) : (other.value = "");
      }
    }
    // What is chosen beside the list, whose fields come and go, is held in the form.
    if (HELD.includes(input.name)) field(input.name).value = input.value;
    chosenSoon();
    // Who chooses a municipality wants to see it, wherever the map was.
    const box = input instanceof HTMLSelectElement ? input.selectedOptions[0]?.dataset.bbox : "";
    if (box) map?.showBox(box.split(",").map(Number) as [number, number, number, number]);
    const here = ["radius", "minutes", "by"].includes(input.name) ? position(formQuery(form)) : null;
    if (here) map?.showAround(here);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter as HTMLButtonElement | null;
    fault.hidden = true;
    if (button?.name === "without") takeBack(form, button.value);
    if (button?.name === "near") return goNear(button.value);
    if (button?.name !== "page") chosenSoon();
  });
  required("#all-topics").addEventListener("click", () => {
    const on = layersOn().length === 0;
    for (const box of form.querySelectorAll<HTMLInputElement>(".chip__box")) box.checked = on;
    chosenSoon();
  });
  required("#my-position").addEventListener("click", () => {
    fault.hidden = true;
    devicePosition().then(goNear, (error: Error) => {
      fault.textContent = text(config, error.message);
      fault.hidden = false;
    });
  });
  const crosshair = new Crosshair();
  required<HTMLButtonElement>("#map-point").addEventListener("click", ({ currentTarget }) => {
    if (!map) return;
    sheet.set(sheet.isNarrow ? "full" : sheet.height);
    map.choosing = true;
    list.say(text(config, "crosshair"));
    void crosshair.open().then((taken) => {
      if (!map) return;
      map.choosing = false;
      sheet.set("half");
      if (taken) goNear(map.middle);
      (currentTarget as HTMLElement | null)?.focus();
    });
  });
  document.addEventListener("click", ({ target }) => {
    if ((target as Element).closest("#share-open")) share.open();
  });
  window.addEventListener("popstate", () => {
    readForm(form);
    const view = readView(location.search);
    if (view) map?.jumpTo(view);
    follow();
    void update();
  });
}

if (form && list) startForm(form, list);

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

// What is open now changes with the clock alone.
setInterval(() => {
  if (form && !document.hidden && formQuery(form).get("open_at") === "now") void refresh(layersOn().map(({ id }) => id));
}, EVERY_MINUTE_MS);

void startMap();
new Freshness(config, (layers) => void refresh(layers));
