"""The legend: every layer with its sign, its kinds and whether it is switched on. It is the layer switch itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from frontend.signs import Sign, sign_of
from published.catalogue import Kind, PublicLayer, catalogue

OTHER_PLACES = "dot"  # layers of this shape hold many kinds of place, each with a sign of its own
OUTLINES = "area"


@dataclass(frozen=True)
class LegendKind:
    """A kind with its sign and whether it is chosen."""

    kind: Kind
    sign: Sign
    chosen: bool = False


@dataclass(frozen=True)
class LegendItem:
    """A layer with its sign; `kinds` by code, `entries` the number of its published entries."""

    layer: PublicLayer
    sign: Sign
    kinds: Mapping[str, LegendKind]
    on: bool
    entries: int

    @property
    def kinds_have_signs(self) -> bool:
        """Say whether the kinds are drawn apart, so that one chooses among them in the legend."""
        return self.layer.style.shape == OTHER_PLACES and len(self.kinds) > 1

    def sign_for(self, kind: str) -> Sign:
        """Return the sign of an entry of that kind."""
        return self.kinds[kind].sign if kind in self.kinds else self.sign

    def words_for(self, kind: str) -> str:
        """Return what an entry is, in words: „Sportstätte · Freibad“, or the kind alone where it says everything."""
        noun = str(self.layer.title_one)
        if kind not in self.kinds:
            return noun
        label = str(self.kinds[kind].kind.label)
        return label if self.layer.style.shape in (OTHER_PLACES, OUTLINES) else f"{noun} · {label}"

    def as_json(self) -> dict[str, Any]:
        """Return what the map needs to know of this layer."""
        return {
            "id": self.layer.id,
            "title": str(self.layer.title),
            "sign": self.sign.key,
            "kinds": {code: each.sign.key for code, each in self.kinds.items() if each.sign.key != self.sign.key},
            "kindCodes": list(self.kinds),
            "fields": [field.name for field in self.layer.filter_fields()],
            "isArea": self.layer.style.shape == OUTLINES,
            "isSensitive": self.layer.sensitive,
            "isDefault": self.layer.id in default_layers(),
        }


class Legend:
    """All layers that people look through in the order in which they see them, asked once per request."""

    def __init__(
        self, *, on: Collection[str] = (), chosen: Collection[str] = (), entries: Mapping[str, int] | None = None
    ) -> None:
        """`on` are the ids of the layers switched on, `chosen` the codes of the kinds, `entries` numbers by layer."""
        self.items = [_item(layer, on, chosen, entries or {}) for layer in catalogue.topics()]
        self._by_id = {item.layer.id: item for item in self.items}

    def __getitem__(self, layer_id: str) -> LegendItem:
        return self._by_id[layer_id]

    def signs(self) -> list[Sign]:
        """Return each sign once."""
        found = {item.sign.key: item.sign for item in self.items}
        found |= {each.sign.key: each.sign for item in self.items for each in item.kinds.values()}
        return list(found.values())

    @property
    def topics(self) -> list[LegendItem]:
        """The layers that are offered as topics: all that have entries, outlines last."""
        return [item for item in self.items if item.entries]

    @property
    def is_any_on(self) -> bool:
        """Say whether one of the topics is switched on."""
        return any(item.on for item in self.topics)


def default_layers() -> tuple[str, ...]:
    """Return the ids of the layers that the map shows unless one asks otherwise."""
    return tuple(layer.id for layer in catalogue.topics() if layer.on_map_by_default and layer.style.shape != OUTLINES)


def _item(layer: PublicLayer, on: Collection[str], chosen: Collection[str], entries: Mapping[str, int]) -> LegendItem:
    kinds = {kind.code: LegendKind(kind, sign_of(layer, kind), kind.code in chosen) for kind in layer.kinds()}
    return LegendItem(layer, sign_of(layer), kinds, layer.id in on, entries.get(layer.id, 0))
