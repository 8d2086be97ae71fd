"""Zip archives: looked through before anything is unpacked, unpacked with a counter, only what is needed."""

import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from importers.errors import ImportRefused
from importers.limits import Limits, megabytes

COPY_BYTES = 1 << 20
ENCRYPTED = 0x1
# What a shapefile consists of; other members (previews, metadata, spatial indexes) are left in the archive.
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# The one data file that an archive may hold instead.
SINGLE_FILES = (".geojson", ".json", ".csv", ".txt", ".gpkg", ".osm", ".pbf")


@contextmanager
def unpacked(path: Path, limits: Limits, *, layer: str = "") -> Iterator[Path]:
    """Unpack the data file of an archive into a temporary folder and hand over its path (of the .shp for a shapefile).

    `layer` chooses one by its name without ending where there are several. Member names are used for recognition only,
    never as paths. Raises ImportRefused for damaged or encrypted archives, for names that lead out of it, for links,
    for too many or too large members, and for a compression that only a bomb has.
    """
    try:
        with zipfile.ZipFile(path) as archive, TemporaryDirectory(prefix="gisportal-import-") as folder:
            members = _checked_members(archive, path.name, limits)
            chosen = _choose(members, path.name, layer)
            budget = limits.unpacked_bytes
            for ending, member in chosen.items():
                budget = _copy(archive, member, Path(folder) / f"data{ending}", budget, limits)
            first = next(iter(chosen))
            yield Path(folder) / f"data{first}"
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise ImportRefused(f"„{path.name}“ ist kein lesbares Zip-Archiv.") from error


def _checked_members(archive: zipfile.ZipFile, name: str, limits: Limits) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > limits.archive_entries:
        raise ImportRefused(f"„{name}“ enthält {len(members)} Dateien; erlaubt sind {limits.archive_entries}.")
    for member in members:
        inner = PurePosixPath(member.filename.replace("\\", "/"))
        if inner.is_absolute() or ".." in inner.parts or ":" in member.filename:
            raise ImportRefused(f"„{name}“ enthält einen Dateinamen, der aus dem Archiv hinausführt.")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise ImportRefused(f"„{name}“ enthält eine Verknüpfung statt einer Datei.")
        if member.flag_bits & ENCRYPTED:
            raise ImportRefused(f"„{name}“ ist mit einem Passwort verschlüsselt.")
        if member.file_size > limits.unpacking_ratio * max(member.compress_size, 1) and member.file_size > COPY_BYTES:
            raise ImportRefused(f"„{name}“ ist verdächtig stark gepackt (über {limits.unpacking_ratio} : 1).")
    total = sum(member.file_size for member in members)
    if total > limits.unpacked_bytes:
        raise ImportRefused(
            f"„{name}“ ist ausgepackt {megabytes(total)} groß; erlaubt sind {megabytes(limits.unpacked_bytes)}."
        )
    return members


def _choose(members: list[zipfile.ZipInfo], name: str, layer: str) -> dict[str, zipfile.ZipInfo]:
    """Return the members to unpack by ending: the parts of one shapefile, its .shp first, or one single file."""
    files = [(PurePosixPath(member.filename.replace("\\", "/")), member) for member in members if not member.is_dir()]
    files = [(inner, member) for inner, member in files if "__MACOSX" not in inner.parts]
    for endings in ((".shp",), SINGLE_FILES):
        found = [inner for inner, _ in files if inner.suffix.lower() in endings and layer in ("", inner.stem)]
        if len(found) > 1:
            stems = ", ".join(sorted({inner.stem for inner in found})[:10])
            raise ImportRefused(f"„{name}“ enthält mehrere Datensätze ({stems}); nennen Sie einen davon mit --layer.")
        if found:
            parts = SHAPEFILE_PARTS if endings == (".shp",) else (found[0].suffix.lower(),)
            beside = {
                inner.suffix.lower(): member
                for inner, member in files
                if inner.with_suffix("") == found[0].with_suffix("")
            }
            return {ending: beside[ending] for ending in parts if ending in beside}
    raise ImportRefused(f"„{name}“ enthält keinen Datensatz, den dieses Portal lesen kann.")


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, budget: int, limits: Limits) -> int:
    """Unpack one member; return what is left of the budget. The sizes in the archive's directory are not believed."""
    with archive.open(member) as source, target.open("wb") as file:
        while chunk := source.read(COPY_BYTES):
            budget -= len(chunk)
            if budget < 0:
                raise ImportRefused(
                    f"„{Path(archive.filename or '').name}“ ist ausgepackt größer als "
                    f"{megabytes(limits.unpacked_bytes)}."
                )
            file.write(chunk)
    return budget
