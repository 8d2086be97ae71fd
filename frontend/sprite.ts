import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const LIST = fileURLToPath(new URL("./icons.txt", import.meta.url));
const OUTLINE = fileURLToPath(new URL("./node_modules/@tabler/icons/icons/outline/", import.meta.url));

/** Turn one Tabler file into a `<symbol>`; the first path of each file is an invisible box and is left out. */
function symbol(name: string): string {
  const file = `${OUTLINE}${name}.svg`;
  if (!existsSync(file)) throw new Error(`icons.txt names "${name}", which Tabler does not have.`);
  const paths = [...readFileSync(file, "utf8").matchAll(/<path d="([^"]+)"/g)].map(([, d]) => `<path d="${d}"/>`);
  return `<symbol id="${name}" viewBox="0 0 24 24">${paths.join("")}</symbol>`;
}

/** The names in icons.txt, one a line; `#` starts a comment. */
export function iconNames(): string[] {
  const lines = readFileSync(LIST, "utf8").split("\n");
  return lines.map((line) => line.replace(/#.*/, "").trim()).filter(Boolean);
}

/**
 * Emit one sprite of all icons that the portal may use. Pages draw from it with `<use>`, the map reads the same paths
 * for its signs, so a sign looks alike in the list and on the map.
 */
export function sprite(): Plugin {
  return {
    name: "portal-sprite",
    apply: "build",
    buildStart() {
      this.addWatchFile(LIST);
      const symbols = iconNames().map(symbol).join("\n");
      this.emitFile({
        type: "asset",
        name: "icons.svg",
        originalFileName: "icons.svg",
        source: `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols}\n</svg>\n`,
      });
    },
  };
}
