"""The framed view on a page of somebody else, and the builder's live preview."""

import contextlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CLOSE, NO_WEBGL, WIDE, watch


@contextlib.contextmanager
def another_site(frames: dict[str, str]) -> Iterator[str]:
    """A website of somebody else, on another host, that frames pages of ours by their names."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            src = frames.get(self.path.strip("/"), "")
            body = f'<!doctype html><title>Verein</title><iframe src="{src}" width="700" height="500"></iframe>'
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.2", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.2:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_another_site_frames_the_embedded_view_and_nothing_else(
    live_server: Any, page: Page, entries: dict[str, str]
) -> None:
    page.set_viewport_size(WIDE)
    seen = watch(page)
    frames = {"small": f"{live_server.url}/embed/?layers=association&{CLOSE}", "large": f"{live_server.url}/karte/"}
    with another_site(frames) as site:
        page.goto(f"{site}/small")
        frame = page.frame_locator("iframe")
        frame.locator("#map.maplibregl-map:not([aria-busy])").wait_for()
        expect(frame.locator("#list")).to_contain_text("Turnverein Mitte")
        expect(frame.locator("#list")).not_to_contain_text("Verein 5")  # the list is about what the map shows
        assert seen.complaints == []
        assert seen.hosts <= {urlsplit(live_server.url).netloc, urlsplit(site).netloc}
        assert page.context.cookies() == []
        frame.get_by_role("button", name="Turnverein Mitte auf der Karte zeigen").click()
        expect(frame.locator(".maplibregl-popup")).to_contain_text("Turnen für alle.")
        with page.context.expect_page() as opened:
            frame.locator(".maplibregl-popup").get_by_role("link", name="Alle Angaben").click()
        expect(opened.value.get_by_role("heading", level=1)).to_have_text("Turnverein Mitte")
        page.goto(f"{site}/large")
        page.wait_for_timeout(500)
        assert any("frame-ancestors" in complaint for complaint in seen.complaints)


def test_the_wheel_scrolls_the_page_around_and_words_say_how_to_zoom(
    live_server: Any, page: Page, entries: dict[str, str]
) -> None:
    page.set_viewport_size({"width": 500, "height": 500})
    page.goto(f"{live_server.url}/embed/?layers=association&show=map&{CLOSE}")
    page.locator("#map.maplibregl-map:not([aria-busy])").wait_for()
    page.mouse.move(200, 200)
    page.mouse.wheel(0, 300)
    help_words = page.locator(".maplibregl-cooperative-gesture-screen")
    expect(help_words).to_contain_text("Mit Strg und Mausrad vergrößern und verkleinern Sie die Karte.")


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "without WebGL"])
def test_without_a_map_there_is_a_picture_and_a_numbered_list(
    live_server: Any, browser: Browser, entries: dict[str, str], scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 500, "height": 800})
    page = context.new_page()
    page.add_init_script(NO_WEBGL)
    page.goto(f"{live_server.url}/embed/?layers=association")
    expect(page.locator(".picture__ground")).to_be_visible()
    expect(page.locator(".mark").first).to_be_visible()
    expect(page.locator("[data-entry]")).to_have_count(8)
    if scripts:
        expect(page.locator("#map-fallback")).to_contain_text("Ihr Browser kann die Karte nicht zeichnen.")
    context.close()


def test_the_preview_follows_each_choice_and_the_html_follows_the_map(
    live_server: Any, page: Page, entries: dict[str, str]
) -> None:
    page.set_viewport_size(WIDE)
    page.goto(f"{live_server.url}/einbetten/?layers=association&{CLOSE}")
    frame = page.frame_locator("#preview")
    expect(frame.locator("#list")).to_contain_text("Turnverein Mitte")
    page.get_by_label("Weitere Orte").check()
    expect(frame.locator("#list")).to_contain_text("Schule am Tor")
    snippet = page.locator("#snippet")
    assert "layers=association,place" in snippet.input_value()
    frame.locator("#map.maplibregl-map:not([aria-busy])").wait_for()
    before = page.get_by_label("Kartenausschnitt").input_value()
    frame.locator(".maplibregl-canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Kartenausschnitt")).not_to_have_value(before)
    moved = page.get_by_label("Kartenausschnitt").input_value()
    expect(snippet).to_have_value(re.compile(re.escape(f"map={moved}")))
    page.get_by_label("Höhe in Pixeln").fill("420")
    expect(snippet).to_have_value(re.compile('height="420"'))
