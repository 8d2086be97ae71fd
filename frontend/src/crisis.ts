/** The quick exit of support pages: one click, or Escape three times, and the page is gone from the tab. */

const PRESSES = 3;
const WITHIN_MS = 2000;
const LEFT = "left"; // a tab's name lives and dies with the tab: nothing is stored on the device

const exit = document.querySelector<HTMLAnchorElement>("#quick-exit");
let presses: number[] = [];

function leave(): void {
  if (!exit) return;
  document.documentElement.hidden = true; // the other page may take its time
  window.name = LEFT;
  location.replace(exit.href);
}

/** Somebody else presses „back“ in a tab that was left: leave again, for the pages before this one are still there. */
function leaveAgain(): void {
  if (window.name !== LEFT) return;
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (navigation?.type === "back_forward") leave();
  else window.name = "";
}

exit?.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  presses = [...presses, event.timeStamp].slice(-PRESSES);
  if (presses.length === PRESSES && event.timeStamp - (presses[0] ?? 0) <= WITHIN_MS) leave();
}, true);

window.addEventListener("pageshow", (event) => {
  if (event.persisted && window.name === LEFT) leave();
});

leaveAgain();
