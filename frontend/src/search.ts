/**
 * The search box with suggestions: an editable combobox with a list (ARIA Authoring Practices). What is typed goes into
 * the body of a POST and is kept nowhere. Without this script the form leads to the page that says the same.
 */

const WAIT_MS = 150;
const FROM_LETTERS = 2;

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-search]")) enhance(form);

function enhance(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>("input[name=q]");
  const list = form.querySelector<HTMLElement>("[role=listbox]");
  const status = form.querySelector<HTMLElement>("[data-search-status]");
  const url = form.dataset.suggestions;
  if (!input || !list || !status || !url) return;
  let waiting = 0;
  let asking: AbortController | null = null;
  let active = -1;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const options = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[role=option]")];

  function show(on: boolean): void {
    list!.hidden = !on;
    input!.setAttribute("aria-expanded", String(on));
    if (!on) activate(-1);
  }

  function activate(index: number): void {
    active = index;
    options().forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    const option = options()[index];
    if (option) {
      input!.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input!.removeAttribute("aria-activedescendant");
  }

  function forget(): void {
    clearTimeout(waiting);
    asking?.abort();
    show(false);
  }

  async function suggest(): Promise<void> {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const body = new URLSearchParams({ q: input!.value });
      const answer = await fetch(url!, { method: "POST", body, signal, cache: "no-store" });
      if (!answer.ok) return show(false);
      // Our own server wrote it and escaped every name in it.
      const made = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (signal.aborted) return;
      list!.replaceChildren(...made.body.childNodes);
      options().forEach((option, place) => (option.id = `${list!.id}-${place}`));
      const number = options().length;
      show(number > 0);
      status!.textContent = number ? form.dataset.some!.replace("{number}", String(number)) : form.dataset.none!;
    } catch {
      if (!signal.aborted) show(false); // offline: the form still works, and says so itself
    }
  }

  function choose(option: HTMLElement): void {
    const { url: to, name, value } = option.dataset;
    if (!to) return;
    forget();
    if (!name) return location.assign(to);
    const post = Object.assign(document.createElement("form"), { method: "post", action: to, hidden: true });
    post.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: value ?? "" }));
    document.body.append(post);
    post.submit();
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    if (input.value.trim().length < FROM_LETTERS) return forget();
    waiting = window.setTimeout(suggest, WAIT_MS);
  });

  input.addEventListener("keydown", (event) => {
    const number = options().length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      forget();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && number) {
      event.preventDefault();
      if (list.hidden) show(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      // From the last one the arrow leads back to what was typed, and from there to the first.
      activate(((active + 1 + step + number + 1) % (number + 1)) - 1);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(options()[active]!);
    }
  });

  // Before the box loses the focus, or the list would be gone when the click arrives.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const option = (target as Element).closest<HTMLElement>("[role=option]");
    if (option) choose(option);
  });
  input.addEventListener("blur", forget);
  form.addEventListener("submit", forget);
}
