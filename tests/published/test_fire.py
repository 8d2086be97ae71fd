"""publish() under fire: twenty writers and four caching readers on the same two hundred entries in three layers."""

import json
import os
import subprocess
import sys
import time

import pytest
from django.contrib.gis.geos import Point
from django.db import connection

from layers.models import Association, Place, PlaceKind, SportsFacility
from layers.services import save_place_kinds
from published.services import publish
from tests.published.fire import CONTENT, LAYERS

WRITERS, READERS, KILLED = 20, 4, 5

# What each version really held, written down by the transaction that raised it, while it alone holds the version's row.
TRUTH = f"""
CREATE TABLE public.fire_truth (layer text, version bigint, content text);
CREATE FUNCTION public.fire_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.fire_truth
    SELECT NEW.layer, NEW.version, {CONTENT} FROM published.feature_public WHERE layer = NEW.layer;
    RETURN NULL;
END $$;
CREATE TRIGGER fire_note AFTER INSERT OR UPDATE ON published.layer_version
    FOR EACH ROW EXECUTE FUNCTION public.fire_note();
"""
NO_TRUTH = (
    "DROP TRIGGER fire_note ON published.layer_version; DROP FUNCTION public.fire_note; DROP TABLE public.fire_truth"
)
EVERYTHING = "SELECT f::text FROM (SELECT {columns} FROM published.feature ORDER BY layer, id, audience) f"


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def published_bytes() -> list[tuple]:
    """Return every published row as text but for the moment of its last change."""
    columns = rows(
        "SELECT string_agg(column_name, ',' ORDER BY ordinal_position) FROM information_schema.columns"
        " WHERE table_schema = 'published' AND table_name = 'feature' AND column_name <> 'changed_at'"
    )[0][0]
    return rows(EVERYTHING.format(columns=columns))


@pytest.fixture
def entries(published_committed: None) -> None:
    kind = PlaceKind(code="bench", label="Bank")
    save_place_kinds([kind], by="test")
    for model, number, values in (
        (Association, 70, {}),
        (Place, 60, {"kind": kind}),
        (SportsFacility, 70, {}),
    ):
        model._default_manager.bulk_create(
            model(name=f"Eintrag {index}", status="published", geom=Point(567_000 + index, 5_516_000), **values)
            for index in range(number)
        )
    for layer in LAYERS:
        publish(layer, None)
    with connection.cursor() as cursor:
        cursor.execute(TRUTH)
    for layer in LAYERS:  # so that the first versions that readers see are in the truth as well
        with connection.cursor() as cursor:
            cursor.execute("UPDATE published.layer_version SET version = version + 1 WHERE layer = %s", [layer])


@pytest.mark.long
def test_publishing_under_fire(entries: None) -> None:
    seconds = float(os.environ.get("GISPORTAL_FIRE_SECONDS", "60"))
    environment = {**os.environ, "GISPORTAL_DB_NAME": connection.settings_dict["NAME"], "GISPORTAL_POOL_SIZE": "1"}

    def start(role: str, seed: int) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.published.fire", role, str(seed), str(seconds)]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)

    writers = [start("writer", seed) for seed in range(WRITERS)]
    readers = [start("reader", 1000 + seed) for seed in range(READERS)]
    time.sleep(seconds / 2 + 10)  # they need a moment to start
    for victim in writers[:KILLED]:
        victim.kill()
        victim.communicate()
    results = [json.loads(process.communicate()[0]) for process in writers[KILLED:]]
    seen = [json.loads(process.communicate()[0])["seen"] for process in readers]

    assert [error for result in results for error in result["errors"]] == []
    assert sum(result["done"] for result in results) > 10 * (WRITERS - KILLED)

    truth: dict[str, dict[str, list[int]]] = {layer: {} for layer in LAYERS}
    for layer, version, content in rows("SELECT layer, version, content FROM public.fire_truth"):
        truth[layer].setdefault(content, []).append(version)
    answers = [
        (int(version), max(truth[layer][content]))
        for reader in seen
        for layer, versions in reader.items()
        for version, content in versions.items()
    ]
    assert len(answers) > 100
    assert [answer for answer in answers if answer[1] < answer[0]] == []  # none is older than its version says

    assert rows("SELECT * FROM published.turn") == []
    assert rows("SELECT pid FROM pg_stat_activity WHERE state LIKE 'idle in%' AND pid <> pg_backend_pid()") == []
    before = published_bytes()
    assert [layer for layer in LAYERS if publish(layer, None).changed] == []
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE published.feature")
    for layer in LAYERS:
        publish(layer, None)
    assert published_bytes() == before
    with connection.cursor() as cursor:
        cursor.execute(NO_TRUTH)
    print(f"\n{sum(result['done'] for result in results)} writes, {len(answers)} versions cached, none stale")  # noqa: T201
