"""Opening hours made up by chance, of the parts in which the portal and its peer mean the same.

Left out are hours over midnight before a later rule: the peer lets that rule cut off the night before and keeps the
night of a day that it replaces; the portal gives each night to its evening (docs/adr/0007-opening-hours.md).
"""

import random

DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def texts(number: int, seed: int) -> list[str]:
    """Return so many different texts; equal seeds give equal ones."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < number:
        found[_text(chance)] = None
    return list(found)


def _text(chance: random.Random) -> str:
    if chance.random() < 0.15:
        more = [_added(chance, night=True) for _ in range(chance.choice([0, 1]))]
        return "".join([_rule(chance, night=True), *more]).removeprefix("; ")
    rules = [_rule(chance)]
    for _ in range(chance.choice([0, 0, 1, 1, 2])):
        rules.append(chance.choice([_rule, _closed, _added])(chance))
    if chance.random() < 0.35:
        rules.append(chance.choice(["; PH off", f"; PH {_times(chance)}"]))
    return "".join(rules).removeprefix("; ")


def _rule(chance: random.Random, *, night: bool = False) -> str:
    return f"; {_season(chance)}{_days(chance)} {_times(chance, night=night)}"


def _added(chance: random.Random, *, night: bool = False) -> str:
    return f", {_days(chance)} {_times(chance, night=night)}"


def _closed(chance: random.Random) -> str:
    return f"; {chance.choice([_days, _date, _nth_day])(chance)} off"


def _season(chance: random.Random) -> str:
    """Months, weeks, dates or, mostly, nothing."""
    kind = chance.random()
    if kind < 0.12:
        first, last = sorted(chance.sample(range(12), 2))
        return f"{MONTHS[first]}-{MONTHS[last]} "
    if kind < 0.18:
        return f"week {chance.randrange(1, 26):02}-{chance.randrange(27, 53):02} "
    if kind < 0.24:
        return f"week {chance.choice(['01-53/2', '02-52/2'])} "
    return ""


def _days(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.1:
        return _nth_day(chance)
    if kind < 0.5:
        first, last = chance.sample(range(7), 2)
        return f"{DAYS[first]}-{DAYS[last]}"
    return ",".join(DAYS[day] for day in sorted(chance.sample(range(7), chance.randrange(1, 4))))


def _nth_day(chance: random.Random) -> str:
    return f"{chance.choice(DAYS)}[{chance.choice([1, 2, 3, 4, -1])}]"


def _date(chance: random.Random) -> str:
    return f"{chance.choice(MONTHS)} {chance.randrange(1, 29):02}"


def _times(chance: random.Random, *, night: bool = False) -> str:
    """One or two ranges of a day; at night the last one ends on the next morning, at six at the latest."""
    bounds = sorted(chance.sample(range(12, 48), chance.choice([2, 2, 4])))
    said = [_clock(bound * 30) for bound in bounds]
    if night:
        said[-1] = _clock(chance.randrange(1, 12) * 30)
    return ",".join(f"{start}-{end}" for start, end in zip(said[::2], said[1::2], strict=True))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
