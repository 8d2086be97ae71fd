"""Invented associations."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from importers.demo.entries.life import accessible, lived
from importers.demo.entries.placing import Placer, contacted, located
from importers.demo.layout import Layout

NUMBER = 300
WORDS = Path(__file__).parent / "words" / "associations.toml"


def associations(layout: Layout, today: date) -> Iterator[dict[str, Any]]:
    """Yield associations as column values, each with its `source_ref`."""
    placer = Placer(layout, "associations")
    kinds = tomllib.loads(WORDS.read_text())["kind"]
    deck = [kind for kind in kinds for _ in range(kind["share"])]
    taken: set[str] = set()
    for number in range(NUMBER):
        kind = deck[number % len(deck)]
        address = placer.address()
        place = placer.name_of(address)
        name = next(
            candidate
            for candidate in (_name(placer, kind, place, attempt) for attempt in range(100))
            if candidate not in taken
        )
        taken.add(name)
        yield {
            "source_ref": f"association/{number}",
            "name": name,
            "summary": kind["summary"],
            "summary_en": kind["summary_en"],
            "description": f"{kind['summary']} Wir treffen uns in {place} und freuen uns über neue Gesichter.",
            "description_en": f"{kind['summary_en']} We meet in {place} and welcome new faces.",
            "description_easy": kind.get("easy", ""),
            "legal_form": placer.pick(["registered", "registered", "registered", "unregistered", "initiative"]),
            "icnpo_category": kind["icnpo"],
            "topics": kind["topics"],
            "target_groups": kind["target_groups"],
            "languages": kind.get("languages", ["de", "en"] if placer.happens(0.2) else ["de"]),
            "sports": placer.pick(kind.get("sports", [[]])),
            "volunteers_wanted": bool(kind.get("volunteers")) and placer.happens(0.7),
            "founded_year": int(placer.chance.integers(1880, 2024)),
            "members": int(placer.chance.integers(12, 900)),
            "opening_hours": placer.pick(kind["hours"]) if placer.happens(0.75) else "",
            "location_precision": placer.pick(["exact"] * 7 + ["street", "district"]),
            "internal_phone": f"0931 0000-9{number:03d}",
            **located(address),
            **contacted(number, slugify(name)[:40].strip("-")),
            **accessible(placer),
            **lived(placer, number, today),
        }


def _name(placer: Placer, kind: dict[str, Any], place: str, attempt: int) -> str:
    counted = f" {attempt + 1}" if attempt > 20 else ""
    return f"{placer.pick(kind['nouns'])} „{placer.pick(kind['nicknames'])}{counted}“ {place}"
