/** The list beside the map: fetched as a finished, escaped fragment from this portal and put in place of the old one. */

import { required, text, type Config, type Entry } from "./config";
import { fetchNodes } from "./fetching";

const ANNOUNCE_AFTER_MS = 700; // a moving map must not chatter
const SHOW_WAITING_AFTER_MS = 250; // a quick answer needs no sign of waiting

function sameEntry(card: HTMLElement, entry: { layer: string; id: string } | null): boolean {
  return card.dataset.layer === entry?.layer && card.dataset.id === entry?.id;
}

export interface ListEvents {
  /** The pointer or the keyboard came to the card of an entry, or left it. */
  pointed: (entry: Entry | null) => void;
}

/** Read from a card which entry it is about. */
export function entryOf(card: HTMLElement): Entry {
  const { layer = "", id = "", lon, lat, sign = "" } = card.dataset;
  const name = required("a", card).textContent ?? "";
  return { layer, id, name, sign, position: lon && lat ? [Number(lon), Number(lat)] : null };
}

export class List {
  readonly #config: Config;
  readonly #container = required<HTMLElement>("#list");
  readonly #status = required<HTMLElement>("#status");
  #query: URLSearchParams;
  #running: AbortController | null = null;
  #marked: { layer: string; id: string } | null = null;
  #announcement = 0;

  /** `query` is what the list of the page was made from. */
  constructor(config: Config, query: URLSearchParams, events: ListEvents) {
    this.#config = config;
    this.#query = query;
    this.#container.addEventListener("click", (event) => {
      const more = (event.target as Element).closest<HTMLElement>("[data-more]");
      if (!more) return;
      event.preventDefault();
      void this.#append(more);
    });
    for (const kind of ["pointerover", "pointerout", "focusin", "focusout"] as const) {
      this.#container.addEventListener(kind, ({ target }) => {
        const card = (target as Element).closest<HTMLElement>("[data-entry]");
        if (card) events.pointed(kind === "pointerover" || kind === "focusin" ? entryOf(card) : null);
      });
    }
  }

  /** The position that the list was made from, as `lon,lat`; null if none. */
  get near(): string | null {
    return this.#container.querySelector<HTMLElement>("[data-near]")?.dataset.near ?? null;
  }

  /** Show what the query asks for. A newer call ends an older one that still waits. */
  async show(query: URLSearchParams): Promise<void> {
    this.#query = query;
    this.#running?.abort();
    const running = (this.#running = new AbortController());
    const waiting = setTimeout(() => this.#container.setAttribute("aria-busy", "true"), SHOW_WAITING_AFTER_MS);
    try {
      const nodes = await fetchNodes(this.#config.urls.list, query, running.signal);
      this.#replace(nodes);
      this.#announce();
    } catch (error) {
      if (running.signal.aborted) return;
      console.warn(error);
      this.#showFault(() => void this.show(query));
    } finally {
      clearTimeout(waiting);
      if (this.#running === running) this.#container.removeAttribute("aria-busy");
    }
  }

  /** Mark the card of an entry, now or as soon as it is in the list, and bring it into view; null marks none. */
  mark(entry: { layer: string; id: string } | null): void {
    this.#marked = entry;
    for (const card of this.#container.querySelectorAll<HTMLElement>("[data-entry]")) {
      card.classList.toggle("card--selected", sameEntry(card, entry));
    }
    this.#find(entry)?.scrollIntoView({ block: "nearest" });
  }

  /** Mark the card of the entry whose sign is pointed at on the map; null marks none. */
  point(entry: Entry | null): void {
    for (const card of this.#container.querySelectorAll<HTMLElement>("[data-entry]")) {
      card.classList.toggle("card--pointed", sameEntry(card, entry));
    }
  }

  /** Say that the map does not hold all entries, or that it does. */
  sayComplete(isComplete: boolean): void {
    const words = this.#container.querySelector<HTMLElement>("#incomplete");
    if (words) words.hidden = isComplete;
  }

  /** Say something to those who do not see it. */
  say(text: string): void {
    clearTimeout(this.#announcement);
    this.#announcement = window.setTimeout(() => {
      if (this.#status.textContent !== text) this.#status.textContent = text;
    }, ANNOUNCE_AFTER_MS);
  }

  /** Put new nodes in place of the old ones; the keyboard stays where it was, the view goes to the list's beginning. */
  #replace(nodes: Node[]): void {
    const active = this.#container.contains(document.activeElement) ? document.activeElement : null;
    const focused = active?.closest<HTMLElement>("[data-entry]");
    const held = focused && { layer: focused.dataset.layer ?? "", id: focused.dataset.id ?? "" };
    const control = active?.matches("[data-find]") ? "[data-find]" : "a";
    const name = active?.id;
    this.#container.replaceChildren(...nodes);
    if (active) {
      const again = held ? this.#find(held)?.querySelector<HTMLElement>(control) : name && document.getElementById(name);
      (again || this.#container).focus({ preventScroll: true });
    }
    const above = this.#container.getBoundingClientRect().top - required("#panel").getBoundingClientRect().top;
    if (above < 0) this.#container.scrollIntoView({ block: "start" });
    if (this.#marked) this.mark(this.#marked);
  }

  #find(entry: { layer: string; id: string } | null): HTMLElement | undefined {
    return [...this.#container.querySelectorAll<HTMLElement>("[data-entry]")].find((card) => sameEntry(card, entry));
  }

  async #append(more: HTMLElement): Promise<void> {
    more.setAttribute("aria-busy", "true");
    try {
      const query = new URLSearchParams(this.#query);
      query.set("page", more.dataset.more ?? "");
      const page = document.createElement("div");
      page.append(...(await fetchNodes(this.#config.urls.list, query)));
      const cards = [...page.querySelectorAll<HTMLElement>("[data-entry]")];
      required("ol", this.#container).append(...cards.map((card) => card.closest("li") ?? card));
      const next = page.querySelector("[data-more]");
      if (next) more.replaceWith(next);
      else more.remove();
      cards[0]?.querySelector<HTMLElement>("a")?.focus();
    } catch (error) {
      console.warn(error);
      more.removeAttribute("aria-busy");
      this.say(text(this.#config, "failed"));
    }
  }

  #announce(): void {
    const heading = this.#container.querySelector("[data-announce]");
    this.say(heading?.textContent?.trim().replace(/\s+/g, " ") ?? "");
  }

  /** The list could not be fetched: say so, say why if the browser knows, and offer the way on. */
  #showFault(again: () => void): void {
    const template = required<HTMLTemplateElement>(navigator.onLine ? "#list-failed" : "#list-offline");
    this.#container.replaceChildren(template.content.cloneNode(true));
    required<HTMLButtonElement>("button", this.#container).addEventListener("click", again);
    this.#announce();
  }
}
