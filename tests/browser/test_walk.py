"""Every public page, found by following links: no cookie, no trace, no foreign host, no complaint, well made."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response

from layers.models import Area
from tests.browser.conftest import at_rest, watch
from tests.browser.walk import walk
from tests.everything import write_everything

SMALL = {"width": 320, "height": 640}
# What has to be among the pages that the walk finds. New pages are walked without being named here.
FOUND = {
    "",
    "karte/",
    "karte/association/<slug:entry_id>/",
    "karte/support_service/<slug:entry_id>/",
    "karte/climate_station/<slug:entry_id>/",
    "themen/",
    "themen/place/",
    "gebiete/",
    "gebiete/<slug:key>/",
    "quellen/",
    "hilfe/",
    "impressum/",
    "datenschutz/",
    "barrierefreiheit/",
    "ogc/",
    "ogc/collections/<str:layer_id>/items",
}
# In the page as it is sent; what scripts set later, no policy forbids.
INLINE = re.compile(r"""<[^>]*\s(?:style|on\w+)\s*=|<style|<script(?![^>]*(?:src=|type="application/json"))""")
STORED = """async () => ({
  local: localStorage.length, session: sessionStorage.length, cookie: document.cookie,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
MADE = """() => ({
  language: document.documentElement.lang,
  title: document.title,
  headings: document.querySelectorAll('h1').length,
  mains: document.querySelectorAll('main').length,
  width: document.documentElement.scrollWidth,
  wide: [...document.querySelectorAll('body *')]
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map(each => each.outerHTML.slice(0, 120)),
  doubled: [...document.querySelectorAll('[id]')].map(each => each.id)
    .filter((id, place, ids) => ids.indexOf(id) !== place),
})"""


@pytest.fixture
def everything(published_committed: None, areas: dict[str, Area]) -> dict[str, list[str]]:
    """Entries of every noun with every field filled."""
    return write_everything(of_each=2)


def test_every_page_that_is_linked_leaves_no_trace_and_is_well_made(
    live_server: Any, page: Page, everything: dict[str, list[str]]
) -> None:
    page.set_viewport_size(SMALL)
    seen = watch(page)
    faults: list[str] = []

    def visit(path: str, response: Response) -> None:
        at_rest(page)
        made, stored = page.evaluate(MADE), page.evaluate(STORED)
        expected = {
            "status": (response.status, 200),
            "language": (made["language"], "en" if path.startswith("/en/") else "de"),
            "headings of the first level": (made["headings"], 1),
            "main parts": (made["mains"], 1),
            "ids that occur twice": (made["doubled"], []),
            "inline scripts and styles": (INLINE.findall(response.text()), []),
            "cookies": (page.context.cookies(), []),
            "set-cookie": (response.headers.get("set-cookie"), None),
            "storage": ({name: value for name, value in stored.items() if value}, {}),
            "complaints": (seen.complaints, []),
            "hosts": (seen.hosts, {urlsplit(live_server.url).netloc}),
        }
        faults.extend(f"{path}: {what}: {is_!r}" for what, (is_, should) in expected.items() if is_ != should)
        if made["width"] > SMALL["width"]:
            faults.append(f"{path}: scrolls sideways, {made['width']} px: {made['wide']}")
        if len(made["title"]) < 5:
            faults.append(f"{path}: has no title")
        seen.complaints.clear()
        seen.hosts.clear()

    found = walk(page, live_server.url, visit, starts=["/", "/en/", "/ogc/", "/en/ogc/"])
    assert not faults, "\n".join(faults)
    routes = {kind.split(" ", 1)[1].split("?")[0] for kind in found.kinds}
    assert routes >= FOUND
    assert {kind.split(" ", 1)[0] for kind in found.kinds} == {"de", "en"}
