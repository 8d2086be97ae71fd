/** On narrow screens the map is a sheet of three heights over the list: a glance, half, the whole screen. */

import { required, text, type Config } from "./config";

export type Height = "peek" | "half" | "full";

const NEXT: Record<Height, Height> = { half: "full", full: "peek", peek: "half" };
const CLICK_WITHIN_PX = 6; // a finger that hardly moved has tapped
const narrow = matchMedia("(width < 48rem)");

export class Sheet {
  readonly #sheet = required<HTMLElement>("#sheet");
  readonly #handle = required<HTMLButtonElement>("#sheet-handle");
  readonly #words = required<HTMLElement>("#sheet-words");
  readonly #panel = required<HTMLElement>("#panel");
  readonly #skip = required<HTMLElement>('.skip[href="#panel"]');
  readonly #config: Config;
  readonly #changed: () => void;
  #draggedPx = 0;

  /** `changed` is called after each change of height. */
  constructor(config: Config, changed: () => void) {
    this.#config = config;
    this.#changed = changed;
    this.#handle.addEventListener("click", () => {
      if (this.#draggedPx <= CLICK_WITHIN_PX) this.set(NEXT[this.height]);
    });
    this.#handle.addEventListener("pointerdown", (event) => this.#drag(event));
    narrow.addEventListener("change", () => this.set(this.height));
    this.set("half");
  }

  get height(): Height {
    return (this.#sheet.dataset.height as Height | undefined) ?? "half";
  }

  /** Say whether the map is a sheet at all: beside a list it is not. */
  get isNarrow(): boolean {
    return narrow.matches;
  }

  /** Say whether so little of the map is seen that it says nothing about what is wanted. */
  get hidesMap(): boolean {
    return narrow.matches && this.height === "peek";
  }

  set(height: Height): void {
    this.#sheet.dataset.height = height;
    this.#sheet.style.removeProperty("height");
    this.#panel.inert = this.#skip.hidden = narrow.matches && height === "full";
    this.#words.textContent = text(this.#config, { peek: "sheetHalf", half: "sheetFull", full: "sheetPeek" }[height]);
    this.#changed();
  }

  #drag(start: PointerEvent): void {
    const from = this.#sheet.offsetHeight;
    this.#draggedPx = 0;
    this.#handle.setPointerCapture(start.pointerId);
    const move = (event: PointerEvent) => {
      this.#draggedPx = Math.max(this.#draggedPx, Math.abs(event.clientY - start.clientY));
      if (this.#draggedPx > CLICK_WITHIN_PX) {
        this.#sheet.style.height = `${Math.max(from + start.clientY - event.clientY, this.#handle.offsetHeight)}px`;
      }
    };
    const end = () => {
      this.#handle.removeEventListener("pointermove", move);
      this.#handle.removeEventListener("pointerup", end);
      this.#handle.removeEventListener("pointercancel", end);
      if (this.#draggedPx > CLICK_WITHIN_PX) this.set(nearest(this.#sheet.offsetHeight / window.innerHeight));
    };
    this.#handle.addEventListener("pointermove", move);
    this.#handle.addEventListener("pointerup", end);
    this.#handle.addEventListener("pointercancel", end);
  }
}

/** Return the height whose share of the screen is nearest. */
function nearest(share: number): Height {
  if (share < 0.27) return "peek";
  return share < 0.68 ? "half" : "full";
}
