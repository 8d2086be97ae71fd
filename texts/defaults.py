"""The portal's own texts, which stand until the office has written hers: Markdown, one file for each language."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

OF_THE_PORTAL = ("imprint", "privacy", "accessibility")
LANGUAGES = ("de", "en")


def portal_text(slug: str, language: str) -> dict[str, Any]:
    """Return slug, language, title and body to begin with; nothing for a page that has no text of the portal's."""
    if slug not in OF_THE_PORTAL or language not in LANGUAGES:
        return {}
    written = render_to_string(f"texts/{language}/{slug}.md", {"region": settings.REGION}).strip()
    title, _line, body = written.partition("\n")
    return {"slug": slug, "language": language, "title": title.removeprefix("# "), "body": body.strip()}
