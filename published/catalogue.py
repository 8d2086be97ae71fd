"""The catalogue: every layer that the portal publishes, described once.

A room registers its layers in its `public.py`. Map, list, filters, tiles, OGC services and exports read them here and
nowhere else, so that a new layer is one model, one PublicLayer, one publish function and one test.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.apps import apps
from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.functional import Promise

Label = str | Promise
FieldType = Literal["string", "integer", "number", "boolean", "date", "datetime", "array", "object"]
Shape = Literal["circle", "square", "house", "bubble", "drop", "pentagon", "dot", "area"]


@dataclass(frozen=True)
class Field:
    """One property of a published entry: its name in GeoJSON, its words for people, its type and unit."""

    name: str
    label: Label
    type: FieldType = "string"
    unit: str = ""
    choices: Mapping[str, Label] = field(default_factory=dict)
    others_occur: bool = False  # values beside the choices, which then stand as they are
    filter: bool = False  # becomes a term that FeatureFilter and every service can ask for
    search: bool = False  # its text is found by the search box


@dataclass(frozen=True)
class Style:
    """How a layer is drawn: colours as #RRGGBB for the light and the dark map, a shape and a Tabler icon."""

    colour: str
    colour_dark: str
    shape: Shape
    icon: str


@dataclass(frozen=True)
class Kind:
    """One category of a layer: shown in the legend, drawn on the map, asked for by `kind=`."""

    code: str
    label: Label
    icon: str = ""
    colour: str = ""


RowsFunction = Callable[[QuerySet, datetime], QuerySet]
DueFunction = Callable[[datetime, datetime], list[str]]
KindsFunction = Callable[[], list[Kind]]


@dataclass(frozen=True)
class PublicLayer:
    """What the portal says of one layer.

    `rows(entries, at)` is the layer's publish function: from a QuerySet of the domain model it makes one of the rows
    that are public at that moment, annotated with the `row_` columns of `published.services`. `due(since, until)` names
    the entries whose rows change by time alone within that interval (since exclusive, until inclusive).
    """

    id: str
    title: Label
    title_one: Label  # the noun in the singular
    description: Label
    model: str  # "app.Model"
    rows: RowsFunction
    fields: tuple[Field, ...]
    style: Style
    kinds: KindsFunction = field(default=list)
    due: DueFunction | None = None
    licence: str = "dl-de/by-2-0"
    attribution: str = ""
    min_zoom: int = 0
    max_zoom: int = 14
    sensitive: bool = False  # support pages: nothing of what was read may stand in a log or a cache
    on_map_by_default: bool = True
    is_statistics: bool = False  # figures for analyses and services: nothing that people look through, search or count
    position: int = 100

    @property
    def domain_model(self) -> type[Model]:
        """The domain model; only `published.services` and the administration may ask for it."""
        return apps.get_model(self.model)

    def filter_fields(self) -> list[Field]:
        """Return the fields that can be filtered by."""
        return [each for each in self.fields if each.filter]


class Catalogue:
    """All registered layers, in the order in which people see them."""

    def __init__(self) -> None:
        self._layers: dict[str, PublicLayer] = {}

    def register(self, layer: PublicLayer) -> PublicLayer:
        """Add a layer. Raises ValueError if its id is taken."""
        if layer.id in self._layers:
            raise ValueError(f"The layer {layer.id!r} is registered twice.")
        self._layers[layer.id] = layer
        return layer

    def get(self, layer_id: str) -> PublicLayer | None:
        """Return the layer, or None."""
        return self._layers.get(layer_id)

    def __iter__(self) -> Iterator[PublicLayer]:
        return iter(sorted(self._layers.values(), key=lambda layer: (layer.position, layer.id)))

    def __contains__(self, layer_id: object) -> bool:
        return layer_id in self._layers

    def __getitem__(self, layer_id: str) -> PublicLayer:
        return self._layers[layer_id]

    def topics(self) -> list[PublicLayer]:
        """Return the layers whose entries people look through, in their order: all but statistics."""
        return [layer for layer in self if not layer.is_statistics]

    def is_topic(self, layer_id: str) -> bool:
        """Say whether there is such a layer and people look through it."""
        return layer_id in self and not self[layer_id].is_statistics

    def filter_names(self) -> dict[str, Field]:
        """Return every filterable field of any layer by name; fields of one name mean the same everywhere."""
        return {each.name: each for layer in self for each in layer.filter_fields()}

    def digest(self) -> str:
        """Return eight characters that change with any description and with the release: a part of every ETag."""
        said: list[object] = [settings.RELEASE]
        for layer in self:
            words = [str(layer.title), str(layer.title_one), str(layer.description), layer.licence, layer.attribution]
            rules = [str(layer.style), layer.min_zoom, layer.max_zoom, layer.sensitive, layer.on_map_by_default]
            rules.append(layer.is_statistics)
            said.append([layer.id, layer.position, words, rules])
            for each in layer.fields:
                choices = [[code, str(label)] for code, label in each.choices.items()]
                said.append([each.name, str(each.label), each.type, each.unit, each.filter, choices])
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:8]


catalogue = Catalogue()
register = catalogue.register
