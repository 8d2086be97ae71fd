/** The list beside the map: fetched as a finished, escaped fragment from this portal and put in place of the old one. */

import { queryText } from "./address";
import { required, text, type Config } from "./config";

/** Fetch a fragment of this portal's own and return its nodes. Throws if the server does not answer with 200. */
export async function fetchNodes(url: string, signal?: AbortSignal): Promise<Node[]> {
  const response = await fetch(url, { signal, headers: { Accept: "text/html" }, cache: "no-cache" });
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return [...page.body.childNodes].map((node) => document.adoptNode(node));
}

const ANNOUNCE_AFTER_MS = 700; // a moving map must not chatter
const SHOW_WAITING_AFTER_MS = 250; // a quick answer needs no sign of waiting

function sameEntry(card: HTMLElement, entry: { layer: string; id: string } | null): boolean {
  return card.dataset.layer === entry?.layer && card.dataset.id === entry?.id;
}

export class List {
  readonly #config: Config;
  readonly #container = required<HTMLElement>("#list");
  readonly #status = required<HTMLElement>("#status");
  #running: AbortController | null = null;
  #marked: { layer: string; id: string } | null = null;
  #announcement = 0;

  constructor(config: Config) {
    this.#config = config;
    this.#container.addEventListener("click", (event) => {
      const more = (event.target as Element).closest<HTMLAnchorElement>("a[data-more]");
      if (!more) return;
      event.preventDefault();
      void this.#append(more);
    });
  }

  /** Show what the query asks for. A newer call ends an older one that still waits. */
  async show(query: URLSearchParams): Promise<void> {
    this.#running?.abort();
    const running = (this.#running = new AbortController());
    const waiting = setTimeout(() => this.#container.setAttribute("aria-busy", "true"), SHOW_WAITING_AFTER_MS);
    try {
      const nodes = await fetchNodes(`${this.#config.urls.list}?${queryText(query)}`, running.signal);
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

  /** Put new nodes in place of the old ones; the keyboard stays where it was, the view goes to the list's beginning. */
  #replace(nodes: Node[]): void {
    const active = this.#container.contains(document.activeElement) ? document.activeElement : null;
    const focused = active?.closest<HTMLElement>("[data-entry]");
    const held = focused && { layer: focused.dataset.layer ?? "", id: focused.dataset.id ?? "" };
    const control = active?.matches("[data-find]") ? "[data-find]" : "a";
    this.#container.replaceChildren(...nodes);
    if (active) {
      const again = held && this.#find(held)?.querySelector<HTMLElement>(control);
      (again || this.#container).focus({ preventScroll: true });
    }
    const above = this.#container.getBoundingClientRect().top - required("#panel").getBoundingClientRect().top;
    if (above < 0) this.#container.scrollIntoView({ block: "start" });
    if (this.#marked) this.mark(this.#marked);
  }

  #find(entry: { layer: string; id: string } | null): HTMLElement | undefined {
    return [...this.#container.querySelectorAll<HTMLElement>("[data-entry]")].find((card) => sameEntry(card, entry));
  }

  async #append(more: HTMLAnchorElement): Promise<void> {
    more.setAttribute("aria-busy", "true");
    try {
      const page = document.createElement("div");
      page.append(...(await fetchNodes(`${this.#config.urls.list}${new URL(more.href).search}`)));
      const cards = [...page.querySelectorAll("[data-entry]")];
      required("ol", this.#container).append(...cards.map((card) => card.closest("li") ?? card));
      const next = page.querySelector("a[data-more]");
      if (next) more.replaceWith(next);
      else more.remove();
      cards[0]?.querySelector<HTMLElement>("a")?.focus();
    } catch (error) {
      console.warn(error);
      more.removeAttribute("aria-busy");
      this.#say(text(this.#config, "failed"));
    }
  }

  #announce(): void {
    const heading = this.#container.querySelector("[data-announce]");
    this.#say(heading?.textContent?.trim().replace(/\s+/g, " ") ?? "");
  }

  #say(text: string): void {
    clearTimeout(this.#announcement);
    this.#announcement = setTimeout(() => {
      if (this.#status.textContent !== text) this.#status.textContent = text;
    }, ANNOUNCE_AFTER_MS);
  }

  /** The list could not be fetched: say so, say why if the browser knows, and offer the way on. */
  #showFault(again: () => void): void {
    const template = required<HTMLTemplateElement>(navigator.onLine ? "#list-failed" : "#list-offline");
    this.#container.replaceChildren(template.content.cloneNode(true));
    required<HTMLButtonElement>("button", this.#container).addEventListener("click", again);
    this.#announce();
  }
}
