"""Reads of the street network: the current edition, and its arrays, which each process keeps."""

import threading
from pathlib import Path

from django.conf import settings

from network import store
from network.models import Edition, EditionArray
from network.network import Network
from published.errors import NotReady

_lock = threading.Lock()
_loaded: dict[str, Network] = {}


def current_edition() -> Edition | None:
    """Return the edition in use, with its source; None before the first import."""
    return Edition.objects.filter(is_current=True).select_related("source").first()


def current() -> Network:
    """Return the network in use, loaded once per process and edition. Asks the database for the version each time.

    A host that does not have the arrays yet fetches them from the database. Raises NotReady before the first import.
    """
    version = Edition.objects.filter(is_current=True).values_list("version", flat=True).first()
    if version is None:
        raise NotReady("Für diese Region ist noch kein Wegenetz eingelesen; darum lässt sich hier nichts berechnen.")
    network = _loaded.get(version)
    if network is None:
        with _lock:
            network = _loaded.get(version) or _load(version)
            _loaded.clear()
            _loaded[version] = network
    return network


def _load(version: str) -> Network:
    folder = Path(settings.NETWORK_DIR)
    if not (folder / version).is_dir():
        arrays = EditionArray.objects.filter(edition_id=version).values_list("name", "content")
        store.save_files(((name, bytes(content)) for name, content in arrays.iterator(chunk_size=1)), folder, version)
    network = store.load(folder, version)
    store.remove_old(folder, keep=version)
    return network
