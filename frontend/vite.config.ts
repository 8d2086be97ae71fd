import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { compressed } from "./compressed.ts";
import { compress } from "./compress.ts";
import { sprite } from "./sprite.ts";

// Names carry Vite's hash and nothing else adds one: Django looks them up in manifest.json (frontend/assets.py).
export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [sprite(), compressed(fileURLToPath(new URL("./static/build/assets", import.meta.url)))],
  build: {
    outDir: "static/build",
    emptyOutDir: true,
    manifest: "manifest.json",
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
        "src/embed.ts",
        "src/embed-builder.ts",
        "src/admin-map.ts",
      ],
    },
  },
  worker: { format: "es" },
});
