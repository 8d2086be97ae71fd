"""Where invented entries sit: real generated addresses, more of them where more people live."""

from collections import defaultdict
from typing import Any

import numpy as np
from django.contrib.gis.geos import Point

from importers.demo.buildings import Address
from importers.demo.facts import Settlement
from importers.demo.layout import Layout
from published.crs import STORED


class Placer:
    """Hands out addresses of a layout, each at most once per noun, in an order that the seed fixes."""

    def __init__(self, layout: Layout, noun: str) -> None:
        self.layout = layout
        self.chance = layout.facts.chance("entries", noun)
        self.by_settlement: dict[int, list[Address]] = defaultdict(list)
        for address in layout.buildings.addresses:
            self.by_settlement[address.settlement].append(address)
        for houses in self.by_settlement.values():
            self.chance.shuffle(houses)
        self.indices = sorted(self.by_settlement)
        people = np.array([layout.facts.settlements[index].population for index in self.indices], dtype=float)
        # The square root gives every village its club while the city keeps most of them.
        weight = np.sqrt(people)
        self.share = weight / weight.sum()

    def settlement(self) -> int:
        """Return the index of a settlement that still has an address."""
        return int(self.chance.choice(self.indices, p=self.share))

    def address(self, settlement: int | None = None) -> Address:
        """Return an address of the settlement, or of any."""
        index = self.settlement() if settlement is None else settlement
        houses = self.by_settlement[index]
        return houses.pop() if len(houses) > 1 else houses[0]

    def name_of(self, address: Address) -> str:
        """Return the name of the place in which an address lies."""
        return self.place(address).name

    def place(self, address: Address) -> Settlement:
        """Return the settlement of an address."""
        return self.layout.facts.settlements[address.settlement]

    def pick(self, words: list[Any]) -> Any:
        """Return one of the words."""
        return words[int(self.chance.integers(len(words)))]

    def happens(self, share: float) -> bool:
        """Return True in that share of the calls."""
        return bool(self.chance.random() < share)


def located(address: Address) -> dict[str, Any]:
    """Return the columns that say where an entry is."""
    return {
        "street": address.street,
        "housenumber": address.number,
        "postcode": address.postcode,
        "city": address.city,
        "geom": Point(round(address.x, 1), round(address.y, 1), srid=STORED),
    }


def contacted(number: int, word: str) -> dict[str, Any]:
    """Return contacts that lead nowhere: a reserved domain, and a number of zeros."""
    return {
        "email": f"kontakt@{word}.example",
        "phone": f"0931 0000-{number:03d}",
        "website": f"https://{word}.example/",
    }
