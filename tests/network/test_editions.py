"""Editions of the network: in the database and on disk, one in use, the same for every host."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.contrib.gis.geos import LineString
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.urls import reverse
from psycopg.errors import CheckViolation

from accounts.models import Person
from layers.models import Source
from network import queries
from network.models import Edge, Edition, EditionArray
from network.network import Network
from network.queries import current, current_edition
from network.services import store_edition
from published.errors import NotReady
from tests.network.networks import line_at, network_of

HERE = (566_000.0, 5_516_000.0)
CORNER = (566_100.0, 5_516_000.0)
COUNTS = {"edges": 2, "junctions": 3, "length_km": 0.2, "components": 1, "largest_share": 1.0, "ways": 2}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, published_in_test: None) -> Path:
    """A disk without networks, and a process that has loaded none; it reads as the public role."""
    settings.NETWORK_DIR = tmp_path / "network"
    monkeypatch.setattr(queries, "_loaded", {})
    return tmp_path / "network"


@pytest.fixture
def network() -> Network:
    return network_of(
        [[HERE, CORNER], [CORNER, (566_100.0, 5_516_100.0)]],
        kind=["residential", "steps"],
        surface=[1, 0],
        incline_percent=[np.nan, 12.5],
        max_speed_kmh=[30, 0],
        raised_kerb=[False, True],
        allowed_backward=[1, 1],
        version="v1",
    )


def stored(network: Network, source: Source) -> Edition:
    return store_edition(network=network, source_id=source.pk, file_name="streets.osm", counts=COUNTS)


def test_without_an_import_a_sentence_says_so() -> None:
    assert current_edition() is None
    with pytest.raises(NotReady, match="noch kein Wegenetz") as caught:
        current()
    assert caught.value.status == 503


def test_edges_lie_in_the_database_to_be_looked_at(network: Network, source: Source) -> None:
    stored(network, source)
    first, second = Edge.objects.order_by("number")
    assert (first.kind, first.surface, first.max_speed_kmh, first.incline_percent) == (
        "residential",
        "asphalt",
        30,
        None,
    )
    assert (second.kind, second.surface, second.max_speed_kmh, second.raised_kerb) == ("steps", "", None, True)
    assert second.incline_percent == 12.5
    assert (first.allowed_forward, first.allowed_backward, first.way_id) == (15, 1, 1)
    assert first.geom.equals_exact(LineString(*line_at(network, 0), srid=25832))
    assert first.geom.srid == 25832


def test_the_network_in_use_is_loaded_once(network: Network, source: Source, django_assert_num_queries: Any) -> None:
    stored(network, source)
    loaded = current()
    assert (loaded.version, loaded.length_m.tolist()) == ("v1", [100.0, 100.0])
    with django_assert_num_queries(1, connection=connections["published"]):
        assert current() is loaded


def test_a_host_without_the_arrays_fetches_them(network: Network, source: Source, own_folder: Path) -> None:
    stored(network, source)
    shutil.rmtree(own_folder)
    np.testing.assert_array_equal(current().points, network.points)
    assert (own_folder / "v1").is_dir()


def test_a_new_edition_takes_the_place_of_the_old(network: Network, source: Source) -> None:
    stored(network, source)
    current()
    stored(replace(network_of([[HERE, CORNER]]), version="v2"), source)
    assert current().version == "v2"
    assert list(Edition.objects.order_by("version").values_list("version", "is_current")) == [
        ("v1", False),
        ("v2", True),
    ]
    assert set(Edge.objects.values_list("edition_id", flat=True)) == {"v2"}
    # Runs on the network of before can be repeated.
    assert set(EditionArray.objects.values_list("edition_id", flat=True)) == {"v1", "v2"}
    stored(network, source)
    assert current().version == "v1"


def test_an_import_that_fails_leaves_the_edition_before(network: Network, source: Source) -> None:
    stored(network, source)
    bad = replace(network, version="v2", length_m=np.array([1.0, np.nan]))
    with pytest.raises(CheckViolation, match="edge_length_plausible"), transaction.atomic():
        stored(bad, source)
    assert current().version == "v1"
    assert Edge.objects.count() == 2


def test_only_one_edition_is_in_use(network: Network, source: Source) -> None:
    stored(network, source)
    with pytest.raises(IntegrityError, match="edition_current_once"), transaction.atomic():
        Edition.objects.create(version="v2", source=source, file_name="b.osm", counts={}, is_current=True)


def test_a_network_without_a_version_is_not_stored(source: Source) -> None:
    with pytest.raises(ValueError, match="needs a version"):
        stored(network_of([[HERE, CORNER]]), source)


@pytest.mark.parametrize("role", ["gisportal_public", "gisportal_staff"])
def test_reading_roles_do_not_see_the_tables(network: Network, source: Source, role: str) -> None:
    stored(network, source)
    with connection.cursor() as cursor:
        for model in (Edition, EditionArray, Edge):
            cursor.execute("SELECT has_table_privilege(%s, %s, 'SELECT')", [role, model._meta.db_table])
            assert cursor.fetchone() == (False,)


def test_the_administration_shows_and_changes_nothing(
    published_in_test: None, network: Network, source: Source, client: Client
) -> None:
    stored(network, source)
    client.force_login(Person.objects.create_user("chefin", is_staff=True, is_superuser=True))
    of_edition, edge = reverse("admin:network_edition_change", args=["v1"]), Edge.objects.get(number=1)
    page = client.get(of_edition).content.decode()
    assert "Länge in km: 0.2" in page
    assert "Testquelle, dl-de/by-2-0" in page
    assert client.get(reverse("admin:network_edge_change", args=[edge.pk])).status_code == 200
    assert client.get(reverse("admin:network_edge_changelist")).status_code == 200
    assert client.post(of_edition, {"file_name": "x"}).status_code == 403
    assert client.get(reverse("admin:network_edition_delete", args=["v1"])).status_code == 403
    for model in ("edition", "edge"):
        assert client.get(reverse(f"admin:network_{model}_add")).status_code == 403
