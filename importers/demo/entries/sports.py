"""Sports facilities: the generated grounds, and halls and pools at addresses."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.gis.geos import Polygon

from importers.demo.entries.life import accessible, lived
from importers.demo.entries.placing import Placer, located
from importers.demo.grounds import Ground
from importers.demo.layout import Layout
from published.crs import STORED

NUMBER = 150
INDOOR = 42
LARGE_PITCH_M2 = 4_000

# Kind, name, sports, length and width of the playing area in metres (hall sizes after DIN 18032-1).
HALLS = (
    ("single_hall", "Einfachhalle", ["gymnastics", "table_tennis"], 27.0, 15.0),
    ("double_hall", "Zweifachhalle", ["gymnastics", "volleyball", "badminton"], 45.0, 22.0),
    ("triple_hall", "Dreifachhalle", ["handball", "basketball", "volleyball"], 45.0, 27.0),
    ("gymnastics_room", "Gymnastikraum", ["gymnastics", "yoga"], 14.0, 10.0),
    ("indoor_pool", "Hallenbad", ["swimming"], 25.0, 12.5),
    ("climbing", "Kletterhalle", ["climbing"], 20.0, 15.0),
)
HALL_DECK = (0, 1, 0, 2, 3, 0, 1, 4, 0, 2, 1, 5)
KINDS = {"tennis": "tennis", "athletics": "athletics", "table_tennis": "table_tennis", "boules": "boules"}
KINDS |= {"skateboard": "skating", "climbing": "climbing", "multi": "multi"}
KINDS |= {"basketball": "small_pitch", "beachvolleyball": "small_pitch"}
SURFACES = {"grass": "grass", "artificial_turf": "artificial_grass", "clay": "clay", "tartan": "synthetic"}
SURFACES |= {"asphalt": "asphalt", "sand": "sand"}
NAMES_BY_SPORT = {"basketball": "Basketballplatz", "beachvolleyball": "Beachvolleyballfeld"}
NAMES = {
    "large_pitch": "Sportplatz",
    "small_pitch": "Bolzplatz",
    "tennis": "Tennisplätze",
    "athletics": "Leichtathletikanlage",
    "multi": "Allwetterplatz",
    "table_tennis": "Tischtennisplatte",
    "boules": "Boulebahn",
    "skating": "Skateplatz",
    "climbing": "Kletterwand",
}


def facilities(layout: Layout, today: date) -> Iterator[dict[str, Any]]:
    """Yield sports facilities as column values with `source_ref`."""
    placer = Placer(layout, "sports facilities")
    grounds = [ground for ground in layout.grounds.all if ground.tags.get("leisure") in ("pitch", "track")]
    order = placer.chance.permutation(len(grounds))[: NUMBER - INDOOR]
    for number, index in enumerate(sorted(order.tolist())):
        yield {**_outdoor(layout, placer, grounds[index]), **_common(placer, number, today)}
    for number in range(min(NUMBER - INDOOR, len(grounds)), NUMBER):
        yield {**_indoor(placer, number), **_common(placer, number, today)}


def _common(placer: Placer, number: int, today: date) -> dict[str, Any]:
    return {
        "source_ref": f"sports_facility/{number}",
        "topics": ["sport"],
        "target_groups": ["everyone"],
        "owner": placer.pick(["Gemeinde (Beispiel)", "Verein (Beispiel)", "Stadt (Beispiel)"]),
        "condition": placer.pick(["1", "1", "1", "2", "2", "3", "unknown"]),
        **accessible(placer),
        **lived(placer, number, today),
    }


def _outdoor(layout: Layout, placer: Placer, ground: Ground) -> dict[str, Any]:
    sport = ground.tags.get("sport", "multi")
    area = ground.length_m * ground.width_m
    kind = (
        ("large_pitch" if area > LARGE_PITCH_M2 else "small_pitch") if sport == "soccer" else KINDS.get(sport, "other")
    )
    place = layout.facts.settlements[ground.settlement].name
    return {
        "name": f"{NAMES_BY_SPORT.get(sport) or NAMES.get(kind, 'Sportanlage')} {place}",
        "summary": "Frei zugänglich bis zur Dämmerung." if kind != "large_pitch" else "Spielbetrieb und Training.",
        "summary_en": "Open until dusk." if kind != "large_pitch" else "Matches and training.",
        "kind": kind,
        "sports": [sport],
        "usable_area_m2": round(area, 0),
        "length_m": round(ground.length_m, 1),
        "width_m": round(ground.width_m, 1),
        "surface": SURFACES.get(ground.tags.get("surface", ""), "unknown"),
        "floodlight": placer.happens(0.35),
        "indoor": False,
        "changing_rooms": placer.pick([2, 4]) if kind == "large_pitch" else None,
        "public_access": "members" if kind in ("large_pitch", "tennis") else "free",
        "geom": Polygon([(round(x, 1), round(y, 1)) for x, y in ground.outline.tolist()], srid=STORED),
    }


def _indoor(placer: Placer, number: int) -> dict[str, Any]:
    kind, noun, sports, length, width = HALLS[HALL_DECK[number % len(HALL_DECK)]]
    address = placer.address()
    return {
        "name": f"{noun} {placer.name_of(address)}",
        "summary": "Schulsport am Vormittag, Vereine am Abend." if "hall" in kind else "Mit Kursen für alle.",
        "summary_en": "Schools in the morning, clubs in the evening." if "hall" in kind else "With courses for all.",
        "kind": kind,
        "sports": sports,
        "usable_area_m2": length * width,
        "length_m": length,
        "width_m": width,
        "surface": "water" if kind == "indoor_pool" else "sprung_floor",
        "floodlight": None,
        "indoor": True,
        "changing_rooms": placer.pick([2, 4, 6]),
        "public_access": "free" if kind in ("indoor_pool", "climbing") else "school",
        "opening_hours": "Tu-Su 09:00-20:00; Dec 24-26,Dec 31,Jan 1 off"
        if kind == "indoor_pool"
        else "Mo-Fr 16:00-22:00; SH,PH off",
        **located(address),
    }
