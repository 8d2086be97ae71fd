"""The texts of pages that the office edits: hers where there is one, else the portal's own."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from published.markdown import as_html
from published.models import PublishedText

# The pages by the names of their addresses, with the names under which the office writes them.
SLUGS = {
    "imprint": "imprint",
    "privacy": "privacy",
    "accessibility": "accessibility",
    "easy_language": "easy-language",
    "sign_language": "sign-language",
}
SLOTS = ("easy_language", "sign_language")  # hidden where the office wrote nothing


@dataclass(frozen=True)
class PageText:
    """A text as a page shows it; `language` is that of the text, which may be another than the page's."""

    title: str
    html: SafeString
    language: str
    changed_at: datetime | None


def page_text(name: str, language: str) -> PageText | None:
    """Return the text of a page: in that language, else in another one; None for a slot that is empty."""
    written = {text.language: text for text in PublishedText.objects.filter(slug=SLUGS[name])}
    if (found := written.get(language) or next(iter(written.values()), None)) is not None:
        return PageText(found.title, _safe(found.body), found.language, found.changed_at)
    if name in SLOTS:
        return None
    own = render_to_string(f"texts/{language}/{SLUGS[name]}.md", {"region": settings.REGION}).strip()
    title, _line, body = own.partition("\n")
    return PageText(title.removeprefix("# "), _safe(body), language, None)


def filled_slots() -> list[str]:
    """Return the names of the slots for which the office wrote something: only to these is there a link."""
    slugs = {SLUGS[name]: name for name in SLOTS}
    there = set(PublishedText.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    return [name for slug, name in slugs.items() if slug in there]


def _safe(body: str) -> SafeString:
    return mark_safe(as_html(body))  # noqa: S308  (published.markdown lets no markup through)
