"""Directions as people say them."""

from django.utils.translation import gettext as _


def direction_in_words(bearing_deg: float) -> str:
    """Return the nearest of the eight directions for degrees clockwise from north."""
    directions = (
        _("nördlich"),
        _("nordöstlich"),
        _("östlich"),
        _("südöstlich"),
        _("südlich"),
        _("südwestlich"),
        _("westlich"),
        _("nordwestlich"),
    )
    return directions[round(bearing_deg / 45) % 8]
