"""Writes of readings. They do not pass through publish(): the public side sees them through views."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from observations.models import Datastream
from published.services import turn_version

LATEST_LAYER = "climate_station:latest"  # the version of all latest values


@transaction.atomic
def store_readings(datastream: Datastream, readings: Iterable[tuple[datetime, float]]) -> int:
    """Store readings of one datastream and return how many are new or differ. Times are aware, values in its unit.

    Streams by COPY into a temporary table, so that memory stays flat; a time that occurs twice keeps its last value.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE arriving"
            " (n bigint GENERATED ALWAYS AS IDENTITY, time timestamptz, value double precision) ON COMMIT DROP"
        )
        with cursor.copy("COPY arriving (time, value) FROM STDIN") as copy:
            for row in readings:
                copy.write_row(row)
        cursor.execute(
            "INSERT INTO observations_reading AS r (datastream_id, time, value)"
            " SELECT DISTINCT ON (time) %s, time, value FROM arriving ORDER BY time, n DESC"
            " ON CONFLICT (datastream_id, time) DO UPDATE SET value = excluded.value WHERE r.value <> excluded.value",
            [datastream.pk],
        )
        stored = cursor.rowcount
        cursor.execute("DROP TABLE arriving")
        cursor.execute(
            "UPDATE observations_datastream d"
            " SET latest_at = r.time, latest_value = r.value, latest_is_announced = false FROM ("
            " SELECT time, value FROM observations_reading WHERE datastream_id = %s ORDER BY time DESC LIMIT 1) r"
            " WHERE d.id = %s AND (d.latest_at, d.latest_value) IS DISTINCT FROM (r.time, r.value)",
            [datastream.pk, datastream.pk],
        )
    return stored


@transaction.atomic
def announce_latest() -> bool:
    """Turn the version of the latest values if one came since the last call; say whether. The minute job calls it.

    So the version turns at most once a minute, however many stations report, and no value waits longer.
    """
    news = Datastream.objects.filter(latest_is_announced=False).order_by("pk").select_for_update()
    if not Datastream.objects.filter(pk__in=[stream.pk for stream in news]).update(latest_is_announced=True):
        return False
    turn_version(LATEST_LAYER)
    return True
