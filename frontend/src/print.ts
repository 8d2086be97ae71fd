/** The print view's one button; everything else is there without scripts. */

document.querySelector("#print")?.addEventListener("click", () => window.print());
