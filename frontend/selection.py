"""What the map page shows: the topics that are on, the filters, and for the list a rectangle."""

from dataclasses import dataclass, replace

from django.http import QueryDict

from frontend.legend import default_layers
from published.catalogue import catalogue
from published.filters import FeatureFilter
from published.models import PublicFeature
from published.queries import FeatureQuerySet

# Parameters of the page itself; the filter of entries does not know them.
PAGE_PARAMETERS = ("map", "look", "page")
KIND = "kind"


@dataclass(frozen=True)
class Selection:
    """The wishes of a query string. `wanted.layers` names exactly the layers that are on; it may be empty."""

    wanted: FeatureFilter

    @classmethod
    def from_query(cls, query: QueryDict) -> "Selection":
        """Read a query string; without `layers` the topics of the start page are on. Raises BadParameter."""
        wanted = FeatureFilter.from_query(query, also=PAGE_PARAMETERS)
        return cls(wanted if "layers" in query else replace(wanted, layers=default_layers()))

    @property
    def chosen_kinds(self) -> tuple[str, ...]:
        """The kinds to which the layers that have them are narrowed."""
        return self.wanted.terms.get(KIND, ())

    def entries(self) -> FeatureQuerySet:
        """Return the published entries that are asked for, in no order."""
        found = PublicFeature.objects.none()
        for wanted in self._parts():
            found = found | PublicFeature.objects.matching(wanted)
        return found

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
