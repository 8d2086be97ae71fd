"""What every page shares: the region's name, language switch, footer; and what the map's scripts are told."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.gis.db.models.functions import Envelope
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analysis import at_point
from frontend import assets
from frontend.cards import Card, by_name
from frontend.legend import OUTLINES, Legend
from frontend.nearby import MODES
from frontend.page_texts import filled_slots
from frontend.position import RADIUS_M
from frontend.selection import GATHERED_BELOW_ZOOM
from frontend.signs import stylesheet
from frontend.sources import Stock, stock
from published.models import PublicFeature

if TYPE_CHECKING:
    from gisportal.region import Region

ANY = "LAYER"  # placeholders in addresses that the scripts fill in
ANY_ENTRY = "ENTRY"
# Which pages lie below one of the navigation, by the names of their addresses.
BELOW = {"map": ("entry",), "topics": ("topic", "areas", "area", "results", "result")}


@dataclass(frozen=True)
class AreaChoice:
    """A municipality or district by which one can narrow the list; `bbox` is west,south,east,north in degrees."""

    key: str
    name: str
    bbox: str


@dataclass(frozen=True)
class AreaGroup:
    """The areas of one kind, in alphabetical order."""

    title: str
    areas: tuple[AreaChoice, ...]


@dataclass(frozen=True)
class CrisisLine:
    """A crisis number in the reader's language."""

    number: str
    href: str
    name: str


@dataclass(frozen=True)
class PageLink:
    """A page of the navigation; `here` is `page` on it, `true` on a page below it, else empty (ARIA's words)."""

    title: str
    url: str
    here: str


@dataclass(frozen=True)
class Shell:
    """What stands on every page: the region in the reader's language, the way to the other language, the state."""

    region: "Region"
    name: str
    motto: str
    other_language: str
    other_language_name: str
    other_language_url: str
    signs_url: str
    crisis_numbers: tuple[CrisisLine, ...]
    pages: tuple[PageLink, ...]
    slots: tuple[str, ...]  # names of the pages in easy and in sign language, as far as the office wrote them
    changed_at: datetime | None


def shell(request: HttpRequest) -> Shell:
    """Return what the base template needs on any page, that of an error included."""
    region = settings.REGION
    english = get_language() == "en"
    other, other_name = ("de", "Deutsch") if english else ("en", "English")
    colours = stylesheet(Legend().signs())
    return Shell(
        region=region,
        name=region.name_en if english else region.name,
        motto=region.motto_en if english else region.motto,
        other_language=other if other in region.languages else "",
        other_language_name=other_name,
        other_language_url=translate_url(request.get_full_path(), other),
        signs_url=f"{reverse('frontend:signs')}?v={hashlib.sha256(colours.encode()).hexdigest()[:10]}",
        pages=_pages(request),
        slots=tuple(filled_slots()),
        changed_at=stock().changed_at,
        crisis_numbers=tuple(
            CrisisLine(
                number=each.number,
                href=f"tel:{each.number.replace(' ', '')}",
                name=each.name_en if english else each.name,
            )
            for each in region.crisis_numbers
        ),
    )


def _pages(request: HttpRequest) -> tuple[PageLink, ...]:
    """Return the pages of the navigation that this portal has, and where the reader is among them."""
    titles = {"map": _("Karte"), "topics": _("Themen"), "my_area": _("Mein Ort"), "help": _("Hilfe")}
    here = request.resolver_match.url_name if request.resolver_match else ""
    links = []
    for name, title in titles.items():
        try:
            url = reverse(f"frontend:{name}")
        except NoReverseMatch:
            continue
        links.append(PageLink(title, url, "page" if here == name else "true" if here in BELOW.get(name, ()) else ""))
    return tuple(links)


def map_settings(
    legend: Legend, now: Stock, card: Card | None = None, extent: tuple[float, ...] | None = None
) -> dict[str, Any]:
    """Return what the map's scripts are told.

    `card` is the entry that the page is about, `extent` the rectangle that it fills if it is more than a point.
    """
    region = settings.REGION
    return {
        "language": get_language(),
        "bbox": region.map.bbox,
        "start": {"center": region.map.center, "zoom": region.map.zoom},
        "layers": [item.as_json() for item in legend.items],
        "signs": [sign.as_json() for sign in legend.signs()],
        "sprite": assets.asset_url("icons.svg"),
        "versions": dict(now.versions),
        "urls": {
            "list": reverse("frontend:list"),
            "points": reverse("frontend:points"),
            "cards": reverse("frontend:cards"),
            "state": reverse("frontend:state"),
            "card": reverse("frontend:card", args=[ANY, ANY_ENTRY]),
            "tiles": f"/tiles/{ANY}.json",
            "style": "/tiles/style.json",
        },
        "gatheredBelowZoom": GATHERED_BELOW_ZOOM,
        "radiusM": RADIUS_M,
        "metresPerMinute": {mode: at_point.farthest_m(mode, 1) for mode in MODES},
        "entry": _entry(card),
        "extent": extent,
        "texts": _texts(),
    }


def areas(legend: Legend, now: Stock) -> list[AreaGroup]:
    """Return the areas by which one can narrow, grouped by kind: municipalities, then districts."""
    groups = []
    for item in legend.items:
        if item.layer.style.shape == OUTLINES:
            found = _areas_of(item.layer.id, now.versions.get(item.layer.id, ""))
            for code, each in item.kinds.items():
                choices = tuple(choice for choice, kind in found if kind == code)
                groups += [AreaGroup(str(each.kind.label), choices)] if choices else []
    return groups


@lru_cache(maxsize=4)
def _areas_of(layer: str, _version: str) -> tuple[tuple[AreaChoice, str], ...]:
    """Return the areas of a layer with their kinds, asked once for each version: outlines are heavy to read."""
    rows = by_name(PublicFeature.objects.filter(layer=layer)).annotate(box=Envelope("geom"))
    return tuple(
        (AreaChoice(key, name, ",".join(f"{degrees:.5f}" for degrees in box.extent) if box else ""), kind)
        for key, name, kind, box in rows.values_list("id", "name", "kind", "box")
    )


def _entry(card: Card | None) -> dict[str, Any] | None:
    if card is None:
        return None
    return {"layer": card.layer, "id": card.id, "name": card.name, "position": card.position, "sign": card.sign.key}


def map_locale() -> dict[str, str]:
    """Return the words of MapLibre's own controls."""
    return {name: words for name, words in _texts().items() if "." in name}


def _texts() -> dict[str, str]:
    """Return the words of the map's scripts. Names with a dot are MapLibre's own."""
    return {
        "AttributionControl.ToggleAttribution": _("Quellen der Karte zeigen oder verbergen"),
        "AttributionControl.MapFeedback": _("Fehler in der Karte melden"),
        "Map.Title": _("Karte. Pfeiltasten verschieben sie, Plus und Minus vergrößern und verkleinern."),
        "Marker.Title": _("Markierung"),
        "NavigationControl.ResetBearing": _("Karte nach Norden drehen"),
        "NavigationControl.ZoomIn": _("Karte vergrößern"),
        "NavigationControl.ZoomOut": _("Karte verkleinern"),
        "Popup.Close": _("Kurzinfo schließen"),
        "ScaleControl.Meters": "m",
        "ScaleControl.Kilometers": "km",
        "CooperativeGesturesHandler.WindowsHelpText": _(
            "Mit Strg und Mausrad vergrößern und verkleinern Sie die Karte."
        ),
        "CooperativeGesturesHandler.MacHelpText": _("Mit ⌘ und Scrollen vergrößern und verkleinern Sie die Karte."),
        "CooperativeGesturesHandler.MobileHelpText": _("Mit zwei Fingern verschieben Sie die Karte."),
        "FullscreenControl.Enter": _("Karte auf dem ganzen Bildschirm zeigen"),
        "FullscreenControl.Exit": _("Ganzen Bildschirm verlassen"),
        "home": _("Ganze Region zeigen"),
        "menu": _("Zeichen und Darstellung der Karte"),
        "panUp": _("Karte nach Norden verschieben"),
        "panRight": _("Karte nach Osten verschieben"),
        "panDown": _("Karte nach Süden verschieben"),
        "panLeft": _("Karte nach Westen verschieben"),
        "crosshair": _("Verschieben Sie die Karte, bis das Kreuz auf dem Punkt liegt."),
        "positionDenied": _(
            "Ihr Gerät gibt den Standort nicht frei. Schreiben Sie eine Adresse, oder setzen Sie einen Punkt."
        ),
        "positionUnknown": _(
            "Ihr Gerät kennt seinen Standort nicht. Schreiben Sie eine Adresse, oder setzen Sie einen Punkt."
        ),
        "copied": _("Der Link ist kopiert."),
        "notCopied": _("Ihr Browser kopiert nicht von selbst. Der Link ist markiert, kopieren Sie ihn bitte."),
        "failed": _("Das hat nicht geklappt. Versuchen Sie es noch einmal."),
        "popupFailed": _("Die Angaben konnten nicht geladen werden."),
        "noWebgl": _("Ihr Browser kann die Karte nicht zeichnen. Die Liste enthält alle Einträge."),
        "mapFailed": _("Die Karte konnte nicht geladen werden. Die Liste enthält alle Einträge."),
        "sheetPeek": _("Karte verkleinern, Liste zeigen"),
        "sheetHalf": _("Karte und Liste zeigen"),
        "sheetFull": _("Karte auf ganzer Höhe zeigen"),
    }
