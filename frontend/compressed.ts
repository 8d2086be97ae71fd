import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

// What is compressed already (fonts) or smaller than a packet gains nothing.
const WORTH_IT = /^assets\/.*\.(js|css|svg|json)$/;
const SMALLEST = 1400;

/** Lay a `.br` and a `.gz` beside each built file: the server hands out the one that the browser takes. */
export function compressed(): Plugin {
  return {
    name: "portal-compressed",
    apply: "build",
    writeBundle({ dir = "." }, bundle) {
      for (const name of Object.keys(bundle).filter((each) => WORTH_IT.test(each))) {
        const path = join(dir, name);
        const bytes = readFileSync(path);
        if (bytes.length < SMALLEST) continue;
        writeFileSync(`${path}.br`, brotliCompressSync(bytes));
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}
