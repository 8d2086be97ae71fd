"""pgRouting on every node, in a scratch cluster; its time is the CPU time of all of PostgreSQL's processes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from bench.reachability.jobs import FOOT, FOOT_M, ISOCHRONE, ISOCHRONE_M, NEAREST, Sample
from bench.reachability.streets import Streets
from bench.serving.meter import cpu_seconds
from bench.serving.scratch import Scratch

PROGRAM = "pgRouting"
CONTROL_FILES = "postgresql/*/extension/pgrouting.control"
FARTHEST_M = 20_000.0
EVERY = "SELECT id, source, target, cost FROM bench.edge"
# Only the streets around: without it each question reads the whole table.
NEARBY = EVERY + " WHERE geom OPERATOR(public.&&) public.ST_Expand('{point}'::public.geometry, {radius})"


def is_there() -> bool:
    """Whether pgRouting is installed (Debian: postgresql-pgrouting)."""
    return any(Path("/usr/share").glob(CONTROL_FILES))


def measured(place: Scratch, streets: Streets) -> Iterator[dict[str, object]]:
    """Load the streets and yield what each job took."""
    place.as_superuser("CREATE EXTENSION pgrouting SCHEMA public;")
    sample = Sample.of(len(streets.x))
    with psycopg.connect(autocommit=True) as connection:
        load(connection, streets)

        def took(*questions: tuple[str, list[object]]) -> tuple[float, list[tuple]]:
            begun, answers = cpu_seconds(place.postmaster_pid), []
            for statement, values in questions:
                answers += connection.execute(statement, values).fetchall()
            return cpu_seconds(place.postmaster_pid) - begun, answers

        yield from _jobs(took, streets, sample)


def load(connection: psycopg.Connection, streets: Streets) -> None:
    """Write the streets as pgRouting reads them."""
    connection.execute(
        "CREATE SCHEMA bench; CREATE TABLE bench.edge (id int, source int, target int, cost float8,"
        " geom public.geometry(LineString))"
    )
    columns = (
        streets.start,
        streets.end,
        streets.length_m,
        *(axis[ends] for ends in (streets.start, streets.end) for axis in (streets.x, streets.y)),
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    with connection.cursor().copy("COPY bench.edge FROM STDIN") as copy:
        for number, (source, target, cost, *line) in enumerate(rows):
            copy.write_row((number, source, target, cost, "LINESTRING({} {}, {} {})".format(*line)))
    connection.execute("CREATE INDEX ON bench.edge USING gist (geom)")
    connection.execute("VACUUM ANALYZE bench.edge")


def _jobs(took: Callable, streets: Streets, sample: Sample) -> Iterator[dict[str, object]]:
    around = [
        NEARBY.format(point=f"POINT({streets.x[at]} {streets.y[at]})", radius=ISOCHRONE_M) for at in sample.origins
    ]
    within = "SELECT count(*) FROM public.pgr_drivingDistance(%s, %s, %s, false)"
    asked = [(within, [edges, int(at), ISOCHRONE_M]) for edges, at in zip(around, sample.origins, strict=True)]
    spent_s, _ = took(*asked)
    yield {"job": ISOCHRONE, "cpu_s": spent_s / len(asked)}
    # The last argument: whether each node counts for the nearest facility alone.
    to_places = (
        "SELECT count(*), sum(agg_cost) FROM public.pgr_drivingDistance(%s, %s::int[], %s, false, %s)"
        " JOIN unnest(%s::bigint[]) AS place (node) USING (node)"
    )
    for job, limit_m, only_nearest in ((NEAREST, FARTHEST_M, True), (FOOT, FOOT_M, False)):
        values = [EVERY, sample.facilities.tolist(), limit_m, only_nearest, sample.places.tolist()]
        spent_s, [(pairs, sum_m)] = took((to_places, values))
        yield {"job": job, "cpu_s": spent_s, "sum_m": sum_m} | ({} if only_nearest else {"pairs": pairs})
