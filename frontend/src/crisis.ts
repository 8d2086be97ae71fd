/**
 * The quick exit of support pages: one click, or Escape three times, and another page stands in place of this one, so
 * that „back“ does not lead to it. What was looked at before stays in the browser's history; the help page says so.
 */

const PRESSES = 3;
const WITHIN_MS = 2000;

const exit = document.querySelector<HTMLAnchorElement>("#quick-exit");
let presses: number[] = [];

function leave(): void {
  if (!exit) return;
  document.documentElement.hidden = true; // the other page may take its time
  location.replace(exit.href);
}

exit?.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

document.addEventListener(
  "keydown",
  (event) => {
    // The map hides the exit where no support services are shown: Escape only closes things there.
    if (event.key !== "Escape" || event.repeat || exit?.closest("[hidden]")) return;
    presses = [...presses, event.timeStamp].slice(-PRESSES);
    if (presses.length === PRESSES && event.timeStamp - (presses[0] ?? 0) <= WITHIN_MS) leave();
  },
  true,
);

// Should a browser have kept the hidden page, it is shown again to whoever comes back to it on purpose.
window.addEventListener("pageshow", () => {
  document.documentElement.hidden = false;
});

export {};
