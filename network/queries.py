"""Which network is in force, and the arrays of each that is kept."""

from network.network import Network


def current_version() -> str:
    """Return the version of the network in force. Raises NotPublished where none was imported."""
    raise NotImplementedError


def network_of(version: str) -> Network:
    """Return the network of a version, memory-mapped. Raises NotPublished if it is not kept."""
    raise NotImplementedError


def edition_of(version: str) -> str:
    """Return in words where a network comes from and of what day it is."""
    raise NotImplementedError


def is_kept(version: str) -> bool:
    """Say whether the arrays of a version are still there."""
    raise NotImplementedError
