"""The command line of the private cluster."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from gisportal import child
from gisportal.cluster import ClusterError, environment, locate, running, start, stop, used


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m gisportal.cluster", description="The portal's private PostgreSQL cluster"
    )
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("start", help="start the server; it runs until 'stop'")
    actions.add_parser("stop", help="stop the server")
    actions.add_parser("status", help="say where the cluster lies and whether it runs")
    runner = actions.add_parser("exec", help="run a command with the server; the last one to leave stops it")
    runner.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    base = Path(__file__).resolve().parent.parent.parent
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    try:
        if options.action == "exec":
            command = options.command[1:] if options.command[:1] == ["--"] else options.command
            if not command:
                parser.error("exec needs a command")
            if os.environ.get("DATABASE_URL"):
                return child.run(command, os.environ)
            with used(base) as cluster:
                return child.run(command, environment(cluster))
        if options.action == "stop":
            stop(base)
            return 0
        cluster = start(base) if options.action == "start" else locate(base)
        print(f"{'running' if running(cluster) else 'stopped'}, data {cluster.data}, socket {cluster.sockets}")
        return 0 if running(cluster) else 3
    except ClusterError as problem:
        print(problem, file=sys.stderr)
        return 1
    except FileNotFoundError as problem:
        print(f"There is no command {problem.filename}.", file=sys.stderr)
        return 127
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
