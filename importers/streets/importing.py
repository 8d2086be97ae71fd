"""A street network from file to edition: read, contract, store. The same file read by the same code changes nothing."""

from __future__ import annotations

import hashlib
import time
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from importers.pipeline import Job, Options, lock_source, save_source_of
from importers.readers.sniff import sniff
from importers.report import Report
from importers.streets.reading import Box, Counts, read_streets
from network import network as arrays
from network import segment_grid, simplify, store
from network.network import Network
from network.queries import current_edition
from network.services import store_edition

NETWORK = "network.Edition"
VERSION_DIGITS = 16
CHUNK_BYTES = 1 << 20
# What decides which arrays come out of a file.
CODE = (*sorted(Path(__file__).parent.glob("*.py")), *(Path(str(m.__file__)) for m in (arrays, segment_grid, simplify)))


def import_streets(path: Path, job: Job, options: Options) -> Report:
    """Import the ways of an OpenStreetMap file as the region's street network, all or nothing.

    Ways beyond the region and the map's margin are left out. Raises ImportRefused, with a sentence, for a file that
    cannot be read or holds no ways of the region.
    """
    began = time.monotonic()
    field_map, report = job.field_map, Report(job.title)
    box = _box(field_map.margin_deg) if field_map.outside == "skip" else None
    sniff(path, options.limits)
    version = version_of(path, source=field_map.source.key, box=box)
    edition = current_edition()
    if edition and edition.version == version:
        report.unchanged, report.was_current = edition.counts["edges"], True
        return report
    raw, counts = read_streets(path, options.limits, box=box)
    network = replace(simplify.contract(raw), version=version)
    figures = figures_of(network, counts)
    report.created, report.outside = figures["edges"], counts.outside
    report.notes += [*counts.notes, *sentences(figures)]
    if not options.dry_run:
        with transaction.atomic():
            # One network at a time, whatever its source: there is one edition in use.
            lock_source("Wegenetz")
            save_source_of(field_map.source, is_demo=job.is_demo)
            store_edition(network=network, source_id=field_map.source.key, file_name=path.name, counts=figures)
    report.seconds = time.monotonic() - began
    return report


def version_of(path: Path, *, source: str, box: Box | None) -> str:
    """Return the name of the network that a file gives: a digest of its bytes, of the code, and of what is asked."""
    digest = hashlib.sha256(repr([code_digest(), source, box]).encode())
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()[:VERSION_DIGITS]


@cache
def code_digest() -> str:
    """Return a digest of the rules and of the code that makes arrays by them."""
    digest = hashlib.sha256(repr((store.NETWORK_ARRAYS, store.GRID_ARRAYS)).encode())
    for path in CODE:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def figures_of(network: Network, counts: Counts) -> dict[str, Any]:
    """Return what is kept of an import as numbers."""
    parts = simplify.components(network)
    left_out = {name: value for name, value in asdict(counts).items() if name != "notes"}
    return {
        "edges": len(network.start),
        "junctions": len(network.x),
        "length_km": round(float(network.length_m.sum()) / 1000, 1),
        "components": parts.count,
        "largest_share": round(parts.largest_share, 4),
        **left_out,
    }


def sentences(figures: dict[str, Any]) -> list[str]:
    """Return in words what the network is and what was left out.

    >>> figures = {"junctions": 2, "length_km": 1.5, "components": 1, "largest_share": 1.0, "ways": 3, "not_public": 1}
    >>> for sentence in sentences(figures):
    ...     print(sentence)
    2 Knoten, 1,5 km aus 3 Wegen.
    1 getrennte Teile, der größte hat 100,0 % der Länge.
    1 Wege sind nicht öffentlich.
    """
    length, share = (f"{each:.1f}".replace(".", ",") for each in (figures["length_km"], 100 * figures["largest_share"]))
    said = [
        f"{figures['junctions']} Knoten, {length} km aus {figures['ways']} Wegen.",
        f"{figures['components']} getrennte Teile, der größte hat {share} % der Länge.",
    ]
    for name, sentence in (
        ("not_public", "Wege sind nicht öffentlich."),
        ("unknown_positions", "Stücke von Wegen haben keine bekannte Lage."),
        ("repeated_nodes", "Stücke von Wegen haben keine Länge."),
        ("barriers_at_junctions", "Hindernisse liegen auf Kreuzungen und lassen sich keinem Weg zuordnen."),
    ):
        if figures.get(name):
            said.append(f"{figures[name]} {sentence}")
    return said


def _box(margin_deg: float) -> Box:
    west, south, east, north = settings.REGION.map.bbox
    return west - margin_deg, south - margin_deg, east + margin_deg, north + margin_deg
