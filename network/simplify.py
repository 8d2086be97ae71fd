"""Contract a network: junctions that only bend a way or divide equal ones become points of an edge. Exact.

Every junction where ways meet, end or change stays; lengths are sums; no distance between two junctions that stay is
any other than before.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from network.network import Network
from network.segment_grid import places_within

SAID_OF_EDGES = (
    "length_m",
    "allowed_forward",
    "allowed_backward",
    "kind",
    "surface",
    "incline_percent",
    "max_speed_kmh",
    "raised_kerb",
    "fixed_minutes",
    "way_id",
)


@dataclass(frozen=True)
class Components:
    """How a network hangs together: the number of its parts, and the share of all length in the longest of them."""

    count: int
    largest_share: float


def contract(network: Network) -> Network:
    """Return the network without junctions of degree two whose two edges say the same of a way, each seen along it.

    An edge begins where the first of its parts did, in the order of the given edges, and keeps that part's way id. A
    ring without any junction becomes a loop at its first junction. Junctions come out in the order in which they lie
    in space (Morton), edges in that of their ends: what is near on the ground is near in memory. Without edges nothing
    is left.
    """
    if not len(network.start):
        return replace(network, x=network.x[:0], y=network.y[:0], stored_grid=None)
    partner = _partners(network)
    partner = _open_rings(network, partner)
    chain_of, place, is_flipped = _chains(partner, len(network.start))
    order = np.lexsort((place, chain_of))
    first = np.flatnonzero(np.diff(chain_of[order], prepend=-1))
    return _in_space_order(_merged(network, order, first, is_flipped))


def components(network: Network) -> Components:
    """Return how a network hangs together, whoever may travel it; none for a network without edges."""
    if not len(network.start):
        return Components(0, 0.0)
    size = len(network.x)
    joined = coo_array((np.ones(len(network.start), dtype=np.int8), (network.start, network.end)), shape=(size, size))
    count, label = connected_components(joined.tocsr(), directed=False)
    length_m = np.bincount(label[network.start], weights=network.length_m, minlength=count)
    total_m = float(length_m.sum())
    return Components(int(count), float(length_m.max()) / total_m if total_m else 1.0)


# An end of an edge is numbered 2 * edge, or 2 * edge + 1 at its end. `partner` says which end an end is joined to.


def _partners(network: Network) -> NDArray[np.int64]:
    """Return for each end (2 E,) the one that it is joined to where the junction between goes, else -1."""
    ends = len(network.start) * 2
    at = np.empty(ends, dtype=np.int64)
    at[0::2], at[1::2] = network.start, network.end
    order = np.argsort(at, kind="stable")
    degree = np.bincount(at, minlength=len(network.x))
    first = np.cumsum(degree) - degree
    between = first[degree == 2]
    one, other = order[between], order[between + 1]
    same = (one // 2 != other // 2) & _say_the_same(network, one, other)
    partner = np.full(ends, -1, dtype=np.int64)
    partner[one[same]], partner[other[same]] = other[same], one[same]
    return partner


def _say_the_same(network: Network, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say for joined ends whether walking from the edge of the one into the edge of the other changes anything."""
    a, b = one // 2, other // 2
    same = network.kind[a] == network.kind[b]
    for name in ("surface", "max_speed_kmh", "raised_kerb"):
        column = getattr(network, name)
        same &= column[a] == column[b]
    same &= np.isnan(network.fixed_minutes[a]) == np.isnan(network.fixed_minutes[b])
    # Seen in the direction of the walk: an end that is the edge's end is left forwards, its start is entered forwards.
    a_turned, b_turned = one % 2 == 0, other % 2 == 1
    onward_a, back_a = _allowed(network, a, a_turned)
    onward_b, back_b = _allowed(network, b, b_turned)
    same &= (onward_a == onward_b) & (back_a == back_b)
    climb_a = np.where(a_turned, -1, 1) * network.incline_percent[a]
    climb_b = np.where(b_turned, -1, 1) * network.incline_percent[b]
    return same & ((climb_a == climb_b) | (np.isnan(climb_a) & np.isnan(climb_b)))


def _allowed(
    network: Network, edges: NDArray[np.int64], turned: NDArray[np.bool_]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    forward, backward = network.allowed_forward[edges], network.allowed_backward[edges]
    return np.where(turned, backward, forward), np.where(turned, forward, backward)


def _open_rings(network: Network, partner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the partners with every ring that has no end cut at the smallest of its junctions."""
    edges = len(partner) // 2
    joined = np.flatnonzero(partner >= 0)
    links = coo_array((np.ones(len(joined), dtype=np.int8), (joined // 2, partner[joined] // 2)), shape=(edges, edges))
    _, ring_of = connected_components(links.tocsr(), directed=False)
    has_end = np.zeros(edges, dtype=bool)
    has_end[ring_of[np.flatnonzero(partner < 0) // 2]] = True
    in_ring = joined[~has_end[ring_of[joined // 2]]]
    at = np.where(in_ring % 2 == 0, network.start[in_ring // 2], network.end[in_ring // 2])
    order = np.lexsort((in_ring, at, ring_of[in_ring // 2]))
    _, first = np.unique(ring_of[in_ring // 2][order], return_index=True)
    cut = in_ring[order][first]
    opened = partner.copy()
    opened[partner[cut]] = -1
    opened[cut] = -1
    return opened


def _chains(partner: NDArray[np.int64], edges: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return for each edge its chain, its place in it, and whether the chain runs against it: (E,) each.

    A step enters an edge by one end and leaves by the other. Each chain can be walked both ways; pointers that double
    their stride find the beginning and the distance to it for all steps at once. The walk that begins where an edge
    starts is taken, so that one-way streets keep their direction; of two such the one with the smaller number.
    """
    ends = np.arange(2 * edges)
    # Walking backwards: before entering by `end` one left the edge of its partner, having entered by its other end.
    before = np.where(partner >= 0, partner ^ 1, ends)
    steps = (before != ends).astype(np.int64)
    while True:
        further = before[before]
        if np.array_equal(further, before):
            break
        steps += steps[before]
        before = further
    entered_start, entered_end = before[0::2], before[1::2]
    is_flipped = _rank(entered_end, edges) < _rank(entered_start, edges)
    chain = np.where(is_flipped, entered_end, entered_start)
    place = np.where(is_flipped, steps[1::2], steps[0::2])
    return chain, place, is_flipped


def _rank(ends: NDArray[np.int64], edges: int) -> NDArray[np.int64]:
    """Order ends: starts of edges before ends of edges, each by number."""
    return ends // 2 + (ends % 2) * edges


def _merged(
    network: Network, order: NDArray[np.int64], first: NDArray[np.int64], is_flipped: NDArray[np.bool_]
) -> Network:
    """Return the network of the chains; `order` lists the edges chain by chain, `first` where each chain begins."""
    chain = np.repeat(np.arange(len(first)), np.diff(first, append=len(order)))
    flipped = is_flipped[order]
    lead = order[first]
    lead_flipped = flipped[first]
    last = np.append(first[1:], len(order)) - 1
    tail = np.where(flipped, network.end[order], network.start[order])
    head = np.where(flipped, network.start[order], network.end[order])
    count = np.diff(network.point_offset)[order]
    offset = network.point_offset[:-1][order]
    # Points of each part in the direction of the chain; the first one of every later part stands there already.
    within = places_within(count)
    of_part = np.repeat(np.arange(len(order)), count)
    index = offset[of_part] + np.where(flipped[of_part], count[of_part] - 1 - within, within)
    begins_chain = np.zeros(len(order), dtype=bool)
    begins_chain[first] = True
    is_new = (within > 0) | begins_chain[of_part]
    point_chain = chain[of_part][is_new]
    point_offset = np.zeros(len(first) + 1, dtype=np.int64)
    np.cumsum(np.bincount(point_chain, minlength=len(first)), out=point_offset[1:])
    forward, backward = _allowed(network, lead, lead_flipped)
    start, end = tail[first], head[last]
    kept, rows = np.unique(np.concatenate([start, end]), return_inverse=True)
    first_row, last_row = np.split(rows.astype(np.int32), 2)
    length_m, fixed_minutes = (
        np.bincount(chain, weights=each[order], minlength=len(first))
        for each in (network.length_m, network.fixed_minutes)
    )
    return replace(
        network,
        x=network.x[kept],
        y=network.y[kept],
        start=first_row,
        end=last_row,
        length_m=length_m.astype(np.float64),
        point_offset=point_offset,
        points=network.points[index[is_new]],
        allowed_forward=forward,
        allowed_backward=backward,
        kind=network.kind[lead],
        surface=network.surface[lead],
        incline_percent=np.where(lead_flipped, -1, 1).astype(np.float32) * network.incline_percent[lead],
        max_speed_kmh=network.max_speed_kmh[lead],
        raised_kerb=network.raised_kerb[lead],
        fixed_minutes=fixed_minutes.astype(np.float32),
        way_id=network.way_id[lead],
        stored_grid=None,
    )


def _in_space_order(network: Network) -> Network:
    """Return the same network with junctions in Morton order and edges in the order of their ends."""
    order = np.argsort(_morton(network.x, network.y), kind="stable")
    new_row = np.empty(len(order), dtype=np.int32)
    new_row[order] = np.arange(len(order), dtype=np.int32)
    start, end = new_row[network.start], new_row[network.end]
    edges = np.lexsort((np.maximum(start, end), np.minimum(start, end)))
    count = np.diff(network.point_offset)[edges]
    index = np.repeat(network.point_offset[:-1][edges], count) + places_within(count)
    return replace(
        network,
        x=network.x[order],
        y=network.y[order],
        start=start[edges],
        end=end[edges],
        point_offset=np.concatenate([[0], np.cumsum(count)]),
        points=network.points[index],
        **{name: getattr(network, name)[edges] for name in SAID_OF_EDGES},
    )


def _morton(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    """Interleave the bits of whole metres; up to 2,147 km either way."""
    if not len(x):
        return np.zeros(0, dtype=np.int64)
    return _spread(x - x.min()) | (_spread(y - y.min()) << 1)


def _spread(metres: NDArray[np.float64]) -> NDArray[np.int64]:
    """Put a zero between any two bits (Morton 1966; the masks are those of the usual bit tricks)."""
    bits = metres.astype(np.int64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        bits = (bits | (bits << shift)) & mask
    return bits
