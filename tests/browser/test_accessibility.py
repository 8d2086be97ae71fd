"""The public pages for people with a screen reader, a keyboard or large type: axe and pa11y find nothing (WCAG 2.2 AA).

No rule of axe is switched off, and what axe cannot decide has a verdict (tests/browser/axe.py, docs/accessibility.md).
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from tests.browser.axe import VERDICTS, Findings
from tests.browser.conftest import NARROW, WIDE
from tests.browser.states import ACTIONS, MAPS, PATHS, SHORT, STATES, Portal

SCHEMES = ("light", "dark")
SIZES = {"narrow": NARROW, "wide": WIDE}
PA11Y = Path(__file__).parent / "pa11y.mjs"
DOCUMENT = settings.BASE_DIR / "docs" / "accessibility.md"

# The list follows the map a moment later; axe would come upon headings that are being replaced.
LIST_AT_REST = """() => new Promise((done) => {
  const list = document.querySelector('#list');
  if (!list) return done();
  let waiting = setTimeout(done, 500);
  new MutationObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(done, 500);
  }).observe(list, { childList: true, subtree: true });
})"""


def look_at(portal: Portal, page: Page, name: str, size: str, schemes: tuple[str, ...]) -> Findings:
    """Bring a page into a state and run axe on it, in each of the colour schemes."""
    findings = Findings()
    page.emulate_media(color_scheme=schemes[0])  # type: ignore[arg-type]
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    STATES[name](portal, page)
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if page.locator("#map.maplibregl-map").count():
            page.locator("#map:not([aria-busy])").wait_for()
            page.evaluate(LIST_AT_REST)
        findings.look(page, f"{name}, {size}, {scheme}")
    return findings


def test_axe_finds_nothing_on_a_short_tour(portal: Portal, page: Page) -> None:
    faults = []
    for place, name in enumerate(SHORT):
        size, scheme = (("narrow", "dark"), ("wide", "light"))[place % 2]
        faults += look_at(portal, page, name, size, (scheme,)).faults
    assert not faults, "\n".join(faults)


@pytest.mark.long
def test_axe_finds_nothing_on_any_page_in_any_state(portal: Portal, page: Page) -> None:
    faults, used = [], set()
    for name in STATES:
        for size in SIZES:
            found = look_at(portal, page, name, size, SCHEMES)
            faults += found.faults
            used |= found.used
    assert not faults, "\n".join(faults)
    assert used == {verdict.name for verdict in VERDICTS}, "a verdict that nothing needs any more"


@pytest.mark.long
def test_pa11y_finds_nothing_on_any_page(
    portal: Portal, context: BrowserContext, browser_type_launch_args: Any
) -> None:
    paths = [path.format(**portal.ids) for path in [*PATHS.values(), *MAPS.values()]]
    pages = [{"url": portal.base + path, "width": size["width"]} for path in paths for size in SIZES.values()]
    assert pa11y(pages, browser_type_launch_args) == []


@pytest.mark.long
def test_pa11y_is_awake(tmp_path: Path, browser_type_launch_args: Any) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text("<title>x</title><img src=x><input><p style='color:#999'>pale</p>", encoding="utf-8")
    found = pa11y([{"url": bad.as_uri(), "width": 390}], browser_type_launch_args)
    assert {each["runner"] for each in found} == {"axe", "htmlcs"}


def test_each_verdict_is_explained() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [each.name for each in VERDICTS if f"| `{each.name}` |" not in text] == []
    assert set(SHORT) <= set(STATES)
    assert len(STATES) == len(PATHS) + len(MAPS) + len(ACTIONS)


def pa11y(pages: list[dict[str, Any]], launch: dict[str, Any]) -> list[dict[str, str]]:
    """Run pa11y over pages in a Chromium of its own and return its errors."""
    job = {"browser": {"executablePath": launch["executable_path"], "args": launch["args"]}, "pages": pages}
    done = subprocess.run(
        [settings.NODE, PA11Y], input=json.dumps(job), text=True, capture_output=True, check=False, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found
