"""Reads of the street network: which edition is in use, and the arrays of each that is kept.

What an answer is computed with is read as the public role, through the views `published.network` and `network_array`.
"""

import threading
from collections import OrderedDict
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network import store
from network.models import Edition, EditionArray
from network.network import Network
from published.errors import NotReady

# The network in use, and one before it for a run that is repeated.
LOADED_AT_ONCE = 2

_lock = threading.Lock()
_loaded: "OrderedDict[str, Network]" = OrderedDict()


def current_edition() -> Edition | None:
    """Return the edition in use, with its source; None before the first import."""
    return Edition.objects.filter(is_current=True).select_related("source").first()


def current_version() -> str:
    """Return the version of the network in use. Raises NotReady before the first import."""
    with connections["published"].cursor() as cursor:
        row = cursor.execute("SELECT version FROM published.network WHERE is_current").fetchone()
    if row is None:
        raise NotReady(_("Für diese Region ist noch kein Wegenetz eingelesen; darum lässt sich hier nichts berechnen."))
    return str(row[0])


def current() -> Network:
    """Return the network in use; the database says which. Raises NotReady before the first import."""
    return network_of(current_version())


def network_of(version: str) -> Network:
    """Return the network of a version, loaded once per process. Raises NotReady if it is kept no longer.

    A host that does not have the arrays yet fetches them from the database.
    """
    with _lock:
        network = _loaded.pop(version, None) or _load(version)
        _loaded[version] = network
        while len(_loaded) > LOADED_AT_ONCE:
            _loaded.popitem(last=False)
    return network


def is_kept(version: str) -> bool:
    """Say whether the arrays of a version are still there."""
    return EditionArray.objects.filter(edition_id=version).exists()


def edition_of(version: str) -> str:
    """Return in words where a network comes from and of what day it is; its version if that is all that is known."""
    edition = Edition.objects.filter(version=version).select_related("source").first()
    if edition is None:
        return version
    return f"{edition.source.title}, {date_format(edition.imported_at, 'DATE_FORMAT')}"


def _load(version: str) -> Network:
    folder = Path(settings.NETWORK_DIR)
    if not (folder / version).is_dir():
        _fetch(version, folder)
    network = store.load(folder, version)
    store.remove_old(folder, keep=version)
    return network


def _fetch(version: str, folder: Path) -> None:
    """Lay the arrays of a version on this host's disk, one at a time: together they are large."""
    with connections["published"].cursor() as cursor:
        cursor.execute("SELECT name FROM published.network_array WHERE version = %s", [version])
        names = [name for (name,) in cursor.fetchall()]
        if not names:
            raise NotReady(_("Das Wegenetz dieser Auswertung ist nicht mehr aufbewahrt."))

        def content(name: str) -> bytes:
            statement = "SELECT content FROM published.network_array WHERE version = %s AND name = %s"
            return bytes(cursor.execute(statement, [version, name]).fetchone()[0])

        store.save_files(((name, content(name)) for name in names), folder, version)
