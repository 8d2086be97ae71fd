"""A place as somebody writes it: an address, or two numbers. It travels by POST only."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from analysis.positions import require_in_region
from published.addresses import AddressHit, find_addresses
from published.errors import BadParameter
from published.parameters import parse_text

# „49.7936, 9.9294“ or „49,7936 9,9294“: latitude first, as maps and phones write it.
TWO_NUMBERS = re.compile(r"\s*(\d{1,2}[.,]\d+)\s*[,;\s]\s*(\d{1,3}[.,]\d+)\s*", re.ASCII)
OFFERED = 4
DECIMALS = 5  # about a metre


def spoken(point: list[float]) -> str:
    """Return a position (lon, lat) as the field takes it.

    >>> spoken([9.9294, 49.79361])
    '49.79361, 9.92940'
    """
    return f"{point[1]:.{DECIMALS}f}, {point[0]:.{DECIMALS}f}"


class PlaceField(forms.CharField):
    """A field for an address or a position in the region; its value is [lon, lat] in degrees."""

    def clean(self, value: Any) -> Any:
        """Return [lon, lat]. Raises ValidationError with a sentence that says what to write instead."""
        text = super().clean(value)
        try:
            point = _position(parse_text(str(self.label), text))
            require_in_region(str(self.label), point)
        except BadParameter as problem:
            raise forms.ValidationError(problem.sentence) from None
        return point


def _position(text: str) -> list[float]:
    if found := TWO_NUMBERS.fullmatch(text):
        lat, lon = (float(part.replace(",", ".")) for part in found.groups())
        return [lon, lat]
    hits = find_addresses(text, limit=OFFERED)
    if not hits:
        raise BadParameter(
            _("Zu „%(text)s“ haben wir keine Adresse gefunden. Schreiben Sie Straße, Hausnummer und Ort.")
            % {"text": text[:80]}
        )
    if (hit := _only(hits, text)) is None:
        offered = " · ".join(each.label for each in hits)
        raise BadParameter(_("Welche Adresse meinen Sie? Es gibt: %(offered)s") % {"offered": offered})
    return [hit.lon, hit.lat]


def _only(hits: list[AddressHit], text: str) -> AddressHit | None:
    """Return the one that is meant: the only one, or the only one that has every word as it was written."""
    exact = [hit for hit in hits if _words(text) <= _words(hit.label)]
    return exact[0] if len(exact) == 1 else hits[0] if len(hits) == 1 else None


def _words(text: str) -> set[str]:
    return set(text.casefold().replace(",", " ").split())
