import { defineConfig } from "vite";
import { compressed } from "./compressed.ts";
import { handover, NEW_MANIFEST } from "./handover.ts";
import { leaflet } from "./leaflet.ts";
import { sprite } from "./sprite.ts";

// Names carry Vite's hash and nothing else adds one: Django looks them up in manifest.json (frontend/assets.py).
export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [sprite(), leaflet(), compressed(), handover()],
  build: {
    outDir: "static/build",
    emptyOutDir: false,
    manifest: NEW_MANIFEST,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    target: "es2022",
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: [
        "src/styles/portal.css",
        "src/map.ts",
        "src/crisis.ts",
        "src/entry.ts",
        "src/route.ts",
        "src/search.ts",
        "src/place.ts",
        "src/chart.ts",
        "src/print.ts",
        "src/result.ts",
        "src/embed.ts",
        "src/embed-builder.ts",
        "src/admin-map.ts",
        "src/planning/kinds.ts",
        "src/planning/progress.ts",
        "src/planning/question.ts",
        "src/planning/result-map.ts",
        "src/styles/planning.css",
      ],
    },
  },
  worker: { format: "es" },
});
