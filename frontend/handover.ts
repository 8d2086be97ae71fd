import { readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

export const NEW_MANIFEST = "manifest.new.json";

/**
 * Hand a new build over to a portal that runs: at every moment the manifest is there, and every file that it names. The
 * new files come beside the old ones, then the new manifest takes the old one's place, then what it does not name goes.
 */
export function handover(): Plugin {
  let folder = "";
  let names = new Set<string>();
  return {
    name: "portal-handover",
    apply: "build",
    writeBundle({ dir = "." }, bundle) {
      folder = dir;
      names = new Set(Object.keys(bundle));
    },
    closeBundle() {
      if (!names.size) return; // the build has failed
      renameSync(join(folder, NEW_MANIFEST), join(folder, "manifest.json"));
      for (const name of readdirSync(join(folder, "assets"))) {
        if (!names.has(`assets/${name.replace(/\.(br|gz)$/, "")}`)) rmSync(join(folder, "assets", name));
      }
    },
  };
}
