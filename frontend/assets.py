"""Where the built scripts, styles, fonts and icons lie. Vite gives them hashed names and writes manifest.json."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

MANIFEST = Path(__file__).resolve().parent / "static" / "build" / "manifest.json"


def asset_url(name: str) -> str:
    """Return the URL of a built file by the name of its source, such as `src/map.ts`."""
    return static(f"build/{_chunk(name)['file']}")


def stylesheet_urls(name: str, *, later: bool = False) -> list[str]:
    """Return the URLs of the stylesheets that a script and what it imports at once, or also later, bring along."""
    return [static(f"build/{file}") for chunk in _with_imports(name, later) for file in chunk.get("css", [])]


def preload_urls(name: str, *, later: bool = False) -> list[str]:
    """Return the URLs of the scripts that a script imports at once, or also later, so that they load side by side."""
    return [static(f"build/{chunk['file']}") for chunk in _with_imports(name, later)[1:]]


def _with_imports(name: str, later: bool) -> list[dict[str, Any]]:
    """Return the chunk of that name and, each once, all that it imports at once, or also later."""
    kinds = ("imports", "dynamicImports") if later else ("imports",)
    found: dict[str, dict[str, Any]] = {}
    waiting = [name]
    while waiting:
        each = waiting.pop(0)
        if each not in found:
            found[each] = _chunk(each)
            for kind in kinds:
                waiting += found[each].get(kind, [])
    return list(found.values())


def _chunk(name: str) -> dict[str, Any]:
    try:
        manifest = _read(MANIFEST, MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError:
        raise ImproperlyConfigured(
            "The front end is not built. `./run` builds it; by hand: npm ci && npm run build in frontend/."
        ) from None
    if name not in manifest:
        raise ImproperlyConfigured(f"{name} is not in the built front end. Build it again: npm run build in frontend/.")
    return manifest[name]


@lru_cache(maxsize=1)
def _read(path: Path, _changed_ns: int) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))
