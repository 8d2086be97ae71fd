import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

// What is compressed already (fonts) or smaller than a packet gains nothing.
const WORTH_IT = /\.(js|css|svg|json)$/;
const SMALLEST = 1400;

/** Lay a `.br` and a `.gz` beside each built file: the server hands out the one that the browser takes. */
export function compressed(folder: string): Plugin {
  return {
    name: "portal-compressed",
    apply: "build",
    closeBundle() {
      for (const name of readdirSync(folder).filter((each) => WORTH_IT.test(each))) {
        const bytes = readFileSync(join(folder, name));
        if (bytes.length < SMALLEST) continue;
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes));
        writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
      }
    },
  };
}
