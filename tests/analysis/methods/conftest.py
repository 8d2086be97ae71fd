"""The streets of Heidelberg, as they were drawn and with their chains contracted; their costs are metres on foot."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.reachability import streets
from network.graph import Graph, Places
from tests.network.grids import in_metres


@dataclass(frozen=True)
class Heidelberg:
    """One town twice: every point of a way is a node of `drawn`; `contracted` has the junctions alone."""

    drawn: Graph
    contracted: Graph
    edge: NDArray[np.int32]
    fraction: NDArray[np.float64]

    def place(self, node: int) -> Places:
        """Where a node of `drawn` lies on `contracted`."""
        return Places(self.edge[[node]], self.fraction[[node]], np.zeros(1))


@pytest.fixture(scope="session")
def heidelberg(shared_data: Path) -> Heidelberg:
    extract = shared_data / "osm_networks" / "heidelberg_2024.osm.pbf"
    if not extract.exists():
        pytest.skip("the extract of Heidelberg is not in the shared data folder")
    read = streets.read(extract)
    short = streets.contracted(read)
    drawn, contracted = in_metres(streets.uncontracted(read)), in_metres(short.network)
    return Heidelberg(drawn, contracted, short.edge, short.fraction)
