import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const LEAFLET = fileURLToPath(new URL("./node_modules/leaflet/dist/", import.meta.url));

/** Leaflet's stylesheet with its pictures inside: it must need no second file. */
function stylesheet(): string {
  return readFileSync(`${LEAFLET}leaflet.css`, "utf8").replaceAll(
    /url\((images\/[\w.-]+\.png)\)/g,
    (_all, file: string) => `url(data:image/png;base64,${readFileSync(LEAFLET + file).toString("base64")})`,
  );
}

/** Lay Leaflet beside the built pages: no page loads it, the map that an analysis is exported to has it inside. */
export function leaflet(): Plugin {
  return {
    name: "portal-leaflet",
    apply: "build",
    buildStart() {
      const script = readFileSync(`${LEAFLET}leaflet.js`, "utf8").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
      for (const [name, source] of [["leaflet.js", script], ["leaflet.css", stylesheet()]] as const) {
        this.emitFile({ type: "asset", name, originalFileName: name, source });
      }
    },
  };
}
