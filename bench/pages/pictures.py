"""Pictures of every page of a running portal for docs/screenshots: phone and desk, light and dark.

python -m bench.pages.pictures http://127.0.0.1:8000
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bench.pages.walk import Found, pages
from bench.serving.scratch import BASE_DIR

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

FOLDER = BASE_DIR / "docs" / "screenshots"
SIZES = {"390": {"width": 390, "height": 844}, "1280": {"width": 1280, "height": 800}}
SCHEMES = ("light", "dark")
QUALITY = 55  # of JPEG: all pictures together stay below a few megabytes
DRAWN = "#map.maplibregl-map:not([aria-busy])"
PATIENCE_MS = 30_000
WITH_A_QUERY = "/karte/?area&layers"  # other queries show what is shown already
ONE_OF_ALL_LAYERS = ("/melden/", "/themen/")  # these look alike whatever the layer is
SEARCHED = "Beratung"


def main(arguments: Sequence[str] | None = None) -> int:
    (root,) = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gisportal.settings")
    import django
    from playwright.sync_api import sync_playwright

    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = list(pictured(root))
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        for size, viewport in SIZES.items():
            for scheme in SCHEMES:
                page = browser.new_page(viewport=viewport, color_scheme=scheme)
                for each in found:
                    page.goto(root + each.path)
                    take(page, f"{name(each)}-{size}-{scheme}")
                page.goto(f"{root}/mein-ort/")
                with page.expect_navigation():
                    page.get_by_role("button", name="Zeigen", exact=True).click()
                take(page, f"mein-ort-gezeigt-{size}-{scheme}")
                page.goto(root)
                page.locator("main input[type=search]").press_sequentially(SEARCHED)
                page.get_by_role("option").first.wait_for()
                take(page, f"vorschlaege-{size}-{scheme}")
                with page.expect_navigation():
                    page.keyboard.press("Enter")
                take(page, f"suche-gefunden-{size}-{scheme}")
                page.close()
        browser.close()
    number = len(found) + 3  # and what is around a place, what the search suggests and what it finds
    print(f"{number} pages, {number * len(SIZES) * len(SCHEMES)} pictures in {FOLDER.relative_to(BASE_DIR)}/")
    return 0


def chromium(playwright: "Playwright") -> "Browser":
    """Start Debian's Chromium with a software renderer for WebGL."""
    options = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=options)


def pictured(root: str) -> Iterator[Found]:
    """Yield the pages that look different from each other."""
    seen: set[str] = set()
    for found in pages(root):
        alike = next((start for start in ONE_OF_ALL_LAYERS if re.match(rf"{start}\w+/", found.kind)), found.kind)
        if alike not in seen and ("?" not in found.kind or found.kind == WITH_A_QUERY):
            seen.add(alike)
            yield found


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
