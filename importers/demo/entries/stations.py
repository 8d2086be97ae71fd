"""Invented climate stations: from the dense middle of the city to the open hills."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.contrib.gis.geos import Point

from importers.demo.entries.life import at
from importers.demo.entries.placing import Placer
from importers.demo.entries.readings import Site
from importers.demo.layout import Layout
from published.crs import STORED

OUT_OF_PLACE_M = 900.0  # a field station stands this far outside its village

# Surroundings, their share of the heat island, and in which of the settlements (by density) the station stands.
PLAN = (
    ("compact", 1.0, "dense", 0),
    ("compact", 0.88, "dense", 1),
    ("compact", 0.8, "dense", 2),
    ("open", 0.55, "quarter", 0),
    ("open", 0.5, "quarter", 2),
    ("park", 0.42, "quarter", 4),
    ("river", 0.5, "dense", 3),
    ("open", 0.22, "village", 0),
    ("vineyard", 0.12, "village", 3),
    ("field", 0.0, "hill", 0),
    ("field", 0.0, "hill", 1),
    ("forest", 0.0, "hill", 2),
)
WORDS = {
    "compact": ("zwischen hohen Häusern", "between tall buildings"),
    "open": ("in einer Wohnstraße", "in a residential street"),
    "park": ("in einer Grünanlage", "in a park"),
    "river": ("nahe am Wasser", "close to the water"),
    "vineyard": ("am Rand der Weinberge", "at the edge of the vineyards"),
    "field": ("auf freiem Feld", "in the open field"),
    "forest": ("am Waldrand", "at the edge of a wood"),
}


def stations(layout: Layout, today: date) -> Iterator[dict[str, Any]]:
    """Yield stations as column values with `source_ref` and `site`, the input of the readings."""
    placer = Placer(layout, "stations")
    groups = _groups(layout)
    for number, (surroundings, island, group, rank) in enumerate(PLAN):
        members = groups[group]
        index = members[rank % len(members)]
        address = placer.address(index)
        out = OUT_OF_PLACE_M if group == "hill" else 0.0
        x, y = round(address.x + out, 1), round(address.y - out, 1)
        height = round(float(layout.terrain.height_at(np.array([[x, y]]))[0]), 0)
        place = layout.facts.settlements[index].name
        said, said_en = WORDS[surroundings]
        yield {
            "source_ref": f"climate_station/{number}",
            "name": f"Klimastation {place}" + (" Flur" if out else ""),
            "summary": f"Misst Temperatur und Luftfeuchte {said}.",
            "summary_en": f"Measures temperature and humidity {said_en}.",
            "description": f"Die Station steht {said} auf {height:.0f} m Höhe. Die Messwerte sind erfunden.",
            "description_en": f"The station stands {said_en} at {height:.0f} m. Its readings are invented.",
            "topics": ["climate"],
            "target_groups": ["everyone"],
            "operator": "Messnetz Beispiel",
            "surroundings": surroundings,
            "height_above_ground_m": 2.0 if out else 3.5,
            "elevation_m": height,
            "is_rural_reference": surroundings == "field",
            "status": "published",
            "last_confirmed_at": at(today - timedelta(days=5 + number), 10),
            "geom": Point(x, y, srid=STORED),
            "site": Site(place, height, island),
        }


def _groups(layout: Layout) -> dict[str, list[int]]:
    """Return settlements by what they are: dense and open quarters of the city, villages, places on the hills."""
    places = layout.facts.settlements
    city = [index for index, place in enumerate(places) if place.district] or list(range(len(places)))
    country = [index for index, place in enumerate(places) if not place.district] or city
    dense = sorted(city, key=lambda index: -places[index].density_per_ha)
    heights = layout.terrain.height_at(np.array([[place.x, place.y] for place in places]))
    return {
        "dense": dense,
        "quarter": dense[len(dense) // 2 :] or dense,
        "village": sorted(country, key=lambda index: -places[index].population),
        "hill": sorted(country, key=lambda index: -float(heights[index])),
    }
