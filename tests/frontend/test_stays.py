"""Where a Heimatforum that moves stands now and where it goes next."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from frontend.stays import Stays, stays
from layers.models import Heimatforum, Stay
from layers.services import save_entry
from published.services import publish
from tests.conftest import OLD_TOWN, VILLAGE, turn
from tests.frontend.test_views import page

FIRST = {"place": "Rathaus", "starts_at": "2026-04-01T06:00:00+02:00", "ends_at": "2026-05-03T18:00:00+02:00"}
SECOND = {"place": "Markt", "starts_at": "2026-05-05T06:00:00+02:00", "ends_at": "2026-06-01T18:00:00+02:00"}


def at(year: int, month: int, day: int, *said: dict[str, Any]) -> Stays:
    with override("de"):
        found = stays({"stays": [SECOND, FIRST, *said]}, datetime(year, month, day, 10, tzinfo=UTC))
    assert found
    return found


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ((2026, 3, 1), "Zurzeit steht es nirgends. Als Nächstes: Rathaus, ab 1. April."),
        ((2026, 4, 1), "Jetzt: Rathaus, bis 3. Mai. Als Nächstes: Markt, ab 5. Mai."),
        ((2026, 5, 4), "Zurzeit steht es nirgends. Als Nächstes: Markt, ab 5. Mai."),
        ((2026, 5, 20), "Jetzt: Markt, bis 1. Juni."),
        ((2026, 7, 1), "Zurzeit steht es nirgends. Ein nächster Standort ist noch nicht bekannt."),
    ],
)
def test_a_sentence_says_where_it_stands_and_where_it_goes(moment: tuple[int, int, int], sentence: str) -> None:
    assert at(*moment).sentence == sentence


def test_past_stays_are_kept_the_latest_first() -> None:
    assert [line.place for line in at(2026, 7, 1).past] == ["Markt", "Rathaus"]


def test_a_place_that_stays_has_no_stays() -> None:
    assert stays({}, datetime(2026, 7, 1, tzinfo=UTC)) is None


@pytest.mark.usefixtures("published_in_test", "areas")
def test_the_page_says_it_and_shows_it_on_the_map(client: Client) -> None:
    forum = save_entry(Heimatforum(name="Klimarondell", status="published", moves=True), by="test")
    now = timezone.now()
    for name, place, begin, end in (
        ("Rathaus", OLD_TOWN, -9, 9),
        ("Dorfplatz", VILLAGE, 12, 20),
        ("Tor", VILLAGE, -20, -9),
    ):
        Stay.objects.create(
            heimatforum=forum,
            place_name=name,
            geom=place,
            starts_at=now + timedelta(days=begin),
            ends_at=now + timedelta(days=end),
        )
    publish("heimatforum", [forum.pk])
    turn()
    found = page(client, f"/karte/heimatforum/{forum.pk}/")
    assert "Jetzt: Rathaus, bis" in found.text
    assert "Als Nächstes: Dorfplatz, ab" in found.text
    assert "Frühere Standorte Tor" in found.text
    assert '"position": [9.9' in found.text
