"""A county to analyse: a real street network, units of people and facilities strewn over it, published as ours are."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from django.conf import settings
from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from analysis.positions import in_metres
from importers.limits import Limits
from importers.streets.reading import read_streets
from layers.models import PopulationUnit, Source, SportsFacility
from layers.services import acting, settle
from network import simplify
from network.network import Network
from network.services import store_edition
from published.services import publish

SEED = 7
SCATTER_M = 30.0
HALF_SIDE_M = 50.0
BY = "bench/runs"


def write(extract: Path, units: int, facilities: int) -> Network:
    """Import the network of an OSM extract and publish so many units and facilities beside its streets."""
    source = Source.objects.create(key="bench", title="Bench", licence="ODbL-1.0", attribution="OpenStreetMap")
    raw, _counts = read_streets(extract, Limits())
    network = replace(_in_region(simplify.contract(raw)), version="bench")
    store_edition(network=network, source_id=source.pk, file_name=extract.name, counts={})
    at = _beside_streets(network, units + facilities)
    chance = np.random.default_rng(SEED)
    with acting(BY):
        PopulationUnit.objects.bulk_create(
            [
                PopulationUnit(
                    id=f"bench-{number:06}",
                    population=int(people),
                    under_18=int(people) // 5,
                    from_65=int(people) // 4,
                    year=2022,
                    is_estimate=True,
                    source=source,
                    centre=Point(*xy, srid=25832),
                    geom=_square(*xy),
                )
                for number, (xy, people) in enumerate(zip(at[:units], chance.integers(10, 60, units), strict=True))
            ],
            batch_size=2000,
        )
        places = SportsFacility.objects.bulk_create(
            [
                SportsFacility(name=f"Halle {number}", status="published", geom=Point(*xy, srid=25832))
                for number, xy in enumerate(at[units:])
            ]
        )
    publish("population", None)
    settle(SportsFacility, [each.pk for each in places])
    return network


def _in_region(network: Network) -> Network:
    """Move a network into the middle of the region, where questions may be asked."""
    west, south, east, north = settings.REGION.map.bbox
    shift = in_metres([(west + east) / 2, (south + north) / 2]) - (np.median(network.x), np.median(network.y))
    return replace(network, x=network.x + shift[0], y=network.y + shift[1], points=network.points + shift)


def _beside_streets(network: Network, number: int) -> np.ndarray:
    """Return positions (number, 2) near points of the network's lines, always the same."""
    chance = np.random.default_rng(SEED)
    rows = chance.choice(len(network.points), number)
    return np.asarray(network.points)[rows] + chance.uniform(-SCATTER_M, SCATTER_M, (number, 2))


def _square(x: float, y: float) -> MultiPolygon:
    box = Polygon.from_bbox((x - HALF_SIDE_M, y - HALF_SIDE_M, x + HALF_SIDE_M, y + HALF_SIDE_M))
    return MultiPolygon(box, srid=25832)
