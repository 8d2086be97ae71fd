/** The popup on the map: the same card as in the list, fetched finished and escaped from this portal. */

import { Popup, type Map as MapLibre } from "maplibre-gl";
import { text, type Config, type Entry } from "./config";
import { fetchNodes } from "./list";

const ABOVE_SIGN_PX = 20;

export class EntryPopup {
  readonly #map: MapLibre;
  readonly #config: Config;
  readonly #closed: () => void;
  #popup: Popup | null = null;
  #entry: Entry | null = null;
  #before: HTMLElement | null = null;

  /** `closed` is called when nothing is shown any more. */
  constructor(map: MapLibre, config: Config, closed: () => void) {
    this.#map = map;
    this.#config = config;
    this.#closed = closed;
  }

  /** Show the card of an entry at its position and move the focus into it. */
  async show(entry: Entry, at: [number, number]): Promise<void> {
    const content = this.#open(at);
    this.#entry = entry;
    const waiting = document.createElement("p");
    waiting.className = "card__name";
    waiting.textContent = entry.name;
    content.append(waiting);
    try {
      content.replaceChildren(...(await fetchNodes(this.#url(entry))));
    } catch (error) {
      console.warn(error);
      const sorry = document.createElement("p");
      sorry.textContent = text(this.#config, "popupFailed");
      content.append(sorry);
    }
    this.#settle(content, at);
  }

  /** Several entries lie under the pointer: let one choose. */
  choose(entries: Entry[], at: [number, number], chosen: (entry: Entry) => void): void {
    const content = this.#open(at);
    const list = document.createElement("ul");
    list.className = "choices";
    for (const entry of entries) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "choice";
      button.textContent = entry.name;
      button.addEventListener("click", () => chosen(entry));
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
    }
    content.append(list);
    this.#settle(content, at);
  }

  /** Fetch the card again, because what is published has changed; an entry that has left closes. */
  async refresh(): Promise<void> {
    const entry = this.#entry;
    const content = this.#popup?.getElement().querySelector(".popup-content");
    if (!entry || !content) return;
    try {
      const nodes = await fetchNodes(this.#url(entry));
      if (this.#entry === entry) content.replaceChildren(...nodes);
    } catch {
      this.close();
    }
  }

  close(): void {
    this.#popup?.remove();
  }

  #url(entry: Entry): string {
    return this.#config.urls.card.replace("LAYER", entry.layer).replace("ENTRY", encodeURIComponent(entry.id));
  }

  #open(at: [number, number]): HTMLElement {
    const before = this.#popup ? this.#before : (document.activeElement as HTMLElement | null);
    this.#popup?.off("close", this.#onClose);
    this.#popup?.remove();
    this.#before = before;
    const content = document.createElement("div");
    content.className = "popup-content";
    content.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    this.#popup = new Popup({ offset: ABOVE_SIGN_PX, maxWidth: "none", focusAfterOpen: false })
      .setLngLat(at)
      .setDOMContent(content)
      .addTo(this.#map);
    this.#popup.on("close", this.#onClose);
    return content;
  }

  /** The content has its size now: place the popup anew and put the focus on its first link or button. */
  #settle(content: HTMLElement, at: [number, number]): void {
    if (!content.isConnected) return;
    this.#popup?.setLngLat(at);
    content.querySelector<HTMLElement>("a, button")?.focus({ preventScroll: true });
  }

  readonly #onClose = (): void => {
    this.#popup = null;
    this.#entry = null;
    if (this.#before?.isConnected) this.#before.focus({ preventScroll: true });
    this.#before = null;
    this.#closed();
  };
}
