"""What a request for items asks for, read from its query string."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache

from django.http import QueryDict
from django.utils.translation import gettext as _

from ogc.order import Place
from published.catalogue import Field, PublicLayer, catalogue
from published.errors import BadParameter
from published.filters import FeatureFilter
from published.parameters import BBox, parse_bbox, parse_integer, parse_number

DEFAULT_LIMIT = 100
MAX_LIMIT = 10_000
EXACT, NONE = "exact", "none"

PAGE_NAMES = ("f", "limit", "after", "count")
FILTER_NAMES = ("bbox", "datetime", "area", "q", "near", "radius", "open_at")
MANY_VALUES = {"area"}  # beside the filterable fields, whose values may be repeated as well


@dataclass(frozen=True)
class ItemsAsked:
    """A page of a layer's items.

    `wanted` holds every wish but the layer and the rectangle; `boxes` is that rectangle, two where it crosses the
    antimeridian, none where none is asked for. `count` is "", "exact" or "none".
    """

    layer: PublicLayer
    wanted: FeatureFilter = field(default_factory=FeatureFilter)
    boxes: tuple[BBox, ...] = ()
    limit: int = DEFAULT_LIMIT
    after: Place | None = None
    count: str = ""

    @classmethod
    def from_query(cls, layer: PublicLayer, query: QueryDict) -> "ItemsAsked":
        """Read a query string. Raises BadParameter for what this layer does not know or nobody can understand."""
        fields = filter_fields(layer.id)
        refuse_unknown(query, (*PAGE_NAMES, *FILTER_NAMES, *fields), may_repeat={*MANY_VALUES, *fields})
        if "radius" in query and "near" not in query:
            raise BadParameter(_("„radius“ braucht auch „near“."))
        bbox, limit, after, count = (query.get(name, "") for name in ("bbox", "limit", "after", "count"))
        if count not in ("", EXACT, NONE):
            raise BadParameter(_("„count“ ist „exact“ oder „none“."))
        return cls(
            layer=layer,
            wanted=_wishes(query, fields),
            boxes=parse_boxes(bbox) if bbox else (),
            limit=parse_limit(limit) if limit else DEFAULT_LIMIT,
            after=Place.parse(after) if after else None,
            count=count,
        )

    @property
    def asks_for_all(self) -> bool:
        """Say whether nothing but the layer is asked for."""
        return not self.boxes and self.wanted.is_plain

    @property
    def asks_for_place_only(self) -> bool:
        """Say whether nothing but a rectangle is asked for."""
        return bool(self.boxes) and self.wanted.is_plain

    def key(self) -> str:
        """Return a canonical text of the wishes, whatever the page: equal wishes match equally many."""
        return f"{self.boxes}{self.wanted.kept_under()}"


@cache
def filter_fields(layer_id: str) -> dict[str, Field]:
    """Return the fields of a layer that can be filtered by, by name."""
    return {field.name: field for field in catalogue[layer_id].filter_fields()}


def refuse_unknown(query: QueryDict, known: Iterable[str], may_repeat: Iterable[str] = ()) -> None:
    """Raise BadParameter for a parameter that is unknown, empty, or given twice where one value is meant."""
    for name, values in query.lists():
        if name not in known:
            raise BadParameter(_("Den Parameter „%(name)s“ gibt es hier nicht.") % {"name": name[:40]})
        if len(values) > 1 and name not in may_repeat:
            raise BadParameter(_("„%(name)s“ steht mehr als einmal in der Adresse.") % {"name": name})
        if not all(value.strip() for value in values):
            raise BadParameter(_("„%(name)s“ ist leer.") % {"name": name})


def parse_limit(text: str) -> int:
    """Return how many items are asked for, at most MAX_LIMIT: more is no error, it only takes another page."""
    digits = text.lstrip("0")
    if digits.isascii() and digits.isdigit() and len(digits) >= len(str(MAX_LIMIT)):
        return MAX_LIMIT
    return parse_integer("limit", text, 1, MAX_LIMIT)


def parse_boxes(text: str) -> tuple[BBox, ...]:
    """Return the rectangle of a `bbox`; two where it crosses the antimeridian (west greater than east)."""
    parts = text.split(",")
    east_at = len(parts) // 2
    if len(parts) in (4, 6):
        west, east = (parse_number("bbox", part, -180, 180) for part in (parts[0], parts[east_at]))
        if west > east:
            before = [*parts[:east_at], "180", *parts[east_at + 1 :]]
            return parse_bbox(",".join(before)), parse_bbox(",".join(["-180", *parts[1:]]))
    return (parse_bbox(text),)


def _wishes(query: QueryDict, fields: dict[str, Field]) -> FeatureFilter:
    rest = query.copy()
    for name in (*PAGE_NAMES, "bbox"):
        rest.pop(name, None)
    if not rest:
        return FeatureFilter()
    wanted = FeatureFilter.from_query(rest)
    for name, values in wanted.terms.items():
        _refuse_unknown_codes(fields[name], values)
    return replace(wanted, layers=(), bbox=None)


def _refuse_unknown_codes(field: Field, values: tuple[str, ...]) -> None:
    """Raise BadParameter for a code that the field never has: an empty page would hide the mistake."""
    codes = known_codes(field)
    for value in values:
        if codes and value not in codes:
            raise BadParameter(
                _("„%(name)s“ kennt den Wert „%(value)s“ nicht.") % {"name": field.name, "value": value[:40]}
            )


def known_codes(field: Field) -> list[str]:
    """Return the codes that a field can have; empty where any text may stand."""
    if field.others_occur:
        return []
    return ["true", "false"] if field.type == "boolean" else [str(code) for code in field.choices]
