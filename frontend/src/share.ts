/** The dialog „Link teilen“: a link to what one sees. A position and a search text go along only if they are ticked. */

import { queryText } from "./address";
import { required, text, type Config } from "./config";
import { publicPart } from "./wishes";

export class Share {
  readonly #config: Config;
  readonly #dialog = required<HTMLDialogElement>("#share");
  readonly #url = required<HTMLInputElement>("#share-url");
  readonly #done = required<HTMLElement>("#share-done");
  readonly #query: () => URLSearchParams;

  /** `query` is asked for all that the page shows, when the dialog opens. */
  constructor(config: Config, query: () => URLSearchParams) {
    this.#config = config;
    this.#query = query;
    for (const name of ["near", "q"]) {
      required(`#share-${name}`).addEventListener("change", () => this.#write());
    }
    required("#share-copy").addEventListener("click", () => void this.#copy());
    required("#share-close").addEventListener("click", () => this.#dialog.close());
  }

  open(): void {
    const query = this.#query();
    for (const name of ["near", "q"]) {
      required<HTMLElement>(`#share-${name}-field`).hidden = !query.get(name);
      required<HTMLInputElement>(`#share-${name}`).checked = false;
    }
    this.#write();
    this.#dialog.showModal();
  }

  #write(): void {
    const query = this.#query();
    const link = publicPart(query);
    for (const name of ["near", "q"]) {
      if (!required<HTMLInputElement>(`#share-${name}`).checked) continue;
      for (const each of name === "near" ? ["near", "radius"] : ["q"]) {
        const value = query.get(each);
        if (value) link.set(each, value);
      }
    }
    this.#url.value = `${location.origin}${location.pathname}?${queryText(link)}`;
    this.#done.textContent = "";
  }

  async #copy(): Promise<void> {
    this.#url.select();
    try {
      await navigator.clipboard.writeText(this.#url.value);
      this.#done.textContent = text(this.#config, "copied");
    } catch {
      this.#done.textContent = text(this.#config, "notCopied"); // the address is marked: the keyboard can copy it
    }
  }
}
