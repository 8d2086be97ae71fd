"""Heimatforen and the Klimarondell that moves. Where a real place is named, its details are invented."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.gis.geos import Point

from importers.demo.entries.life import accessible, at
from importers.demo.entries.placing import Placer, located
from importers.demo.facts import Settlement
from importers.demo.layout import Layout
from published.crs import STORED

STAYS = 6
STAY_DAYS = 45
GAP_DAYS = 5


def heimatforen(layout: Layout, today: date) -> Iterator[dict[str, Any]]:
    """Yield four fixed places and one that moves; `stays` are (place, first moment, last moment, point)."""
    placer = Placer(layout, "heimatforen")
    for number, index in enumerate(_places(layout)):
        address = placer.address(index)
        place = layout.facts.settlements[index].name
        yield {
            "source_ref": f"heimatforum/{number}",
            "name": f"Heimatforum {place}",
            "summary": "Offener Treff mit Werkzeug, Büchern und Rat im Alltag.",
            "summary_en": "An open meeting place with tools, books and everyday advice.",
            "description": "Hier können Sie sitzen, reden, leihen und sich beraten lassen. Niemand muss etwas kaufen.",
            "description_en": "Sit, talk, borrow and get advice. Nobody has to buy anything.",
            "description_easy": "Das ist ein Treffpunkt. Sie können einfach kommen. Es kostet nichts.",
            "equipment": ["Bücherschrank", "Werkzeug zum Leihen", "WLAN", "Trinkwasser"],
            "offers": ["Bürgersprechstunde", "Reparaturtreff", "Digitale Hilfe"],
            "topics": ["social", "volunteering"],
            "target_groups": ["everyone"],
            "languages": ["de", "en"],
            "opening_hours": placer.pick(
                ["Mo-Fr 10:00-18:00; PH off", "Tu-Sa 11:00-19:00; PH off", "We-Su 12:00-18:00"]
            ),
            "status": "published",
            "last_confirmed_at": at(today - timedelta(days=20 + number), 10),
            **located(address),
            **accessible(placer),
        }
    yield _klimarondell(layout, placer, today)


def _klimarondell(layout: Layout, placer: Placer, today: date) -> dict[str, Any]:
    first = today - timedelta(days=int(2.5 * (STAY_DAYS + GAP_DAYS)))
    stays = []
    for number in range(STAYS):
        address = placer.address()
        begin = first + timedelta(days=number * (STAY_DAYS + GAP_DAYS))
        point = Point(round(address.x, 1), round(address.y, 1), srid=STORED)
        where = f"{placer.name_of(address)}, {address.street}"
        stays.append((where, at(begin, 6), at(begin + timedelta(days=STAY_DAYS), 18), point))
    return {
        "source_ref": "heimatforum/klimarondell",
        "name": "Klimarondell",
        "summary": "Ein begrünter Schattenplatz, der von Ort zu Ort zieht.",
        "summary_en": "A green, shady seat that moves from place to place.",
        "description": "Rundbank, Pflanzen und Nebel kühlen die Luft. Die Standorte hier sind Beispiele.",
        "description_en": "A round bench, plants and mist cool the air. The places shown here are examples.",
        "equipment": ["Rundbank", "Begrünung", "Klimasensoren"],
        "offers": ["Schatten", "Trinkwasser"],
        "topics": ["climate", "social"],
        "target_groups": ["everyone"],
        "languages": ["de"],
        "opening_hours": "24/7",
        "wheelchair": "yes",
        "moves": True,
        "status": "published",
        "last_confirmed_at": at(today - timedelta(days=9), 10),
        "stays": stays,
    }


def _places(layout: Layout) -> list[int]:
    """Return four settlements: the largest outside the middle of the city, and three in the countryside apart."""

    def size(index: int) -> int:
        return layout.facts.settlements[index].population

    quarters = [index for index, each in enumerate(layout.facts.settlements) if each.district]
    wanted = layout.facts.settings.get("heimatforum_settlements", [])
    named = [index for index, each in enumerate(layout.facts.settlements) if each.name in wanted]
    villages = sorted(
        (index for index in range(len(layout.facts.settlements)) if index not in quarters), key=size, reverse=True
    )
    chosen = named[:]
    for index in [*sorted(quarters, key=size, reverse=True)[3:4], *villages]:
        if len(chosen) < 4 and all(
            _apart(layout.facts.settlements[index], layout.facts.settlements[i]) for i in chosen
        ):
            chosen.append(index)
    return chosen[:4]


def _apart(one: Settlement, other: Settlement) -> bool:
    return (one.x - other.x) ** 2 + (one.y - other.y) ** 2 > 6_000**2
