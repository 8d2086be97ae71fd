import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const TEXT = /\.(js|css|svg)$/; // fonts are compressed already
const WORTH_IT_BYTES = 1024;

/** Lay a .gz and a .br beside each built text: the server hands them out as they are and compresses nothing itself. */
export function compress(): Plugin {
  return {
    name: "portal-compress",
    apply: "build",
    writeBundle({ dir = "." }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((each) => TEXT.test(each))) {
        const path = join(dir, name);
        const text = readFileSync(path);
        if (text.length < WORTH_IT_BYTES) continue;
        writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
        const params = { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT };
        writeFileSync(`${path}.br`, brotliCompressSync(text, { params }));
      }
    },
  };
}
