"""Writes of the street network: one edition is in use at any moment, on disk and in the database alike."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from network import store
from network.models import STORED_SRID, Edge, Edition, EditionArray
from network.network import KINDS, SURFACES, Network

COLUMNS = (
    "edition_id",
    "number",
    "way_id",
    "kind",
    "surface",
    "allowed_forward",
    "allowed_backward",
    "length_m",
    "incline_percent",
    "max_speed_kmh",
    "raised_kerb",
    "geom",
)
# For so long analyses on a network that is no longer in use can be repeated.
KEPT = timedelta(days=400)
ROWS_AT_ONCE = 20_000


@transaction.atomic
def store_edition(*, network: Network, source_id: str, file_name: str, counts: dict[str, Any]) -> Edition:
    """Make a network the current edition: its arrays on disk and in the database, its edges as rows.

    All or nothing: whoever computes goes on with the edition before until the transaction ends. The files of that one
    stay on disk for a grace. Raises ValueError for a network without a version.
    """
    if not network.version:
        raise ValueError("A network that is stored needs a version.")
    store.save(network, Path(settings.NETWORK_DIR))
    Edition.objects.filter(is_current=True).update(is_current=False)
    Edge.objects.all().delete()
    long_ago = timezone.now() - KEPT
    EditionArray.objects.filter(edition__imported_at__lt=long_ago, edition__is_current=False).delete()
    edition, _ = Edition.objects.update_or_create(
        version=network.version,
        defaults={
            "source_id": source_id,
            "file_name": file_name,
            "counts": counts,
            "is_current": True,
        },
    )
    EditionArray.objects.filter(edition=edition).delete()
    for name, array in store.arrays_of(network).items():
        EditionArray.objects.create(edition=edition, name=name, content=store.as_bytes(array))
    _copy_edges(edition, network)
    return edition


def _copy_edges(edition: Edition, network: Network) -> None:
    table, columns = Edge._meta.db_table, ", ".join(COLUMNS)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in _rows(edition.version, network):
            copy.write_row(row)


def _rows(version: str, network: Network) -> Iterator[tuple[Any, ...]]:
    """Yield the edges as rows, some thousands at a time, so that memory stays flat."""
    size = len(network.start)
    for first in range(0, size, ROWS_AT_ONCE):
        edges = slice(first, min(first + ROWS_AT_ONCE, size))
        offsets = network.point_offset[first : edges.stop + 1]
        of_edge = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
        lines = shapely.linestrings(network.points[offsets[0] : offsets[-1]], indices=of_edge)
        geometries = shapely.to_wkb(shapely.set_srid(lines, STORED_SRID), hex=True, include_srid=True)
        incline = network.incline_percent[edges].astype(np.float64)
        yield from zip(
            [version] * len(lines),
            range(first, edges.stop),
            network.way_id[edges].tolist(),
            [KINDS[kind] for kind in network.kind[edges].tolist()],
            [SURFACES[surface] for surface in network.surface[edges].tolist()],
            network.allowed_forward[edges].tolist(),
            network.allowed_backward[edges].tolist(),
            network.length_m[edges].tolist(),
            [None if np.isnan(percent) else percent for percent in incline.tolist()],
            [limit or None for limit in network.max_speed_kmh[edges].tolist()],
            network.raised_kerb[edges].tolist(),
            geometries.tolist(),
            strict=True,
        )
