"""Opening hours in the notation of OpenStreetMap, made readable: days and months in the page's language.

This says nothing about now: whether a place is open is a question for published time ranges, not for a text.
"""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

WORD = re.compile(r"[A-Za-z]+")
REMARK = re.compile(r'("[^"]*")')


def opening_hours_in_words(text: str) -> str:
    """Return `Mo-Fr 09:00-17:00; PH off` as „Mo–Fr 09:00–17:00“ and, on a line of its own, „Feiertage geschlossen“.

    Remarks in quotes are left as they are, and so is every word that the notation does not know.
    """
    if text.strip() == "24/7":
        return _("rund um die Uhr")
    words = _words()
    return "".join(
        part[1:-1] if part.startswith('"') else _said(part, words) for part in REMARK.split(text.strip())
    ).strip()


def _said(part: str, words: Mapping[str, str]) -> str:
    """Return a part without remarks: words of the language, dashes between bounds, one rule to a line."""
    spoken = WORD.sub(lambda found: words.get(found.group(), found.group()), part)
    spoken = re.sub(r"(?<=\S)-(?=\S)", "–", spoken)
    return re.sub(r"\s*;\s*", "\n", re.sub(r",\s*", ", ", spoken))


def _words() -> dict[str, str]:
    """Return what stands for each word of the notation."""
    return {
        "Mo": _("Mo"),
        "Tu": _("Di"),
        "We": _("Mi"),
        "Th": _("Do"),
        "Fr": _("Fr"),
        "Sa": _("Sa"),
        "Su": _("So"),
        "PH": _("Feiertage"),
        "SH": _("Schulferien"),
        "Mar": _("März"),
        "May": _("Mai"),
        "Oct": _("Okt"),
        "Dec": _("Dez"),
        "off": _("geschlossen"),
        "closed": _("geschlossen"),
        "open": _("geöffnet"),
        "unknown": _("unbekannt"),
        "sunrise": _("Sonnenaufgang"),
        "sunset": _("Sonnenuntergang"),
    }
