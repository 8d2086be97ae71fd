"""The latest values of the stations, with their age."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from published.models import PublicDatastream
from published.observed import UNITS, ObservedProperty


def latest_values(at: datetime) -> dict[str, list[dict[str, Any]]]:
    """Return for each public station its latest values: observed property, value, unit, time, whole minutes of age.

    A datastream that has no reading yet is left out. One statement, whatever the number of stations.
    """
    streams = PublicDatastream.objects.order_by("station_id", "observed_property").values_list(
        "station_id", "observed_property", "latest_value", "latest_at"
    )
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for station, observed_property, value, time in streams:
        if time is None:
            continue
        found[station].append(
            {
                "observed_property": observed_property,
                "value": value,
                "unit": UNITS[ObservedProperty(observed_property)],
                "time": f"{time:%Y-%m-%dT%H:%M:%SZ}",
                "age_min": max(0, int((at - time).total_seconds() // 60)),
            }
        )
    return dict(found)
