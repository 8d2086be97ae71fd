/** The builder's live preview: each choice asks for the page anew and takes over what follows from it. */

import { queryText } from "./address";
import { required } from "./config";
import { fetchNodes } from "./fetching";
import { formQuery } from "./wishes";

const TYPING_MS = 500;

const form = required<HTMLFormElement>("#builder");
const snippet = required<HTMLTextAreaElement>("#snippet");
let waiting = 0;

function preview(): HTMLIFrameElement {
  return required<HTMLIFrameElement>("#preview");
}

/** Ask for the page with the present choices; a moved map changes the HTML alone, for the preview shows it already. */
async function renew(isMoved = false): Promise<void> {
  const query = formQuery(form);
  const page = document.createElement("div");
  try {
    page.append(...(await fetchNodes(location.pathname, query)));
  } catch (error) {
    console.warn(error); // a number that is being typed; the last sensible one stays
    return;
  }
  snippet.value = required<HTMLTextAreaElement>("#snippet", page).value;
  history.replaceState(null, "", `${location.pathname}?${queryText(query)}`);
  if (isMoved) return;
  preview().replaceWith(required("#preview", page));
  required("#sensitive").replaceWith(required("#sensitive", page));
  for (const drawer of form.querySelectorAll<HTMLElement>("[data-for]")) {
    const again = page.querySelector<HTMLElement>(`[data-for="${CSS.escape(drawer.dataset.for ?? "")}"]`);
    drawer.hidden = again?.hidden ?? true;
  }
}

form.addEventListener("change", () => void renew());
form.addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.type !== "number") return;
  clearTimeout(waiting);
  waiting = window.setTimeout(() => void renew(), TYPING_MS);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void renew();
});

window.addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || source !== preview().contentWindow) return;
  required<HTMLInputElement>("input[name=map]", form).value = String((data as { view?: unknown }).view ?? "");
  void renew(true);
});

required<HTMLButtonElement>("#copy").addEventListener("click", ({ currentTarget }) => {
  const { done = "", failed = "" } = (currentTarget as HTMLElement).dataset;
  snippet.select();
  const copying = navigator.clipboard ? navigator.clipboard.writeText(snippet.value) : Promise.reject(new Error("no clipboard"));
  copying.then(
    () => (required("#copied").textContent = done),
    () => (required("#copied").textContent = failed),
  );
});
