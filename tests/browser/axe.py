"""axe-core over a page: what is wrong, and what it cannot decide, with the verdict of whoever looked.

No rule is switched off. A verdict on a contrast is not believed: the pixels are measured each time.
docs/accessibility.md explains each verdict under its name.
"""

import base64
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Page

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = "color-contrast"
MEASURED_OF_EACH = 3  # so many elements of each verdict and page: the ticks of one chart have one colour


@dataclass(frozen=True)
class Verdict:
    """Why something that axe leaves open is right: where it stands (a pattern on selector and HTML), and why."""

    name: str
    rule: str
    reasons: frozenset[str]
    where: str
    below: str = ""  # what lies over the element and is taken away to measure it

    def fits(self, rule: str, reason: str, where: str) -> bool:
        """Say whether this is the verdict on a finding."""
        return rule == self.rule and reason in self.reasons and re.search(self.where, where) is not None


OVERLAID = frozenset({"bgOverlap", "elmPartiallyObscured", "elmPartiallyObscuring"})
VERDICTS = [
    Verdict("chart-text", CONTRAST, frozenset({"shortTextContent", "imgNode"}) | OVERLAID, r"<text dominant-baseline"),
    Verdict("printed-map", CONTRAST, frozenset({"imgNode", "shortTextContent"}), r"picture__|<text x="),
    Verdict("printed-mark", CONTRAST, frozenset({"shortTextContent", "bgOverlap", "imgNode"}), r"\.mark|svg\[x="),
    Verdict("current-phase", CONTRAST, frozenset({"pseudoContent"}), r"timeline__phase--now"),
    Verdict("key-sign", CONTRAST, frozenset({"nonBmp", "shortTextContent"}), r"<kbd"),
    Verdict("map-scale", CONTRAST, OVERLAID | {"imgNode"}, r"maplibregl-ctrl-(scale|attrib)"),
    Verdict("dialog", CONTRAST, OVERLAID, r"#share|dialog|\.field > span"),
    Verdict("sideways-row", CONTRAST, frozenset({"elmPartiallyObscured"}), r'name="without"'),
    Verdict("suggestion", CONTRAST, frozenset({"elmPartiallyObscuring"}), r"suggestion__detail"),
    Verdict("below-suggestions", CONTRAST, frozenset({"bgOverlap"}), r"\.hero__way|\.demo > span", ".suggestions"),
    Verdict(
        "close-sign", "label-content-name-mismatch", frozenset({"label-content-name-mismatch"}), r"popup-close-button"
    ),
]
# How often two colours meet, and where. axe asks for 3 where text is large: 24 px, or 18.66 px and bold.
MEASURE = """async (element, shot) => {
  const style = getComputedStyle(element);
  const image = new Image();
  image.src = `data:image/png;base64,${shot}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const drawing = canvas.getContext('2d');
  const asPixel = (colour) => {
    drawing.clearRect(0, 0, 1, 1);
    drawing.fillStyle = colour;
    drawing.fillRect(0, 0, 1, 1);
    return [...drawing.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const ink = asPixel(element instanceof SVGElement ? style.fill : style.color);
  drawing.drawImage(image, 0, 0);
  const pixels = drawing.getImageData(0, 0, image.width, image.height).data;
  const counts = new Map();
  for (let at = 0; at < pixels.length; at += 4) {
    const key = `${pixels[at]},${pixels[at + 1]},${pixels[at + 2]}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const light = (rgb) => {
    const linear = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = rgb.map((part) => linear(part / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  // What covers a fifth is a surface; less are the edges of letters.
  const surfaces = [...counts].filter(([key, count]) => count >= image.width * image.height / 5)
    .map(([key]) => key.split(',').map(Number)).filter((rgb) => ratio(rgb, ink) > 1.1);
  const size = parseFloat(style.fontSize);
  return {
    ratio: Math.min(...surfaces.map((rgb) => ratio(rgb, ink))),
    needed: size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5,
    seen: surfaces.length > 0,
  };
}"""
# Earlier measuring has scrolled parts of the page: what is scrolled away below an edge counts as covered.
TO_THE_START = """() => {
  for (const each of document.querySelectorAll('*')) {
    if (each.scrollTop || each.scrollLeft) each.scrollTo({ left: 0, top: 0, behavior: 'instant' });
  }
}"""


@dataclass
class Findings:
    """What axe found on the pages so far, one line each, and which verdicts were needed."""

    faults: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def look(self, page: Page, state: str) -> None:
        """Run axe on the page as it is now; `state` says in words what that is."""
        found = _run(page)
        self.faults += [f"{state}: {fault}" for fault in _faults(found)]
        open_contrasts: dict[Verdict, list[list[str]]] = defaultdict(list)
        for rule, node in _nodes(found["incomplete"]):
            where = f"{' '.join(map(str, node['target']))} {node['html']}"
            reason = _reason(node)
            verdict = next((each for each in VERDICTS if each.fits(rule, reason, where)), None)
            if verdict is None:
                self.faults.append(f"{state}: no verdict on {rule} ({reason}): {where[:240]}")
                continue
            self.used.add(verdict.name)
            if rule == CONTRAST:
                open_contrasts[verdict].append(node["target"])
        for verdict, targets in open_contrasts.items():
            step = max(len(targets) // MEASURED_OF_EACH, 1)
            for target in targets[::step][:MEASURED_OF_EACH]:
                self._measure(page, state, verdict, target)

    def _measure(self, page: Page, state: str, verdict: Verdict, target: list[str]) -> None:
        *frames, selector = target
        inside: Page | FrameLocator = page
        for frame in frames:
            inside = inside.frame_locator(frame)
        element = inside.locator(selector).first
        hidden = f"{verdict.below} {{ visibility: hidden !important }}" if verdict.below else None
        shot = base64.b64encode(element.screenshot(animations="disabled", style=hidden)).decode()
        measured = element.evaluate(MEASURE, shot)
        if not measured["seen"] or measured["ratio"] < measured["needed"]:
            self.faults.append(f"{state}: {verdict.name}: contrast {measured} of {' '.join(target)}")


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong on the page as it is now, one line each; what it leaves open is not looked at."""
    return _faults(_run(page))


def _run(page: Page) -> dict[str, Any]:
    for frame in page.frames:  # axe in the page asks axe in its frames
        frame.evaluate(AXE.read_text(encoding="utf-8"))  # evaluated, not added: the policy blocks a script tag
        frame.evaluate(TO_THE_START)
    options = {"runOnly": RULES, "resultTypes": ["violations", "incomplete"]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return found


def _faults(found: dict[str, Any]) -> list[str]:
    return [
        f"{rule}: {node['html'][:160]}: {node['failureSummary'][:200]}" for rule, node in _nodes(found["violations"])
    ]


def _nodes(results: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for result in results:
        for node in result["nodes"]:
            yield result["id"], node


def _reason(node: dict[str, Any]) -> str:
    """Return axe's key for why it cannot decide, or the name of the check that could not."""
    for check in [*node["any"], *node["all"], *node["none"]]:
        data = check.get("data")
        return (data.get("messageKey") if isinstance(data, dict) else None) or check["id"]
    return ""
