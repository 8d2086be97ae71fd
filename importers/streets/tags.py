"""What the tags of a way or a node in OpenStreetMap say of who may travel it. Pure functions over one object's tags.

The rules are those of the OSM wiki (Key:highway, OSM tags for routing/Access restrictions with its table for Germany,
Key:oneway, Key:incline, Key:maxspeed, Key:kerb), as the named function says. What is not public is not travelled.
"""

import math
import re
from collections.abc import Mapping

from network.network import KINDS, SURFACES, Mode

Tags = Mapping[str, str]

NOBODY = Mode(0)
WALKERS = Mode.FOOT | Mode.WHEELCHAIR
EVERYBODY = WALKERS | Mode.BIKE | Mode.CAR

# Who may use a way without any tag of access. Trunk roads of Germany are built like motorways: on foot or by bike
# only where that is tagged. Tracks are for farming. Bridleways are for horses.
DEFAULTS = {
    "motorway": Mode.CAR,
    "motorway_link": Mode.CAR,
    "trunk": Mode.CAR,
    "trunk_link": Mode.CAR,
    "track": WALKERS | Mode.BIKE,
    "pedestrian": WALKERS,
    "footway": WALKERS,
    "path": WALKERS | Mode.BIKE,
    "steps": Mode.FOOT,
    "cycleway": Mode.BIKE,
    "bridleway": NOBODY,
    "corridor": WALKERS,
    "platform": WALKERS,
    "ferry": WALKERS | Mode.BIKE,
}
# Ways that people on foot have for themselves: oneway=* does not bind them there, a kerb lies across them.
FOR_WALKING = frozenset({"pedestrian", "footway", "path", "steps", "corridor", "platform"})
MOTORWAYS = frozenset({"motorway", "motorway_link"})

# The keys that decide for each mode, from the general to the particular: the last one that is understood counts.
ACCESS_KEYS = {
    Mode.FOOT: ("access", "foot"),
    Mode.BIKE: ("access", "vehicle", "bicycle"),
    Mode.CAR: ("access", "vehicle", "motor_vehicle", "motorcar"),
}
PUBLIC = frozenset({"yes", "designated", "permissive", "official", "destination", "customers", "public"})
NOT_PUBLIC = frozenset(
    {"no", "private", "agricultural", "forestry", "military", "delivery", "permit", "residents", "emergency", "bus"}
    | {"use_sidepath", "dismount", "employees", "restricted", "psv", "agricultural;forestry"}
)
YES = frozenset({"yes", "true", "1"})
REVERSE = frozenset({"-1", "reverse"})
# Worse than "bad", which the wiki gives as the limit for wheelchairs.
TOO_ROUGH = frozenset({"very_bad", "horrible", "very_horrible", "impassable"})

# Whom a barrier across a way stops if its own tags of access do not say otherwise; others stop nobody.
BARRIERS = {
    "block": Mode.CAR,
    "bollard": Mode.CAR,
    "bus_trap": Mode.CAR,
    "chain": Mode.CAR,
    "cycle_barrier": Mode.CAR | Mode.WHEELCHAIR,
    "debris": EVERYBODY,
    "fence": EVERYBODY,
    "full-height_turnstile": Mode.CAR | Mode.BIKE | Mode.WHEELCHAIR,
    "hedge": EVERYBODY,
    "jersey_barrier": Mode.CAR,
    "kissing_gate": Mode.CAR | Mode.BIKE | Mode.WHEELCHAIR,
    "log": Mode.CAR | Mode.WHEELCHAIR,
    "motorcycle_barrier": Mode.CAR,
    "planter": Mode.CAR,
    "stile": Mode.CAR | Mode.BIKE | Mode.WHEELCHAIR,
    "sump_buster": Mode.CAR,
    "turnstile": Mode.CAR | Mode.BIKE | Mode.WHEELCHAIR,
    "wall": EVERYBODY,
}
HIGHEST_KERB_M = 0.03  # DIN 18040-3, 5.3.2: crossings with a common kerb height of 3 cm

SURFACE_OF = {
    "asphalt": "asphalt",
    "chipseal": "asphalt",
    "tarmac": "asphalt",
    "bricks": "paved",
    "concrete": "paved",
    "concrete:lanes": "paved",
    "concrete:plates": "paved",
    "metal": "paved",
    "metal_grid": "paved",
    "paved": "paved",
    "paving_stones": "paved",
    "paving_stones:lanes": "paved",
    "rubber": "paved",
    "tartan": "paved",
    "tiles": "paved",
    "wood": "paved",
    "cobblestone:flattened": "sett",
    "sett": "sett",
    "cobblestone": "cobblestone",
    "unhewn_cobblestone": "cobblestone",
    "compacted": "compacted",
    "fine_gravel": "compacted",
    "gravel": "gravel",
    "pebblestone": "gravel",
    "rock": "gravel",
    "shells": "gravel",
    "grass_paver": "unpaved",
    "stepping_stones": "unpaved",
    "unpaved": "unpaved",
    "woodchips": "unpaved",
    "clay": "ground",
    "dirt": "ground",
    "earth": "ground",
    "grass": "ground",
    "ground": "ground",
    "mud": "ground",
    "sand": "sand",
}
# Key:tracktype: what a track is made of where its surface is not tagged.
SURFACE_OF_GRADE = {"grade1": "paved", "grade2": "gravel", "grade3": "unpaved", "grade4": "ground", "grade5": "ground"}

KMH_OF_MPH = 1.609344
WALKING_KMH = 7  # Schrittgeschwindigkeit: 4 to 7 km/h in German case law, the upper end
ADVISED_KMH = 130  # Richtgeschwindigkeit on German motorways without a limit (Autobahn-Richtgeschwindigkeits-V)
# Key:maxspeed, implicit limits of Germany (StVO § 3 and § 42).
IMPLICIT_KMH = {
    "none": ADVISED_KMH,
    "walk": WALKING_KMH,
    "DE:walk": WALKING_KMH,
    "DE:living_street": WALKING_KMH,
    "DE:bicycle_road": 30,
    "DE:urban": 50,
    "DE:rural": 100,
    "DE:motorway": ADVISED_KMH,
}
HIGHEST_KMH = 250  # a limit beyond is a typing error
STEEPEST_PERCENT = 100.0
LONGEST_FERRY_MIN = 24 * 60.0
NUMBER = r"(\d+(?:[.,]\d+)?)"
SPEED = re.compile(rf"{NUMBER}\s*(km/h|kmh|kph|mph)?", re.ASCII)
ZONE = re.compile(r"DE:(?:zone:?)?(\d{2})", re.ASCII)
INCLINE = re.compile(rf"([+-]?)\s*{NUMBER}\s*(%|°)", re.ASCII)
ISO_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", re.ASCII)
CLOCK_DURATION = re.compile(r"(?:(\d+):)?(\d+)(?::(\d{2}))?", re.ASCII)


def kind_of(tags: Tags) -> str:
    """Return which of KINDS a way is, "" if it is no way to travel: a railway, a building site, the area of a square.

    An area that people may cross on foot is travelled along its outline, since no line leads across; an area for
    vehicles (a car park) is left out: the ways on it are mapped by themselves.

    >>> kind_of({"highway": "steps"}), kind_of({"route": "ferry"}), kind_of({"highway": "construction"})
    ('steps', 'ferry', '')
    >>> kind_of({"highway": "pedestrian", "area": "yes"}), kind_of({"highway": "service", "area": "yes"})
    ('pedestrian', '')
    """
    highway = tags.get("highway", "")
    if highway in KINDS and highway != "ferry":
        is_area = tags.get("area") == "yes"
        return "" if is_area and highway not in FOR_WALKING else highway
    return "ferry" if tags.get("route") == "ferry" and "highway" not in tags else ""


def allowed(tags: Tags) -> tuple[Mode, Mode]:
    """Return who may travel a way from its first node to its last, and who may travel it back.

    >>> allowed({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"})
    (<Mode.FOOT|WHEELCHAIR|BIKE|CAR: 15>, <Mode.FOOT|WHEELCHAIR|BIKE: 7>)
    >>> allowed({"highway": "motorway", "foot": "yes"})
    (<Mode.CAR: 8>, <Mode: 0>)
    """
    modes = allowed_modes(tags)
    forward = backward = NOBODY
    for mode, (onward, back) in (
        (WALKERS, foot_directions(tags)),
        (Mode.BIKE, bike_directions(tags)),
        (Mode.CAR, car_directions(tags)),
    ):
        forward |= modes & mode if onward else NOBODY
        backward |= modes & mode if back else NOBODY
    return forward, backward


def allowed_modes(tags: Tags) -> Mode:
    """Return who may travel a way at all.

    >>> allowed_modes({"highway": "footway", "bicycle": "yes"})
    <Mode.FOOT|WHEELCHAIR|BIKE: 7>
    >>> allowed_modes({"highway": "service", "access": "private"})
    <Mode: 0>
    >>> allowed_modes({"highway": "footway", "access": "yes"})
    <Mode.FOOT|WHEELCHAIR: 3>
    >>> allowed_modes({"highway": "track", "motor_vehicle": "agricultural"})
    <Mode.FOOT|WHEELCHAIR|BIKE: 7>
    >>> allowed_modes({"highway": "cycleway", "sidewalk": "right"})
    <Mode.FOOT|WHEELCHAIR|BIKE: 7>
    >>> allowed_modes({"highway": "trunk", "motorroad": "yes"})
    <Mode.CAR: 8>
    """
    kind = kind_of(tags)
    if not kind:
        return NOBODY
    # A Kraftfahrstraße (Zeichen 331.1 StVO) and a motorway are closed to all else, whatever else is tagged.
    if kind in MOTORWAYS or tags.get("motorroad") == "yes":
        return decided(tags, Mode.CAR, Mode.CAR)
    usual = DEFAULTS.get(kind, EVERYBODY)
    if has_sidewalk(tags):
        usual |= WALKERS
    if kind in ("trunk", "trunk_link") and has_cycleway(tags):
        usual |= Mode.BIKE
    modes = NOBODY
    for mode in ACCESS_KEYS:
        modes |= decided(tags, mode, usual & mode)
    return modes | wheelchair_mode(tags, modes)


def decided(tags: Tags, mode: Mode, usual: Mode) -> Mode:
    """Return `mode` or nothing: what the most particular tag of access that is understood says, else what is usual.

    The general `access` only closes: access=yes on a footway opens it to nobody new.

    >>> decided({"access": "no", "foot": "yes"}, Mode.FOOT, Mode.FOOT)
    <Mode.FOOT: 1>
    >>> decided({"vehicle": "no", "bicycle": "yes"}, Mode.BIKE, NOBODY)
    <Mode.BIKE: 4>
    """
    answer = usual
    for key in ACCESS_KEYS[mode]:
        value = tags.get(key, "")
        if value in NOT_PUBLIC:
            answer = NOBODY
        elif value in PUBLIC and key != "access":
            answer = mode
    return answer


def wheelchair_mode(tags: Tags, modes: Mode) -> Mode:
    """Return whether a wheelchair may go where one may walk: not over steps without a ramp, not where tags refuse it.

    >>> wheelchair_mode({"highway": "steps"}, Mode.FOOT), wheelchair_mode({"highway": "footway"}, Mode.FOOT)
    (<Mode: 0>, <Mode.WHEELCHAIR: 2>)
    >>> wheelchair_mode({"highway": "steps", "ramp:wheelchair": "yes"}, Mode.FOOT)
    <Mode.WHEELCHAIR: 2>
    >>> wheelchair_mode({"highway": "path", "smoothness": "horrible"}, Mode.FOOT)
    <Mode: 0>
    """
    if Mode.FOOT not in modes or tags.get("wheelchair") == "no":
        return NOBODY
    if tags.get("wheelchair") in ("yes", "designated"):
        return Mode.WHEELCHAIR
    if tags.get("highway") == "steps" and tags.get("ramp:wheelchair") != "yes":
        return NOBODY
    return NOBODY if tags.get("smoothness") in TOO_ROUGH else Mode.WHEELCHAIR


def has_sidewalk(tags: Tags) -> bool:
    """Say whether a sidewalk belongs to the way itself: sidewalk=separate is a way of its own.

    >>> has_sidewalk({"sidewalk:left": "yes"}), has_sidewalk({"sidewalk": "separate"})
    (True, False)
    """
    values = {tags.get("sidewalk", "")} | {tags.get(f"sidewalk:{side}", "") for side in ("left", "right", "both")}
    return bool(values & {"yes", "both", "left", "right"})


def has_cycleway(tags: Tags) -> bool:
    """Say whether a lane or track for bicycles belongs to the way itself.

    >>> has_cycleway({"cycleway:right": "track"}), has_cycleway({"cycleway": "separate"})
    (True, False)
    """
    values = {tags.get(key, "") for key in ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")}
    return bool(values & {"lane", "track", "shared_lane", "opposite_lane", "opposite_track"})


def foot_directions(tags: Tags) -> tuple[bool, bool]:
    """Return whether one may walk a way onward and back: only oneway:foot=* and escalators bind walkers.

    >>> foot_directions({"highway": "residential", "oneway": "yes"}), foot_directions({"oneway:foot": "yes"})
    ((True, True), (True, False))
    >>> foot_directions({"highway": "steps", "conveying": "backward"})
    (False, True)
    """
    conveying = tags.get("conveying", "")
    if conveying in ("forward", "backward"):
        return conveying == "forward", conveying == "backward"
    return directions(tags.get("oneway:foot") or tags.get("foot:oneway"), "no")


def car_directions(tags: Tags) -> tuple[bool, bool]:
    """Return whether cars may travel a way onward and back; roundabouts and motorways are one-way by themselves.

    >>> car_directions({"oneway": "-1"}), car_directions({"junction": "roundabout"})
    ((False, True), (True, False))
    >>> car_directions({"highway": "motorway"}), car_directions({"oneway": "reversible"})
    ((True, False), (False, False))
    """
    is_oneway = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway"
    usual = "yes" if is_oneway else "no"
    return directions(tags.get("oneway:motor_vehicle") or tags.get("oneway"), usual)


def bike_directions(tags: Tags) -> tuple[bool, bool]:
    """Return whether bicycles may travel a way onward and back: oneway=*, and what opens one-way streets to them.

    >>> bike_directions({"oneway": "yes"}), bike_directions({"oneway": "yes", "oneway:bicycle": "no"})
    ((True, False), (True, True))
    >>> bike_directions({"oneway": "yes", "cycleway": "opposite_lane"})
    (True, True)
    >>> bike_directions({"oneway": "-1", "cycleway:left": "lane", "cycleway:left:oneway": "no"})
    (True, True)
    >>> bike_directions({"highway": "footway", "oneway": "yes"})
    (True, True)
    """
    own = tags.get("oneway:bicycle") or tags.get("bicycle:oneway")
    if own:
        return directions(own, "no")
    if tags.get("highway") in FOR_WALKING and tags.get("highway") != "path":
        return True, True
    onward, back = car_directions(tags)
    if onward != back and _opens_both_ways(tags):
        return True, True
    return onward, back


def _opens_both_ways(tags: Tags) -> bool:
    sides = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
    if any(tags.get(side, "").startswith("opposite") for side in sides):
        return True
    return any(tags.get(f"{side}:oneway") == "no" for side in sides) or tags.get("cycleway:left:oneway") == "-1"


def directions(oneway: str | None, usual: str) -> tuple[bool, bool]:
    """Return onward and back for a value of oneway=*. A direction that changes by the hour is never relied on.

    >>> directions("yes", "no"), directions(None, "no"), directions("alternating", "no")
    ((True, False), (True, True), (True, True))
    """
    value = oneway or usual
    if value == "reversible":
        return False, False
    return value not in REVERSE, value not in YES


def surface_of(tags: Tags) -> str:
    """Return which of SURFACES a way has, "" if nobody has tagged it; of several the first.

    >>> surface_of({"surface": "paving_stones"}), surface_of({"tracktype": "grade2"}), surface_of({})
    ('paved', 'gravel', '')
    """
    surface = SURFACE_OF.get(tags.get("surface", "").partition(";")[0].strip(), "")
    return surface or SURFACE_OF_GRADE.get(tags.get("tracktype", ""), "")


def incline_percent(tags: Tags) -> float:
    """Return how steep a way climbs from its first node to its last; NaN if only "up" or "down" or nothing is tagged.

    >>> incline_percent({"incline": "-4,5 %"}), round(incline_percent({"incline": "10°"}), 1)
    (-4.5, 17.6)
    >>> incline_percent({"incline": "up"}), incline_percent({"incline": "250%"})
    (nan, nan)
    """
    match = INCLINE.fullmatch(tags.get("incline", "").strip())
    if not match:
        return math.nan
    sign, number, unit = match.groups()
    size = float(number.replace(",", "."))
    if unit == "°":
        size = 100 * math.tan(math.radians(min(size, 89.0)))
    return math.nan if size > STEEPEST_PERCENT else -size if sign == "-" else size


def max_speed_kmh(tags: Tags) -> int:
    """Return the speed limit, 0 if none is tagged: a number, the implicit limits of Germany, miles per hour.

    >>> [max_speed_kmh({"maxspeed": text}) for text in ("50", "DE:urban", "DE:zone:30", "20 mph", "none", "signals")]
    [50, 50, 30, 32, 130, 0]
    >>> max_speed_kmh({"maxspeed:type": "DE:rural"})
    100
    """
    for key in ("maxspeed", "maxspeed:type", "zone:maxspeed", "source:maxspeed"):
        text = tags.get(key, "").strip()
        if text in IMPLICIT_KMH:
            return IMPLICIT_KMH[text]
        if zone := ZONE.fullmatch(text):
            return int(zone.group(1))
        if match := SPEED.fullmatch(text):
            limit_kmh = float(match.group(1).replace(",", ".")) * (KMH_OF_MPH if match.group(2) == "mph" else 1)
            return round(limit_kmh) if 1 <= limit_kmh <= HIGHEST_KMH else 0
    return 0


def ferry_minutes(tags: Tags) -> float:
    """Return how long a ferry takes, NaN if it is not tagged: minutes, h:mm, h:mm:ss, or ISO 8601 (Key:duration).

    >>> [ferry_minutes({"duration": text}) for text in ("5", "01:10", "0:02:30", "PT1H5M", "kurz")]
    [5.0, 70.0, 2.5, 65.0, nan]
    """
    text = tags.get("duration", "").strip()
    match = CLOCK_DURATION.fullmatch(text) or ISO_DURATION.fullmatch(text)
    if not match:
        return math.nan
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total_min = hours * 60 + minutes + seconds / 60
    return total_min if 0 < total_min <= LONGEST_FERRY_MIN else math.nan


def is_raised_kerb(tags: Tags) -> bool:
    """Say whether a node is a kerb higher than 3 cm, or one of which nobody says that it is lowered.

    >>> is_raised_kerb({"kerb": "raised"}), is_raised_kerb({"barrier": "kerb"}), is_raised_kerb({"kerb": "lowered"})
    (True, True, False)
    >>> is_raised_kerb({"kerb": "yes", "kerb:height": "2 cm"}), is_raised_kerb({"kerb": "raised", "wheelchair": "yes"})
    (False, False)
    """
    if "kerb" not in tags and tags.get("barrier") != "kerb":
        return False
    if tags.get("wheelchair") in ("yes", "no"):
        return tags["wheelchair"] == "no"
    height_m = _height_m(tags.get("kerb:height") or tags.get("height") or "")
    if not math.isnan(height_m):
        return height_m > HIGHEST_KERB_M
    return tags.get("kerb") not in ("lowered", "flush", "no")


def _height_m(text: str) -> float:
    match = re.fullmatch(rf"{NUMBER}\s*(m|cm)?", text.strip(), re.ASCII)
    if not match:
        return math.nan
    return float(match.group(1).replace(",", ".")) / (100 if match.group(2) == "cm" else 1)


def stopped_by(tags: Tags) -> Mode:
    """Return whom a node stops: a bollard cars, a locked or private gate everybody, a stile all but walkers.

    >>> stopped_by({"barrier": "bollard"}), stopped_by({"barrier": "gate", "access": "private"})
    (<Mode.CAR: 8>, <Mode.FOOT|WHEELCHAIR|BIKE|CAR: 15>)
    >>> stopped_by({"barrier": "gate"}), stopped_by({"barrier": "gate", "access": "no", "foot": "yes"})
    (<Mode: 0>, <Mode.BIKE|CAR: 12>)
    """
    barrier = tags.get("barrier", "")
    if not barrier or barrier == "kerb":
        return NOBODY
    stopped = EVERYBODY if tags.get("locked") == "yes" and "foot" not in tags else BARRIERS.get(barrier, NOBODY)
    passing = NOBODY
    for mode in ACCESS_KEYS:
        passing |= decided(tags, mode, mode & ~stopped)
    if Mode.FOOT in passing and tags.get("wheelchair") != "no":
        passing |= Mode.WHEELCHAIR & (~stopped if tags.get("wheelchair") != "yes" else Mode.WHEELCHAIR)
    return EVERYBODY & ~passing


assert {*SURFACE_OF.values(), *SURFACE_OF_GRADE.values()} <= set(SURFACES)
