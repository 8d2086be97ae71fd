/** The map of a question: its points, what is reached from them, and the scenario. */

import type { Map as MapLibre } from "maplibre-gl";
import { required, told } from "../config";
import { groundMap, type Ground, type Point } from "./ground";
import { Place } from "./places";
import { Reach } from "./reach";
import { ScenarioTools } from "./scenario";

interface QuestionMap extends Ground {
  /** Where reach is asked for; empty where it is not drawn. */
  reach: string;
}

const config = told<QuestionMap>("map-config");
const form = required<HTMLFormElement>("#question");
const inputs = [...form.querySelectorAll<HTMLInputElement>("[data-place]")];

/** A map beside the form, on which its points are set. */
async function withPlaces(container: HTMLElement): Promise<void> {
  const status = required<HTMLElement>("#place-status");
  try {
    const reach = config.reach ? new Reach(config.reach, form, status, container.dataset.streets ?? "") : null;
    let tools: ScenarioTools | null = null;
    const map = await groundMap(container, config, (drawn, theme) => {
      reach?.draw(drawn);
      tools?.draw(drawn, theme);
    });
    if (document.querySelector("#scenario-tools")) tools = new ScenarioTools(() => Promise.resolve(map));
    let last: Point | null = null;
    const moved = (point: Point) => {
      last = point;
      reach?.ask(point);
    };
    const places = inputs.map((input, number) => new Place(input, map, number, container.dataset.marker ?? "", moved));
    let next = 0;
    map.on("click", ({ lngLat }) => {
      if (tools?.take(lngLat)) return;
      const place = places.find(({ isSet }) => !isSet) ?? places[next++ % places.length];
      place?.set(lngLat);
    });
    form.addEventListener("change", ({ target }) => {
      if (last && !(target as HTMLElement).hasAttribute("data-place")) reach?.ask(last);
    });
    status.textContent = container.dataset.set ?? "";
    for (const place of places) place.read();
  } catch (error) {
    console.warn(error);
    container.hidden = true;
    status.textContent = container.dataset.failed ?? "";
  }
}

/** A map in the form, opened once there is something to draw. */
function forScenario(container: HTMLElement): void {
  let opened: Promise<MapLibre> | null = null;
  const make = async (): Promise<MapLibre> => {
    container.hidden = false;
    const map = await groundMap(container, config, (drawn, theme) => tools.draw(drawn, theme));
    map.on("click", ({ lngLat }) => void tools.take(lngLat));
    return map;
  };
  const open = () => (opened ??= make());
  const tools = new ScenarioTools(open);
  if (!tools.isEmpty) open().catch(console.warn);
}

const besideForm = document.querySelector<HTMLElement>("#place-map");
const inForm = document.querySelector<HTMLElement>("#scenario-map");
if (besideForm) void withPlaces(besideForm);
else if (inForm) forScenario(inForm);
