"""The private PostgreSQL cluster: the embedded default where DATABASE_URL is not set.

``python -m gisportal.cluster start|stop|status|exec -- COMMAND…``

A data directory under ``var/cluster``, a server that listens on a Unix socket only, and ``peer`` with a pg_ident map,
so that no other local account gets in. As root, everything of PostgreSQL runs as the system user ``postgres``, because
PostgreSQL refuses root. ``exec`` starts the server, runs a command and stops the server when the last user has left;
``start`` leaves it running until ``stop``. Standard library only: it must work before anything is installed.
"""

from gisportal.cluster.place import Cluster, ClusterError, locate, socket_dir
from gisportal.cluster.server import running
from gisportal.cluster.users import environment, recreate_database, start, stop, used

__all__ = [
    "Cluster",
    "ClusterError",
    "environment",
    "locate",
    "recreate_database",
    "running",
    "socket_dir",
    "start",
    "stop",
    "used",
]
