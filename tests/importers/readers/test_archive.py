"""Zip archives: what is in them, and what must not be."""

import stat
import zipfile
from pathlib import Path

import pytest

from importers.errors import ImportRefused
from importers.limits import Limits
from importers.readers.archive import unpacked

CSV = b"name;lon;lat\nA;9.93;49.79\n"


def zipped(folder: Path, members: dict[str, bytes]) -> Path:
    path = folder / "data.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_the_parts_of_a_shapefile_are_unpacked_and_nothing_else(tmp_path: Path) -> None:
    members = {f"ordner/Gebiet.{part}": b"x" for part in ("SHP", "shx", "dbf", "prj", "sbn", "txt")}
    with unpacked(zipped(tmp_path, members), Limits()) as path:
        assert path.name == "data.shp"
        assert sorted(each.suffix for each in path.parent.iterdir()) == [".dbf", ".prj", ".shp", ".shx"]
        folder = path.parent
    assert not folder.exists()


def test_a_single_table_may_come_in_an_archive(tmp_path: Path) -> None:
    members = {"table.csv": CSV, "__MACOSX/._table.csv": b"\0", "liesmich.pdf": b"%PDF"}
    with unpacked(zipped(tmp_path, members), Limits()) as path:
        assert path.read_bytes() == CSV


def test_one_of_several_has_to_be_named(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"a.csv": CSV, "b.csv": CSV})
    with pytest.raises(ImportRefused, match=r"mehrere Datensätze \(a, b\)"), unpacked(path, Limits()):
        pass
    with unpacked(path, Limits(), layer="b") as chosen:
        assert chosen.exists()


@pytest.mark.parametrize("name", ["../../etc/cron.d/x.csv", "/etc/passwd.csv", "..\\x.csv", "C:/x.csv"])
def test_names_that_lead_out_of_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    with (
        pytest.raises(ImportRefused, match="aus dem Archiv hinausführt"),
        unpacked(zipped(tmp_path, {name: CSV}), Limits()),
    ):
        pass
    assert list(tmp_path.iterdir()) == [tmp_path / "data.zip"]


def test_links_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.zip"
    link = zipfile.ZipInfo("data.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ImportRefused, match="Verknüpfung"), unpacked(path, Limits()):
        pass


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"data.csv": b"0" * 60_000_000})
    assert path.stat().st_size < 100_000
    with pytest.raises(ImportRefused, match="verdächtig stark gepackt"), unpacked(path, Limits()):
        pass


def test_a_bomb_that_lies_about_its_size_is_stopped_while_unpacking(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"data.csv": b"0" * 5_000_000})
    content = bytearray(path.read_bytes())
    small = (1000).to_bytes(4, "little")
    # The uncompressed size stands in the local header (offset 22) and in the central directory (offset 24).
    content[22:26] = small
    directory = content.index(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = small
    path.write_bytes(bytes(content))
    with pytest.raises(ImportRefused), unpacked(path, Limits(unpacked_bytes=1_000_000)):
        pass


def test_too_many_members_and_too_much_content_are_refused(tmp_path: Path) -> None:
    many = zipped(tmp_path, {f"{number}.csv": CSV for number in range(12)})
    with pytest.raises(ImportRefused, match="12 Dateien; erlaubt sind 10"), unpacked(many, Limits(archive_entries=10)):
        pass
    with pytest.raises(ImportRefused, match="ausgepackt"), unpacked(many, Limits(unpacked_bytes=100)):
        pass


def test_damaged_and_encrypted_archives_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"data.csv": CSV})
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the flag of an encrypted member, in both headers
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(ImportRefused, match="verschlüsselt"), unpacked(path, Limits()):
        pass
    path.write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(ImportRefused, match="kein lesbares Zip"), unpacked(path, Limits()):
        pass


def test_an_archive_without_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="keinen Datensatz"), unpacked(zipped(tmp_path, {"a.exe": b"MZ"}), Limits()):
        pass
