/** The popup on the map: the same card as in the list, fetched finished and escaped from this portal. */

import { Popup, type Map as MapLibre } from "maplibre-gl";
import { text, type Config, type Entry } from "./config";
import { fetchNodes } from "./fetching";

const ABOVE_SIGN_PX = 20;
const MOST_CARDS = 20; // the server gives no more at once

export class EntryPopup {
  readonly #map: MapLibre;
  readonly #config: Config;
  readonly #closed: () => void;
  /** What one looks from, so that the card says how far it is. */
  near = new URLSearchParams();
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
      content.replaceChildren(...(await fetchNodes(this.#url(entry), this.near)));
    } catch (error) {
      console.warn(error);
      const sorry = document.createElement("p");
      sorry.textContent = text(this.#config, "popupFailed");
      content.append(sorry);
    }
    this.#settle(content, at);
  }

  /** Show the cards of several entries that lie under the pointer, as at one address. */
  async choose(entries: Entry[], at: [number, number]): Promise<void> {
    const content = this.#open(at);
    const query = new URLSearchParams(this.near);
    query.set("entries", entries.slice(0, MOST_CARDS).map(({ layer, id }) => `${layer}/${id}`).join(","));
    try {
      content.replaceChildren(...(await fetchNodes(this.#config.urls.cards, query)));
    } catch (error) {
      console.warn(error);
      content.textContent = text(this.#config, "popupFailed");
    }
    this.#settle(content, at);
  }

  /** Fetch the card again, because what is published has changed; an entry that has left closes. */
  async refresh(): Promise<void> {
    const entry = this.#entry;
    const content = this.#popup?.getElement().querySelector(".popup-content");
    if (!entry || !content) return;
    try {
      const nodes = await fetchNodes(this.#url(entry), this.near);
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
