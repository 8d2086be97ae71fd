/** How far a run is: asked each second; finished, the page shows the answer. */

import { required } from "../config";

const EVERY_MS = 1000;

interface Progress {
  progress: number;
  words: string;
  isUnderWay: boolean;
}

const section = required<HTMLElement>("#under-way");
const bar = required<HTMLProgressElement>("#progress");
const words = required<HTMLElement>("#progress-words");
const number = required<HTMLElement>("#progress-number");

async function look(): Promise<void> {
  try {
    const response = await fetch(section.dataset.url ?? "", { cache: "no-store" });
    if (response.redirected || !response.ok) return location.reload(); // signed out, or no longer there
    const { progress, words: said, isUnderWay } = (await response.json()) as Progress;
    if (!isUnderWay) return location.reload();
    bar.value = progress;
    number.textContent = String(progress);
    if (words.textContent !== said) words.textContent = said; // said once, not each second
  } catch (error) {
    console.warn(error); // no connection for a moment: ask again
  }
  setTimeout(() => void look(), EVERY_MS);
}

setTimeout(() => void look(), EVERY_MS);
