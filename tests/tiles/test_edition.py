"""Editions: what every kept answer is named after."""

import re

import pytest
from django.db import connection

from published.services import turn_version
from tests.conftest import turn
from tiles.edition import Edition, edition_of

# https://github.com/mapbox/tilejson-spec/tree/master/3.0.0, schema: version
TILEJSON_VERSION = re.compile(r"\d+\.\d+\.\d+\w?[\w\d]*")


def test_an_edition_reads_as_a_version_of_tilejson() -> None:
    assert TILEJSON_VERSION.fullmatch(str(Edition(1795318000000, 1795318000123)))


def test_an_address_names_an_edition_in_full_or_by_its_version() -> None:
    edition = Edition(17, 99)
    assert edition.is_meant_by(str(edition))
    assert edition.is_meant_by("17")
    for other in (None, "", "NaN", "1", "017", "17.0", "1.17.98", "1.18.99", " 17", "9" * 400):
        assert not edition.is_meant_by(other)


@pytest.mark.usefixtures("published_in_test")
def test_each_turn_makes_a_new_edition() -> None:
    before = edition_of("place")
    turn_version("place")
    turn()
    first = edition_of("place")
    turn_version("place")
    turn()
    assert before < first < edition_of("place")


@pytest.mark.usefixtures("published_in_test")
def test_what_was_never_published_has_the_edition_of_nothing() -> None:
    assert edition_of("no-such-layer") == Edition(0, 0)


@pytest.mark.usefixtures("published_in_test")
def test_an_edition_of_two_layers_changes_with_either() -> None:
    editions = [edition_of("basemap", "address")]
    for layer in ("basemap", "address", "basemap"):
        turn_version(layer)
        turn()
        editions.append(edition_of("basemap", "address"))
    assert editions == sorted(set(editions))


@pytest.mark.usefixtures("published_in_test")
def test_a_restored_database_does_not_repeat_an_edition() -> None:
    """After a restore the counting begins anew where the backup stood; caches may hold that version already."""
    turn_version("place")
    turn()
    served = edition_of("place")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE published.layer_version SET version = version - 1, changed_at = changed_at - interval '1 hour'"
            " WHERE layer = 'place'"
        )
    turn_version("place")
    turn()
    again = edition_of("place")
    assert again.version == served.version
    assert again != served
