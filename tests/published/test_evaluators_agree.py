"""Two evaluators that share nothing, the portal's in JavaScript and one in Rust, agree on texts made up by chance."""

from datetime import date

import pytest
from django.conf import settings
from opening_hours import OpeningHours, State

from published.evaluator import evaluate
from published.opening import midnight
from tests.published.opening_texts import texts
from tests.published.test_evaluator import Ranges, merged, told

NUMBER = 300


def peer(hours: str, first: date, end: date) -> Ranges:
    """Return when the peer says that it is open."""
    evaluated = OpeningHours(
        hours, timezone=settings.REGION.tzinfo, country="DE", auto_country=False, auto_timezone=False
    )
    start, stop = midnight(first), midnight(end)
    spans = [(low, high) for low, high, state, _comment in evaluated.intervals(start, stop) if state == State.OPEN]
    return merged([(max(low, start), min(high, stop)) for low, high in spans])


# The peer knows the public holidays of all Länder only: no holiday of Bavaria alone lies in these days. Both changes of
# the clocks do; at a time of those nights that does not exist, or comes twice, each has a rule of its own.
@pytest.mark.parametrize(
    ("first", "end", "left_out"),
    [
        (date(2026, 11, 10), date(2027, 1, 5), ()),
        (date(2026, 3, 1), date(2026, 6, 1), ("02:30",)),
        (date(2026, 8, 20), date(2026, 10, 31), ("02:00", "02:30")),
    ],
    ids=["winter", "spring", "autumn"],
)
def test_both_say_the_same_of_300_texts(first: date, end: date, left_out: tuple[str, ...]) -> None:
    made = [text for text in texts(NUMBER + 50, seed=first.toordinal()) if not any(part in text for part in left_out)]
    compared = made[:NUMBER]
    assert len(compared) == NUMBER
    answers = list(evaluate(compared, first, end))
    assert [answer.hours for answer in answers if answer.fault or answer.unknown != "{}"] == []
    ours = {answer.hours: told(answer.open, midnight(first), midnight(end)) for answer in answers}
    assert [hours for hours in compared if ours[hours] != peer(hours, first, end)] == []
    assert sum(map(bool, ours.values())) > NUMBER / 2  # most of them open at all
