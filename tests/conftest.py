"""What all tests share: real PostGIS with migrations, the reading roles, named geometries, the shared data folder."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_django
from django.conf import settings
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import connection, connections
from django.utils import timezone

from layers.models import Area, Source

READING_ROLES = {"published": "gisportal_public", "staff": "gisportal_staff"}
ALL_DATABASES = ["default", *READING_ROLES]
LEAVING_S = 20.0
# What the sessions of this process are called in its database; programs that a test starts do not inherit it.
OWN = f"pytest {os.getpid()}"
for _alias in ALL_DATABASES:
    settings.DATABASES[_alias]["OPTIONS"]["application_name"] = OWN


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that reads the published side may use all aliases; it need not say so twice."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "published_in_test" in fixtures:
            item.add_marker(pytest.mark.django_db(databases=ALL_DATABASES), append=False)
        elif "published_committed" in fixtures:
            item.add_marker(pytest.mark.django_db(databases=ALL_DATABASES, transaction=True), append=False)


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the tests' tiles and networks apart from those of a portal that runs beside them."""
    settings.TILE_CACHE_DIR = tmp_path_factory.mktemp("tiles")
    settings.NETWORK_DIR = tmp_path_factory.mktemp("network")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """Close the pools of all aliases, or the test database cannot be dropped; and wait for whoever is still leaving."""
    yield
    for alias in ALL_DATABASES:
        connections[alias].close()
        connections[alias].close_pool()
    with django_db_blocker.unblock():
        _end_own()
        _wait_until_left()


def _end_own() -> None:
    """End what this process itself still holds.

    While Playwright keeps an event loop in this thread, Django keeps connections for that loop: once it is gone nobody
    can reach them to close them.
    """
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND application_name = %s",
            [connection.settings_dict["NAME"], OWN],
        )


def _wait_until_left() -> None:
    """Wait for the sessions of processes that tests have ended. Raises AssertionError with what one does that stays."""
    deadline = time.monotonic() + LEAVING_S
    while (sessions := _sessions()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not sessions, f"a test has left sessions in its database: {sessions}"


def _sessions() -> list[tuple[str, str, str]]:
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT usename, backend_type, left(query, 200) FROM pg_stat_activity WHERE datname = %s",
            [connection.settings_dict["NAME"]],
        )
        return cursor.fetchall()


@contextmanager
def _borrowed(alias: str, role: str) -> Iterator[None]:
    """Let an alias ask through the test's own connection, each statement under its own role: grants are real."""
    owner, reader = connections["default"], connections[alias]
    reader.close()
    owner.ensure_connection()
    assert owner.settings_dict["NAME"].startswith("test_"), "a test must never write to the portal's own database"

    def as_reader(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        raw = owner.connection
        raw.execute(f"SAVEPOINT as_reader; SET LOCAL ROLE {role}")
        try:
            result = execute(sql, params, many, context)
        except BaseException:
            raw.execute("ROLLBACK TO SAVEPOINT as_reader")
            raise
        raw.execute("RESET ROLE; RELEASE SAVEPOINT as_reader")
        return result

    kept = {name: getattr(reader, name) for name in ("connection", "autocommit", "in_atomic_block", "needs_rollback")}
    reader.connection, reader.autocommit = owner.connection, False
    reader.in_atomic_block, reader.needs_rollback = True, False
    reader.close_at, reader.health_check_done, reader.savepoint_ids = None, True, []
    try:
        with reader.execute_wrapper(as_reader):
            yield
    finally:
        for name, value in kept.items():
            setattr(reader, name, value)


@pytest.fixture
def published_in_test(db: None) -> Iterator[None]:
    """The aliases `published` and `staff` see what this test wrote, as their own roles; all is rolled back."""
    with ExitStack() as stack:
        for alias, role in READING_ROLES.items():
            stack.enter_context(_borrowed(alias, role))
        yield


@pytest.fixture
def published_committed(transactional_db: None) -> Iterator[None]:
    """For tests that really commit (live server, several connections): leaves the published tables empty."""
    _empty_published()
    yield
    _empty_published()


# All but the topics and their words: they follow the catalogue, and the flush after a test that commits brings them
# back to it. What triggers write comes last.
_PUBLISHED = (
    *("feature", "kind", "basemap", "address", "gazetteer", "grid", "due_mark", "opening", "holiday", "page_text"),
    *("word_turn", "turn", "layer_version"),
)


def _empty_published() -> None:
    """Delete, not truncate: the live server may still be reading for a page that has been closed.

    The jobs that a test has noted go as well: procrastinate's tables are not Django's to flush.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        for table in _PUBLISHED:
            cursor.execute(f"DELETE FROM published.{table}")
        cursor.execute(
            "DELETE FROM published.word WHERE (layer, word) NOT IN"
            " (SELECT layer, unnest(tsvector_to_array(words)) FROM published.topic)"
        )


def turn() -> None:
    """Raise the noted versions now: inside a test's transaction COMMIT never comes."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with real open data; tests that need it are skipped without it."""
    root = Path(__file__).resolve().parents[1]
    folder = Path(os.environ.get("GISPORTAL_SHARED", root.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("the shared data folder is not beside the checkout")
    return folder


# Named places in EPSG:25832, metres: the middle of the city, a village in the south, and squares around them.
OLD_TOWN = Point(567_000, 5_516_000, srid=25832)
VILLAGE = Point(572_000, 5_500_000, srid=25832)
CITY = MultiPolygon(Polygon.from_bbox((560_000, 5_510_000, 575_000, 5_525_000)), srid=25832)
COUNTRYSIDE = MultiPolygon(Polygon.from_bbox((560_000, 5_490_000, 585_000, 5_510_000)), srid=25832)
OLD_TOWN_DISTRICT = MultiPolygon(Polygon.from_bbox((565_500, 5_514_300, 569_000, 5_518_000)), srid=25832)
for square in (CITY, COUNTRYSIDE, OLD_TOWN_DISTRICT):
    for polygon in square:
        polygon.srid = 25832


@pytest.fixture
def source(db: None) -> Source:
    """A source of entries."""
    return Source.objects.create(
        key="test", title="Testquelle", licence="dl-de/by-2-0", attribution="Testquelle, dl-de/by-2-0"
    )


@pytest.fixture
def areas(source: Source) -> dict[str, Area]:
    """A city with one district, and a village beside it."""
    city = Area.objects.create(id="09663000", kind="municipality", name="Würzburg", source=source, geom=CITY)
    district = Area.objects.create(
        id="0966300001", kind="district", name="Altstadt", parent=city, source=source, geom=OLD_TOWN_DISTRICT
    )
    village = Area.objects.create(
        id="09679170", kind="municipality", name="Ochsenfurt", source=source, geom=COUNTRYSIDE
    )
    return {"city": city, "district": district, "village": village}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Stop the clock at a local time."""

    def stop(text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=settings.REGION.tzinfo).astimezone(UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return stop


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium with a software renderer for WebGL."""
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("GISPORTAL_CHROMIUM", "/usr/bin/chromium"),
        "args": [
            "--no-sandbox",
            "--use-angle=swiftshader",
            "--enable-unsafe-swiftshader",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }
