"""Writes of entries: changes wait, versions guard, history remembers."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Person
from layers.models import Area, Association, Change, SportsFacility
from layers.services import approve_change, propose_change, reject_change, save_entry, set_status
from published.errors import Conflict, Refused
from published.models import PublicFeature
from tests.conftest import OLD_TOWN, VILLAGE

pytestmark = pytest.mark.usefixtures("published_in_test")


@pytest.fixture
def facility(areas: dict[str, Area]) -> SportsFacility:
    return save_entry(SportsFacility(name="Mainwiese", status="published", geom=OLD_TOWN), by="test")


def published_name(entry: SportsFacility) -> str:
    return PublicFeature.objects.one("sports_facility", entry.pk).name


def test_a_change_waits_while_the_entry_stays_public(facility: SportsFacility) -> None:
    change = propose_change(facility, {"name": "Neue Mainwiese", "geom": VILLAGE.ewkt}, by="test")
    assert published_name(facility) == "Mainwiese"
    approve_change(change, by="test")
    assert published_name(facility) == "Neue Mainwiese"
    facility.refresh_from_db()
    assert (facility.version, facility.municipality_id) == (2, "09679170")


def test_the_day_of_a_confirmation_is_the_regions(facility: SportsFacility) -> None:
    facility.last_confirmed_at = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)  # half past midnight in Germany
    save_entry(facility, by="test")
    published = PublicFeature.objects.one("sports_facility", facility.pk)
    assert published.confirmed_on == date(2026, 6, 2)
    assert published.properties["last_confirmed_on"] == "2026-06-02"


def test_a_change_against_an_older_version_is_a_conflict(facility: SportsFacility) -> None:
    first = propose_change(facility, {"name": "Eins"}, by="test")
    second = propose_change(facility, {"name": "Zwei"}, by="test")
    approve_change(first, by="test")
    with pytest.raises(Conflict):
        approve_change(second, by="test")
    assert published_name(facility) == "Eins"
    assert Change.objects.get(pk=second.pk).state == Change.State.WAITING


def test_a_change_fits_as_long_as_its_own_fields_are_as_they_were(facility: SportsFacility) -> None:
    change = propose_change(facility, {"name": "Neuer Name", "geom": VILLAGE.ewkt}, by="test")
    set_status(SportsFacility, [facility.pk], "withdrawn", by="test")
    set_status(SportsFacility, [facility.pk], "published", by="test")
    facility.refresh_from_db()
    facility.summary = "Etwas anderes"
    save_entry(facility, by="test")
    approve_change(change, by="test")
    facility.refresh_from_db()
    assert (facility.name, facility.summary) == ("Neuer Name", "Etwas anderes")


def test_a_change_is_decided_once(facility: SportsFacility) -> None:
    change = propose_change(facility, {"name": "Eins"}, by="test")
    reject_change(change, answer="Der Name stimmt.", by="test")
    with pytest.raises(Conflict):
        approve_change(change, by="test")
    with pytest.raises(Conflict):
        reject_change(change, answer="", by="test")
    assert published_name(facility) == "Mainwiese"


@pytest.mark.parametrize("field", ["id", "status", "version", "demo", "municipality", "no_such_field", "pk"])
def test_a_change_cannot_touch_what_is_fixed(facility: SportsFacility, field: str) -> None:
    with pytest.raises(Refused):
        propose_change(facility, {field: "x"}, by="test")


def test_a_change_with_a_wrong_value_is_refused_at_once(facility: SportsFacility) -> None:
    with pytest.raises(ValidationError):
        propose_change(facility, {"kind": "no_such_kind"}, by="test")
    assert not Change.objects.exists()


def test_the_second_editor_gets_a_conflict(facility: SportsFacility) -> None:
    seen = facility.version
    facility.name = "Eins"
    save_entry(facility, by="test", expected_version=seen)
    other = SportsFacility.objects.get(pk=facility.pk)
    other.name = "Zwei"
    with pytest.raises(Conflict):
        save_entry(other, by="test", expected_version=seen)
    assert published_name(facility) == "Eins"


def test_history_says_what_was_and_who_did_it(facility: SportsFacility, django_user_model: type[Person]) -> None:
    person = django_user_model.objects.create_user("redaktion")
    facility.name = "Eins"
    save_entry(facility, by=person)
    set_status(SportsFacility, [facility.pk], "withdrawn", by="nightly check")
    events = list(facility.events.order_by("pgh_id").values_list("name", "status", "pgh_context__metadata"))
    assert events == [
        ("Mainwiese", "published", {"system": "test"}),
        ("Eins", "published", {"person": person.pk}),
        ("Eins", "withdrawn", {"system": "nightly check"}),
    ]


def test_the_slug_has_no_umlauts(areas: dict[str, Area]) -> None:
    entry = save_entry(Association(name="Größe & Übermut Ärger e. V."), by="test")
    assert entry.slug == "groesse-uebermut-aerger-e-v"
