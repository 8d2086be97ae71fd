"""The people and clients that the tests of the administration share."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Person
from layers.models import Area
from tests.staff import person

CITY_KEY, VILLAGE_KEY = "09663000", "09679170"


@pytest.fixture
def city_editor(db: None) -> Person:
    """Edits what lies in the city."""
    return person("edith", "editor", CITY_KEY)


@pytest.fixture
def region_editor(db: None) -> Person:
    """Edits the whole region."""
    return person("regina", "editor", whole_region=True)


@pytest.fixture
def analyst(db: None) -> Person:
    """Reads everything but what is internal."""
    return person("anna", "analyst")


@pytest.fixture
def administrator(db: None) -> Person:
    """Administers the portal."""
    return person("vera", "administrator")


@pytest.fixture
def signed_in(areas: dict[str, Area]) -> Callable[[Person], Client]:
    """Return a client of somebody; the areas are there."""

    def sign_in(somebody: Person) -> Client:
        client = Client()
        client.force_login(somebody)
        return client

    return sign_in
