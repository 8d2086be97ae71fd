"""Invented participation projects with their phases: past, running and planned."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import Point, Polygon

from importers.demo.entries.life import at
from importers.demo.entries.placing import Placer, located
from importers.demo.layout import Layout
from published.crs import STORED

NUMBER = 25
WORDS = Path(__file__).parent / "words" / "projects.toml"
PHASES = ("information", "ideas", "workshop", "survey", "evaluation", "implementation")
PHASE_DAYS = 40


def projects(layout: Layout, today: date) -> Iterator[dict[str, Any]]:
    """Yield projects as column values with `phases`: (kind, first day, last day). Every phase is somebody's present."""
    placer = Placer(layout, "projects")
    book = tomllib.loads(WORDS.read_text())
    for number in range(NUMBER):
        subject = book["subjects"][number % len(book["subjects"])]
        address = placer.address()
        step = number % (len(PHASES) + 2) - 1  # -1: not yet begun, len: over
        begin = today - timedelta(days=step * PHASE_DAYS + 17)
        phases = [
            (kind, begin + timedelta(days=index * PHASE_DAYS), begin + timedelta(days=(index + 1) * PHASE_DAYS - 1))
            for index, kind in enumerate(PHASES)
        ]
        over = step >= len(PHASES)
        state = "planned" if step < 0 else "finished" if over else "evaluation" if step == 4 else "running"
        yield {
            "source_ref": f"participation_project/{number}",
            "name": f"{subject['name']} ({placer.name_of(address)})",
            "summary": subject["summary"],
            "summary_en": subject["summary_en"],
            "description": f"{subject['summary']} Das Vorhaben ist ein Beispiel; es gibt es nicht.",
            "description_en": f"{subject['summary_en']} The project is an example and does not exist.",
            "topics": subject["topics"],
            "target_groups": ["everyone"],
            "languages": ["de"],
            "responsible_office": placer.pick(book["offices"]),
            "state": "stopped" if number == NUMBER - 1 else state,
            "results": "84 Beiträge, drei Werkstätten. Die Mehrheit wünscht mehr Grün; der Rat ist gefolgt."
            if over
            else "",
            "platform_url": "https://mitmachen.example/",
            "phases": phases,
            "status": "published",
            "last_confirmed_at": at(today - timedelta(days=number), 10),
            **located(address),
            "geom": _ground(placer, address.x, address.y, number),
        }


def _ground(placer: Placer, x: float, y: float, number: int) -> Point | Polygon:
    """Return a point for every third project, else the area that it is about: a slightly crooked block."""
    if number % 3 == 2:
        return Point(round(x, 1), round(y, 1), srid=STORED)
    width, depth = placer.chance.uniform(90, 380, 2)
    lean = placer.chance.uniform(-40, 40, 4)
    ring = [
        (x - width / 2, y - depth / 2 + lean[0]),
        (x + width / 2 + lean[1], y - depth / 2),
        (x + width / 2, y + depth / 2 + lean[2]),
        (x - width / 2 + lean[3], y + depth / 2),
    ]
    return Polygon([(round(a, 1), round(b, 1)) for a, b in [*ring, ring[0]]], srid=STORED)
