"""The process that opens a vector file with GDAL: one driver, no network, bounded memory, time and files.

Run as a script, alone: `python -I vector_child.py DRIVER PATH LAYER MEMORY_BYTES CPU_S`. It imports nothing of ours, so
that what a hostile file may do to GDAL happens in a process that knows no database and no secret. It writes JSON lines:
first what the layer is, then one line per feature ([values…, WKB as hex or null]), or a line {"error": …}.
"""

import json
import os
import resource
import sys
from collections.abc import Iterator
from typing import Any

ROWS_AT_ONCE = 2_000
OPEN_FILES = 64


def main(driver: str, path: str, layer: str, memory_bytes: str, cpu_s: str) -> None:
    """Restrict this process, then write the layer to standard output."""
    if "GDAL_SKIP" not in os.environ:
        _begin_again_with_only(driver)
    resource.setrlimit(resource.RLIMIT_AS, (int(memory_bytes), int(memory_bytes)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(cpu_s), int(cpu_s)))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    for line in _lines(path, layer):
        sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n")


def _begin_again_with_only(driver: str) -> None:
    """Start this script anew with every other GDAL driver switched off; GDAL reads the list when it is loaded."""
    import pyogrio

    others = ",".join(name for name in pyogrio.list_drivers() if name != driver)
    again = [sys.executable, "-I", *sys.argv]
    os.execve(sys.executable, again, {**os.environ, "GDAL_SKIP": others})  # noqa: S606 - our own script, no shell


def _lines(path: str, layer: str) -> Iterator[Any]:
    import pyogrio
    from pyogrio.raw import read

    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        if layer not in layers and (layer or len(layers) != 1):
            yield {"layers": layers}
            return
        chosen = layer or layers[0]
        info = pyogrio.read_info(path, layer=chosen, force_total_bounds=False)
        yield {"crs": info["crs"], "columns": list(info["fields"]), "total": int(info["features"])}
        position = 0
        while True:
            _, ids, geometries, columns = read(
                path,
                layer=chosen,
                skip_features=position,
                max_features=ROWS_AT_ONCE,
                return_fids=True,
                datetime_as_string=True,
                force_2d=True,
            )
            for row in range(len(ids)):
                wkb = geometries[row] if geometries is not None else None
                yield [
                    [_plain(column[row]) for column in columns],
                    wkb.hex() if wkb is not None else None,
                    int(ids[row]),
                ]
            position += len(ids)
            if len(ids) < ROWS_AT_ONCE:
                return
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as error:
        yield {"error": str(error)}


def _plain(value: Any) -> Any:
    """Return a value of a numpy array as JSON has it; not-a-number means missing, bytes are left out."""
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, bytes) or (isinstance(plain, float) and plain != plain):
        return None
    return plain if isinstance(plain, (str, int, float, bool, type(None))) else str(plain)


if __name__ == "__main__":
    main(*sys.argv[1:])
