/** The page of one entry: copy its link, print it. The link carries neither a position nor what was searched for. */

document.addEventListener("click", ({ target }) => {
  if (!(target instanceof Element)) return;
  if (target.closest("[data-print]")) print();
  const share = target.closest<HTMLElement>("[data-share]");
  if (share) void copy(share);
});

async function copy(button: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.origin + location.pathname);
  } catch (error) {
    console.warn(error);
    return; // not allowed, or not over https: the address bar is still there
  }
  const status = document.querySelector("#status");
  if (status) status.textContent = button.dataset.done ?? "";
  button.classList.add("link--done");
}

export {};
