"""Counting stations as they are published."""

import pytest

from layers.models import CountingStation
from layers.services import save_entry
from published.models import PublicFeature
from tests.conftest import OLD_TOWN


@pytest.mark.usefixtures("published_in_test")
def test_a_counting_station_says_what_it_counts() -> None:
    station = save_entry(
        CountingStation(name="Marktplatz", counted="pedestrians", operator="Stadt", status="published", geom=OLD_TOWN),
        by="test",
    )
    row = PublicFeature.objects.one("counting_station", station.pk)
    assert row.kind == "pedestrians"
    assert row.properties["operator"] == "Stadt"
    assert "kind:pedestrians" in row.terms
