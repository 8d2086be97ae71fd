/** Asks the server whether what is shown has changed, at each new look and every few seconds while one looks. */

import type { Config } from "./config";

const EVERY_MS = 5000;

export class Freshness {
  readonly #url: string;
  readonly #changed: (layers: string[]) => void;
  #known: Config["versions"];
  #asking = false;

  /** `changed` is told the layers whose version differs from the last answer. */
  constructor(config: Config, changed: (layers: string[]) => void) {
    this.#url = config.urls.state;
    this.#known = config.versions;
    this.#changed = changed;
    document.addEventListener("visibilitychange", () => this.look());
    window.addEventListener("focus", () => this.look());
    window.addEventListener("online", () => this.look());
    setInterval(() => this.look(), EVERY_MS);
    this.look();
  }

  /** Ask now, unless nobody is looking or a question is already under way. */
  look(): void {
    if (document.hidden || this.#asking) return;
    this.#asking = true;
    void this.#ask().finally(() => {
      this.#asking = false;
    });
  }

  async #ask(): Promise<void> {
    let versions: Config["versions"];
    try {
      const response = await fetch(this.#url, { cache: "no-cache" });
      if (!response.ok) return;
      versions = (await response.json()) as Config["versions"];
    } catch {
      return; // offline or restarting: the next look asks again
    }
    const before = this.#known;
    this.#known = versions;
    const changed = Object.keys({ ...before, ...versions }).filter((layer) => before[layer] !== versions[layer]);
    if (changed.length) this.#changed(changed);
  }
}
