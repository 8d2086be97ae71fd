"""Pictures of every page of a running portal for docs/screenshots: phone and desk, light and dark.

python -m bench.pages.pictures http://127.0.0.1:8000
"""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bench.pages.walk import Found, pages
from bench.serving.scratch import BASE_DIR

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER = BASE_DIR / "docs" / "screenshots"
SIZES = {"390": {"width": 390, "height": 844}, "1280": {"width": 1280, "height": 800}}
SCHEMES = ("light", "dark")
QUALITY = 55  # of JPEG: all pictures together stay below a few megabytes
CHROMIUM = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
DRAWN = "#map.maplibregl-map:not([aria-busy])"
PATIENCE_MS = 30_000
WITH_A_QUERY = ("/mein-ort/?area", "/karte/?area&layers")  # other queries show what is shown already
# What is searched for travels by POST. Name: the page, what is typed there, the key that ends it.
SEARCHES = {
    "vorschlaege": ("/", "Beratung", "ArrowDown"),
    "suche-gefunden": ("/suche/", "Beratung", "Enter"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    (root,) = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gisportal.settings")
    import django
    from playwright.sync_api import sync_playwright

    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = [each for each in pages(root) if "?" not in each.kind or each.kind in WITH_A_QUERY]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        for size, viewport in SIZES.items():
            for scheme in SCHEMES:
                page = browser.new_page(viewport=viewport, color_scheme=scheme)
                for each in found:
                    page.goto(root + each.path)
                    take(page, f"{name(each)}-{size}-{scheme}")
                for what, (path, words, ends) in SEARCHES.items():
                    page.goto(root + path)
                    page.locator("main input[type=search]").first.press_sequentially(words)
                    page.get_by_role("option").first.wait_for()
                    page.keyboard.press(ends)
                    page.wait_for_load_state()
                    take(page, f"{what}-{size}-{scheme}")
                page.close()
        browser.close()
    number = len(found) + len(SEARCHES)
    print(f"{number} pages, {number * len(SIZES) * len(SCHEMES)} pictures in {FOLDER.relative_to(BASE_DIR)}/")
    return 0


def take(page: "Page", what: str) -> None:
    """Take a picture of what one sees first of a page, its map drawn."""
    if page.locator("#map").count():
        page.locator(DRAWN).wait_for(timeout=PATIENCE_MS)
    page.screenshot(path=FOLDER / f"{what}.jpg", type="jpeg", quality=QUALITY)


def name(found: Found) -> str:
    """Return the name of a page's pictures: what its address says, without what stands for an entry."""
    words = [part.replace("?", "mit-").replace("&", "-") for part in found.kind.split("/") if part and "<" not in part]
    return "-".join(words) + ("-eintrag" if "<" in found.kind else "") or "start"


if __name__ == "__main__":
    sys.exit(main())
