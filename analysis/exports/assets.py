"""Built files of the front end that an export carries inside: fonts and Leaflet, looked up as pages do."""

import json
from pathlib import Path

from django.contrib.staticfiles import finders

MANIFEST = "build/manifest.json"
FONTS = "node_modules/@kern-ux/native/dist/fonts/fira-sans/"
REGULAR, SEMIBOLD = f"{FONTS}FiraSans-Regular.woff2", f"{FONTS}FiraSans-SemiBold.woff2"
LEAFLET_SCRIPT, LEAFLET_STYLE = "leaflet.js", "leaflet.css"


def built_file(source: str) -> bytes | None:
    """Return what the front end built from a source, None where it has not been built."""
    manifest = finders.find(MANIFEST)
    if not manifest:
        return None
    chunk = json.loads(Path(manifest).read_text(encoding="utf-8")).get(source)
    return (Path(manifest).parent / chunk["file"]).read_bytes() if chunk else None
