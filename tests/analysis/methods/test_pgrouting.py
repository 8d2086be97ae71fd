"""Reach beside pgr_drivingDistance of pgRouting, in a database of its own that is dropped again."""

import os
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from analysis.methods.reach import reach, reached_length_m
from bench.reachability import database, streets
from gisportal import cluster
from gisportal.cluster.programs import psql
from network.graph import Places
from tests.analysis.methods.brute import arcs_of, reached_m
from tests.network import grids

NODES, ORIGINS, LIMIT_M = 12_000, 10, 1250.0
# The number of this process keeps two runs in one cluster apart.
DATABASE = f"pgrouting_{os.getpid()}"


def driving_distances(there: cluster.Cluster, town: streets.Streets, origins: list[int]) -> dict[int, dict[int, float]]:
    """Return for each origin the cost of every node that pgRouting reaches."""
    columns = (town.start, town.end, town.length_m)
    edges = "\n".join("\t".join(map(repr, row)) for row in zip(*(each.tolist() for each in columns), strict=True))
    script = rf"""
        CREATE DATABASE {DATABASE};
        \connect {DATABASE}
        CREATE EXTENSION pgrouting CASCADE;
        CREATE TABLE edge (id int GENERATED ALWAYS AS IDENTITY, source int, target int, cost float8);
        COPY edge (source, target, cost) FROM STDIN;
{edges}
\.
        SELECT from_v, node, agg_cost FROM pgr_drivingDistance(
            'SELECT id, source, target, cost FROM edge', ARRAY{origins}, {LIMIT_M}, false);
    """
    try:
        said = psql(there, "SET client_min_messages = warning;" + script)
    finally:
        psql(there, f"DROP DATABASE IF EXISTS {DATABASE}")
    found: dict[int, dict[int, float]] = {origin: {} for origin in origins}
    for line in said.splitlines():
        origin, node, cost = line.split("|")
        found[int(origin)][int(node)] = float(cost)
    return found


def test_reach_is_that_of_pgrouting(shared_data: Path) -> None:
    if not database.is_there():
        pytest.skip("pgRouting is not installed (Debian: postgresql-pgrouting)")
    there = cluster.locate(settings.BASE_DIR)
    if os.environ.get("DATABASE_URL") or not cluster.running(there):
        pytest.skip("pgRouting is asked in the private cluster only")
    extract = shared_data / "osm_networks" / "heidelberg_2024.osm.pbf"
    town = streets.around_middle(streets.read(extract), NODES)
    short, drawn = streets.contracted(town), grids.in_metres(streets.uncontracted(town))
    contracted, arcs = grids.in_metres(short.network), arcs_of(drawn)
    origins = np.random.default_rng(11).choice(len(town.x), ORIGINS, replace=False).tolist()
    for origin, cost in driving_distances(there, town, origins).items():
        found = reach(drawn, grids.at_junctions(drawn, [origin]), LIMIT_M)
        assert dict(zip(found.junction.tolist(), found.cost.tolist(), strict=True)) == pytest.approx(cost, abs=1e-6)
        at = Places(short.edge[[origin]], short.fraction[[origin]], np.zeros(1))
        assert reached_length_m(reach(contracted, at, LIMIT_M)) == pytest.approx(reached_m(arcs, cost, LIMIT_M))
