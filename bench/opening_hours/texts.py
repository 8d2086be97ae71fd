"""The texts of the benchmark: as offices and associations write them, no two alike."""

import random

DAYS = ("Mo-Fr", "Mo-Th", "Tu,Th", "We", "Sa", "Mo,We,Fr", "Tu-Sa", "Th[1]", "Sa[1,3]")
# What stands behind the hours, as often as it stands here: holidays cost the most time.
ENDS = ("", "", "", "; PH off", "; PH off", "; PH off", "; PH,SH off", '; Sa "nach Vereinbarung"', "; Dec 24-26 off")


def texts(number: int, seed: int = 1) -> list[str]:
    """Return so many different texts; equal numbers and seeds give equal ones."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < number:
        found[_text(chance)] = None
    return list(found)


def _text(chance: random.Random) -> str:
    start, pause = chance.randrange(6 * 12, 10 * 12), chance.randrange(11 * 12, 13 * 12)
    again, end = pause + chance.randrange(6, 24), chance.randrange(16 * 12, 22 * 12)
    hours = f"{_clock(start)}-{_clock(pause)},{_clock(again)}-{_clock(end)}"
    return f"{chance.choice(DAYS)} {hours}{chance.choice(ENDS)}"


def _clock(fives: int) -> str:
    return f"{fives // 12:02}:{fives % 12 * 5:02}"
