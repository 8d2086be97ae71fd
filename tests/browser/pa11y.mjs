// Runs pa11y with both of its engines (axe, HTML CodeSniffer) over pages of a portal that is served already.
// Standard input: {"browser": {…puppeteer's launch options}, "pages": [{"url": …, "actions": […], "width": …}]};
// standard output: one list of what is wrong, {"url", "runner", "code", "message", "selector", "context"} each.
import { createRequire } from "node:module";
import { json } from "node:stream/consumers";

const HEIGHT = 900;
const TIMEOUT_MS = 120_000; // the machine may be busy, and its renderer is software

const fromFrontend = createRequire(new URL("../../frontend/package.json", import.meta.url));
const pa11y = fromFrontend("pa11y");
const puppeteer = createRequire(fromFrontend.resolve("pa11y"))("puppeteer");

const { browser: options, pages } = await json(process.stdin);
const browser = await puppeteer.launch(options);
const found = [];
try {
  for (const { url, actions = [], width } of pages) {
    const { issues } = await pa11y(url, {
      browser,
      actions,
      runners: ["axe", "htmlcs"],
      standard: "WCAG2AA",
      viewport: { width, height: HEIGHT },
      timeout: TIMEOUT_MS,
      levelCapWhenNeedsReview: "notice", // what axe cannot decide has its verdict elsewhere: tests/browser/axe.py
    });
    found.push(...issues.map(({ runner, code, message, selector, context }) => ({ url, runner, code, message, selector, context })));
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(found));
