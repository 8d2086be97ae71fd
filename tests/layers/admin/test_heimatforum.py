"""Heimatforen in the administration: stays are published with them and never overlap."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from layers.models import Area, Heimatforum, Stay
from layers.services import save_entry
from published.models import PublicFeature
from tests.conftest import OLD_TOWN, VILLAGE
from tests.forms import read_form

pytestmark = pytest.mark.usefixtures("published_in_test")
SignIn = Callable[[Person], Client]


def page(forum: Heimatforum) -> str:
    return reverse("admin:layers_heimatforum_change", args=[forum.pk])


def row(number: int, place: str, begins: datetime, ends: datetime, position: str) -> dict[str, str]:
    begin, end = timezone.localtime(begins), timezone.localtime(ends)
    fields = {
        "place_name": place,
        "starts_at_0": f"{begin:%d.%m.%Y}",
        "starts_at_1": f"{begin:%H:%M}",
        "ends_at_0": f"{end:%d.%m.%Y}",
        "ends_at_1": f"{end:%H:%M}",
        "geom": position,
    }
    return {f"stays-{number}-{name}": value for name, value in fields.items()}


@pytest.fixture
def forum(areas: dict[str, Area]) -> Heimatforum:
    return save_entry(Heimatforum(name="Klimarondell", moves=True, status="published"), by="test")


@pytest.fixture
def hours() -> Callable[[float], datetime]:
    now = timezone.now().replace(second=0, microsecond=0)
    return lambda number: now + timedelta(hours=number)


def test_a_stay_of_now_is_where_the_map_shows_it(
    signed_in: SignIn, region_editor: Person, forum: Heimatforum, hours: Callable
) -> None:
    client = signed_in(region_editor)
    sent = read_form(client.get(page(forum))) | {"stays-TOTAL_FORMS": "1"}
    client.post(page(forum), sent | row(0, "Marktplatz", hours(-1), hours(2), "49.79300, 9.93000"))
    published = PublicFeature.objects.one("heimatforum", forum.pk)
    assert published.properties["stay"]["place"] == "Marktplatz"
    assert (round(published.geom.y, 4), round(published.geom.x, 4)) == (49.793, 9.93)
    forum.refresh_from_db()
    assert forum.version == 2


def test_overlapping_stays_get_a_sentence(
    signed_in: SignIn, region_editor: Person, forum: Heimatforum, hours: Callable
) -> None:
    client = signed_in(region_editor)
    sent = read_form(client.get(page(forum))) | {"stays-TOTAL_FORMS": "2"}
    sent |= row(0, "Marktplatz", hours(-1), hours(2), "49.79300, 9.93000")
    sent |= row(1, "Mainwiesen", hours(1), hours(3), "49.79500, 9.92000")
    response = client.post(page(forum), sent)
    assert "„Marktplatz“ und „Mainwiesen“ überschneiden sich" in response.content.decode()
    assert not Stay.objects.exists()


@pytest.mark.parametrize(
    ("ends", "position", "sentence"),
    [
        (-2, "49.79300, 9.93000", "„Bis“ muss nach „von“ liegen."),
        (2, "", "zwingend erforderlich"),
        (2, '{"type":"LineString","coordinates":[[9.9,49.7],[9.91,49.7]]}', "Hier wird ein Punkt gebraucht."),
    ],
)
def test_a_wrong_stay_gets_a_sentence(
    signed_in: SignIn,
    region_editor: Person,
    forum: Heimatforum,
    hours: Callable,
    ends: int,
    position: str,
    sentence: str,
) -> None:
    client = signed_in(region_editor)
    sent = read_form(client.get(page(forum))) | {"stays-TOTAL_FORMS": "1"}
    response = client.post(page(forum), sent | row(0, "Marktplatz", hours(-1), hours(ends), position))
    assert sentence in response.content.decode()
    assert not Stay.objects.exists()


def test_neighbouring_stays_change_places_in_one_save(
    signed_in: SignIn, region_editor: Person, forum: Heimatforum, hours: Callable
) -> None:
    first, second = (
        Stay.objects.create(heimatforum=forum, place_name=name, starts_at=hours(a), ends_at=hours(b), geom=geom)
        for name, a, b, geom in (("Marktplatz", -4, -2, OLD_TOWN), ("Ochsenfurt", -2, 4, VILLAGE))
    )
    client = signed_in(region_editor)
    sent = read_form(client.get(page(forum)))
    for one, other in (("0", "1"), ("1", "0")):
        start, end = (first, second)[int(other)].starts_at, (first, second)[int(other)].ends_at
        sent |= {key: value for key, value in row(int(one), "", start, end, "").items() if "_at_" in key}
    assert client.post(page(forum), sent).status_code == 302
    first.refresh_from_db()
    assert first.starts_at == hours(-2)
    assert PublicFeature.objects.one("heimatforum", forum.pk).properties["stay"]["place"] == "Marktplatz"


def test_a_deleted_stay_makes_room_for_a_new_one(
    signed_in: SignIn, region_editor: Person, forum: Heimatforum, hours: Callable
) -> None:
    Stay.objects.create(heimatforum=forum, place_name="Ochsenfurt", starts_at=hours(-2), ends_at=hours(4), geom=VILLAGE)
    client = signed_in(region_editor)
    sent = read_form(client.get(page(forum))) | {"stays-0-DELETE": "on", "stays-TOTAL_FORMS": "2"}
    client.post(page(forum), sent | row(1, "Marktplatz", hours(-1), hours(2), "49.79300, 9.93000"))
    assert [stay.place_name for stay in Stay.objects.all()] == ["Marktplatz"]
    assert PublicFeature.objects.one("heimatforum", forum.pk).properties["stay"]["place"] == "Marktplatz"
