"""Invented support services: none bears a name, a number or an address of a real one."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from importers.demo.entries.life import accessible, lived
from importers.demo.entries.placing import Placer, contacted, located
from importers.demo.layout import Layout

NUMBER = 120
WORDS = Path(__file__).parent / "words" / "services.toml"
WALK_IN, APPOINTMENT = "walk_in", "appointment"


def support_services(layout: Layout, today: date) -> Iterator[dict[str, Any]]:
    """Yield services as column values with `source_ref`; `service_area_ids` lists keys of areas, empty for all."""
    placer = Placer(layout, "support services")
    book = tomllib.loads(WORDS.read_text())
    words = book["words"]
    deck = [kind for kind in book["kind"] for _ in range(kind["share"])]
    for number in range(NUMBER):
        kind = deck[number % len(deck)]
        nowhere = bool(kind.get("nowhere"))
        address = placer.address()
        name = f"{kind['name']} {words['endings'][number % len(words['endings'])]}"
        if not nowhere:
            name += f" ({placer.name_of(address)})"
        yield {
            "source_ref": f"support_service/{number}",
            "name": name,
            "summary": kind["summary"],
            "summary_en": kind["summary_en"],
            "description": f"{kind['summary']} Dieses Angebot ist erfunden und zeigt, wie ein Eintrag aussieht.",
            "description_en": f"{kind['summary_en']} This service is invented and shows what an entry looks like.",
            "description_easy": kind.get("easy", ""),
            "topics": kind["topics"],
            "target_groups": kind["target_groups"],
            "languages": kind.get("languages", placer.pick([["de"], ["de", "en"], ["de", "en", "tr"], ["de", "ru"]])),
            "minimum_age": placer.pick([None, None, 12, 16, 18]),
            "maximum_age": placer.pick([None, None, None, 27]) if "youth" in kind["target_groups"] else None,
            "cost": placer.pick(["free", "free", "free", "free", "donation", "reduced", "insurance"]),
            "channels": kind["channels"],
            "anonymous": kind.get("anonymous", placer.pick([None, False, True])),
            "waiting_time_d": placer.pick([None, 3, 7, 14, 28]) if APPOINTMENT in kind["channels"] else None,
            "opening_hours": placer.pick(words["evening_hours"] if nowhere else words["hours"]),
            "location_precision": _precision(kind, placer),
            "service_area_ids": [] if nowhere or placer.happens(0.6) else [placer.place(address).ags],
            **({} if nowhere else located(address)),
            **contacted(500 + number, slugify(name)[:40].strip("-")),
            **({} if nowhere else accessible(placer)),
            **lived(placer, number, today),
        }


def _precision(kind: dict[str, Any], placer: Placer) -> str:
    if kind.get("nowhere"):
        return "none"
    return "district" if kind.get("hidden") else placer.pick(["exact"] * 9 + ["street"])
