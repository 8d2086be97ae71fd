"""What the map page shows: the topics that are on, the filters, a position, and for the list a rectangle.

Around a position it is what lies within a circle, or what is reached on the streets within some minutes.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from frontend.asked import PAGE_PARAMETERS, is_private, one_of
from frontend.cards import ALPHABETICAL, for_cards
from frontend.legend import OUTLINES, default_layers
from frontend.nearby import ON_FOOT
from frontend.position import RADIUS_M, Position, named_position, position_of_address, radius_in_words
from frontend.reach import Key, NoAnswer, Reach, Reached, Start, arrival
from published.catalogue import catalogue
from published.filters import NOW, FeatureFilter, unknown_layer
from published.models import PublicFeature
from published.opening import State, states_at
from published.parameters import BBox, parse_text
from published.queries import FeatureQuerySet, stands_in

KIND = "kind"
BY_NAME, BY_DISTANCE, BY_RELEVANCE = "name", "distance", "relevance"
ORDERS = (BY_NAME, BY_DISTANCE, BY_RELEVANCE)
# Below this zoom the map gathers entries by the points where they stand; from it on it draws their surfaces as well.
GATHERED_BELOW_ZOOM = 14


@dataclass(frozen=True)
class Selection:
    """The wishes of a query. `wanted.layers` names exactly the layers that are on; it may be empty.

    `found` is the address that was asked for, `unknown_address` one that we know nothing of. `by_points` says that an
    entry lies in the rectangle if the point where it stands does, as the map has it; else its surface counts.
    `is_open_now` says that the moment for which opening hours count goes with the clock. `reach` asks for what is
    reached within some minutes instead of what lies within the radius; `open_at` is then when one sets out.
    """

    wanted: FeatureFilter
    sort: str = ""
    by_points: bool = False
    found: Position | None = None
    unknown_address: str = ""
    is_open_now: bool = False
    reach: Reach | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> "Selection":
        """Read a query; without `layers` the topics of the start page are on. Raises BadParameter."""
        wanted = FeatureFilter.from_query(query, also=PAGE_PARAMETERS)
        for layer in wanted.layers:
            if not catalogue.is_topic(layer):
                raise unknown_layer(layer)
        sort = one_of(query, "sort", ORDERS)
        address = parse_text("address", query.get("address", ""))
        found = position_of_address(address) if address else None
        if found:
            wanted = replace(wanted, near=(found.lon, found.lat))
        if wanted.near and not wanted.radius_m:
            wanted = replace(wanted, radius_m=RADIUS_M)
        if "layers" not in query:
            wanted = replace(wanted, layers=default_layers())
        by_points = is_private(query) or _zoom(query.get("map", "")) < GATHERED_BELOW_ZOOM
        return cls(
            wanted=wanted,
            sort=sort,
            by_points=by_points,
            found=found,
            unknown_address="" if found else address,
            is_open_now=query.get("open_at") == NOW,
            reach=Reach.from_query(query),
        )

    @property
    def chosen_kinds(self) -> tuple[str, ...]:
        """The kinds to which the layers that have them are narrowed."""
        return self.wanted.terms.get(KIND, ())

    @cached_property
    def position(self) -> Position | None:
        """The position from which one looks, with its name."""
        return self.found or (named_position(*self.wanted.near) if self.wanted.near else None)

    @property
    def radius_m(self) -> int:
        """How far one looks from a position, in metres, or would if there were one."""
        return self.wanted.radius_m or RADIUS_M

    @property
    def radius_words(self) -> str:
        """The radius as people say it: „2 km“."""
        return radius_in_words(self.radius_m)

    @property
    def mode(self) -> str:
        """How one travels from the position, where it is said how long that takes."""
        return self.reach.by if self.reach else ON_FOOT

    @property
    def reach_fault(self) -> str:
        """Why what is within so many minutes cannot be told, as a sentence; empty if it can, or nobody asks."""
        return self._start if isinstance(self._start, str) else ""

    @cached_property
    def reached(self) -> Reached | None:
        """The entries within so many minutes, of those that the other wishes ask for; None if that cannot be told."""
        if self.reach is None or not isinstance(self._start, Start):
            return None
        # Whether a place is open counts on arrival, not when one sets out.
        around = replace(self.wanted, radius_m=self._start.radius_m(self.reach.minutes), open_at=None)
        rows = list(
            replace(self, reach=None, wanted=around)
            .entries()
            .filter(geom__isnull=False)
            .with_entrances()
            .values_list("layer", "id", "opening_hours", "entrances")
        )
        limit = self.reach.minutes
        times = self._start.minutes_to([entrances for *_entry, entrances in rows], limit)
        near = [
            ((layer, entry_id), hours, minutes)
            for (layer, entry_id, hours, _entrances), minutes in zip(rows, times, strict=True)
            if minutes <= limit
        ]
        leaving = self.wanted.open_at
        if leaving is None:
            return Reached(self.reach, self._start, {key: minutes for key, _hours, minutes in near})
        states = states_at([(hours, arrival(leaving, minutes)) for _key, hours, minutes in near])
        minutes_of: dict[Key, float] = {}
        unknown: set[Key] = set()
        for (key, _hours, minutes), state in zip(near, states, strict=True):
            if state is not State.CLOSED:
                minutes_of[key] = minutes
            if state is State.UNKNOWN:
                unknown.add(key)
        return Reached(self.reach, self._start, minutes_of, frozenset(unknown))

    @cached_property
    def _start(self) -> Start | str | None:
        """Where one sets out, or why nobody knows; None if nobody asks."""
        if self.reach is None:
            return None
        if self.wanted.near is None:
            return _("Damit die Liste zeigt, was %(reach)s erreichbar ist, braucht sie einen Ort.") % {
                "reach": self.reach.words
            }
        try:
            return Start.at(self.wanted.near, self.reach.by)
        except NoAnswer as problem:
            return problem.sentence

    @property
    def orders(self) -> tuple[str, ...]:
        """The orders that make sense for what is asked, the usual one first."""
        by_distance = (BY_DISTANCE,) if self.wanted.near else ()
        by_relevance = (BY_RELEVANCE,) if self.wanted.text else ()
        return (*by_distance, *by_relevance, BY_NAME)

    @property
    def order(self) -> str:
        """The order of the list."""
        return self.sort if self.sort in self.orders else self.orders[0]

    def entries(self) -> FeatureQuerySet:
        """Return the published entries that are asked for, in no order."""
        if self.reached is not None:
            return PublicFeature.objects.among(self.reached.minutes)
        found = PublicFeature.objects.none()
        for wanted in self._parts():
            found = found | PublicFeature.objects.matching(wanted)
        return self._standing_in(found, self.wanted.bbox) if self.wanted.bbox and self.by_points else found

    def in_order(self) -> FeatureQuerySet:
        """Return the same entries for cards in the order of the list; where there is a position, with `metres` and
        `entrances`, or with `minutes` if these are asked.

        Where one asks what is open, those of which nobody knows come last.
        """
        entries = self._sorted(for_cards(self.entries()))
        if self.reached is not None and self.wanted.open_at:
            return entries.with_unknown_hours(self.reached.unknown)
        return entries.unknown_last(self.wanted.open_at) if self.wanted.open_at else entries

    def _sorted(self, entries: FeatureQuerySet) -> FeatureQuerySet:
        if self.wanted.near:
            entries = entries.with_metres(*self.wanted.near)
            entries = entries.with_minutes(self.reached.minutes) if self.reached else entries.with_entrances()
        if self.order == BY_RELEVANCE:
            return entries.by_relevance(self.wanted.text)
        how_far = F("minutes" if self.reached else "metres")
        first = (how_far.asc(nulls_last=True),) if self.order == BY_DISTANCE else ()
        return entries.order_by(*first, *ALPHABETICAL)

    def points(self) -> QuerySet[Any, list[Any]]:
        """Return layer, id, kind, name, longitude and latitude of what a map can show, the nearest first."""
        entries = self.entries().filter(geom__isnull=False).with_point()
        if self.wanted.near:
            entries = entries.with_metres(*self.wanted.near).order_by("metres", "layer", "id")
        if self.reached:
            entries = entries.with_minutes(self.reached.minutes).order_by("minutes", "layer", "id")
        return entries.values_list("layer", "id", "kind", "name", "lon", "lat")

    def without_point(self) -> FeatureQuerySet:
        """Return what the filters ask for and no map can show, for cards, by name: a telephone line, a chat.

        Nobody gets there within so many minutes: where one asks that, there are none.
        """
        if self.reached is not None:
            return for_cards(PublicFeature.objects.none())
        anywhere = replace(self, wanted=replace(self.wanted, bbox=None, near=None, radius_m=None), reach=None)
        return for_cards(anywhere.entries().filter(geom__isnull=True)).order_by(*ALPHABETICAL)

    def _standing_in(self, entries: FeatureQuerySet, bbox: BBox) -> FeatureQuerySet:
        """Keep what stands in the rectangle; of outlines the map shows no point."""
        if self.wanted.near or self.wanted.text:
            return entries.filter(stands_in(bbox))
        outlines = [layer.id for layer in catalogue.topics() if layer.style.shape == OUTLINES]
        return entries.filter(Q(layer__in=outlines) | stands_in(bbox))

    def _parts(self) -> list[FeatureFilter]:
        """Split the wishes so that a kind narrows the layers that have it and leaves the others alone.

        Schools among the other places must not make the associations vanish.
        """
        narrowed = tuple(layer for layer in self.wanted.layers if set(self.chosen_kinds) & _kind_codes(layer))
        others = tuple(layer for layer in self.wanted.layers if layer not in narrowed)
        without_kind = {name: values for name, values in self.wanted.terms.items() if name != KIND}
        parts = [replace(self.wanted, layers=narrowed)] if narrowed else []
        if others:
            parts.append(replace(self.wanted, layers=others, terms=without_kind))
        return parts


def _kind_codes(layer_id: str) -> set[str]:
    return {kind.code for kind in catalogue[layer_id].kinds()}


def _zoom(view: str) -> float:
    """Return the zoom of `zoom/lat/lon`; of anything else one at which surfaces are drawn."""
    try:
        return float(view.split("/")[0])
    except ValueError:
        return GATHERED_BELOW_ZOOM
