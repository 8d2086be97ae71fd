"""CSV as offices write it."""

from pathlib import Path

import pytest

from importers.errors import ImportRefused
from importers.limits import Limits
from importers.readers.delimited import open_delimited
from importers.records import Fault, Record, Table


def opened(folder: Path, content: str | bytes, **options: str) -> tuple[Table, list[Record | Fault]]:
    path = folder / "table.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with open_delimited(path, Limits(), **options) as table:
        return table, list(table.rows)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_recognised(tmp_path: Path, delimiter: str) -> None:
    lines = [delimiter.join(line) for line in (["name", "ort", "plz"], ["Verein, e. V.", "Aub", "97239"])]
    text = "\n".join(line.replace("Verein, e. V.", '"Verein, e. V."') for line in lines)
    table, (row,) = opened(tmp_path, text)
    assert table.columns == ("name", "ort", "plz")
    assert isinstance(row, Record)
    assert row.values == {"name": "Verein, e. V.", "ort": "Aub", "plz": "97239"}


def test_the_decimal_comma_is_recognised(tmp_path: Path) -> None:
    table, _ = opened(tmp_path, "name;lon;lat\nA;9,93;49,79\nB;9,94;49,80\n")
    assert table.decimal == ","
    assert table.notes == ["Zahlen sind mit Dezimalkomma geschrieben."]


def test_a_decimal_point_is_not_taken_for_a_comma(tmp_path: Path) -> None:
    table, _ = opened(tmp_path, "name,lon,lat\nA,9.93,49.79\n")
    assert table.decimal == "."


@pytest.mark.parametrize(
    ("encoding", "name"), [("utf-8", "utf-8"), ("utf-8-sig", ""), ("utf-16", ""), ("cp1252", ""), ("cp850", "")]
)
def test_the_encoding_is_recognised(tmp_path: Path, encoding: str, name: str) -> None:
    text = "id;straße\n1;Größe Müllerstraße\n"
    table, (row,) = opened(tmp_path, text.encode(encoding))
    assert isinstance(row, Record)
    assert row.values == {"id": "1", "straße": "Größe Müllerstraße"}
    assert bool(table.notes) == (name == "")


def test_an_encoding_that_is_given_is_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(UnicodeDecodeError):
        opened(tmp_path, "id;name\n1;Müller\n".encode("cp1252"), encoding="utf-8")


def test_line_breaks_within_quotes_belong_to_the_cell(tmp_path: Path) -> None:
    _, rows = opened(tmp_path, 'id;text\n1;"erste\nzweite Zeile"\n2;kurz\n')
    assert [(row.row, row.values["text"]) for row in rows if isinstance(row, Record)] == [
        (2, "erste\nzweite Zeile"),
        (4, "kurz"),
    ]


def test_a_quote_that_is_never_closed_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="ab Zeile 3 nicht lesbar"):
        opened(tmp_path, 'id;text\n1;gut\n2;"offen\n3;zu spät\n')


def test_headings_that_occur_twice_are_told_apart_and_named(tmp_path: Path) -> None:
    table, (row,) = opened(tmp_path, "name;ort;name\nA;Aub;B\n")
    assert table.columns == ("name", "ort", "name (2)")
    assert table.ambiguous == {"name"}
    assert "„name“" in table.notes[0]
    assert isinstance(row, Record)
    assert row.values["name (2)"] == "B"


def test_empty_headings_get_a_number(tmp_path: Path) -> None:
    table, _ = opened(tmp_path, "name;;ort\nA;x;Aub\n")
    assert table.columns == ("name", "Spalte 2", "ort")


def test_rows_that_do_not_fit_are_faults_and_trailing_delimiters_are_not(tmp_path: Path) -> None:
    _, rows = opened(tmp_path, "a;b\n1;2\n1;2;\n1\n1;2;3\n\n5;6\n")
    assert [type(row).__name__ for row in rows] == ["Record", "Record", "Fault", "Fault", "Record"]
    fault = rows[2]
    assert isinstance(fault, Fault)
    assert (fault.row, fault.sentence) == (4, "Die Zeile hat 1 Felder, die Überschrift hat 2.")


@pytest.mark.parametrize(
    ("content", "says"), [("", "leer"), ("\n \n", "leer"), ("ein Wort\nnoch eins\n", "Trennzeichen")]
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(ImportRefused, match=says):
        opened(tmp_path, content)


def test_zero_bytes_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="Null-Bytes"):
        opened(tmp_path, b"a;b\n1;\x00\n")


def test_more_columns_than_the_limit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="3001 Spalten"):
        opened(tmp_path, ";".join(["x"] * 3001) + "\n")


def test_the_files_of_the_shared_folder(shared_data: Path) -> None:
    def count(name: str) -> tuple[int, int]:
        with open_delimited(shared_data / name, Limits()) as table:
            rows = list(table.rows)
        return sum(isinstance(row, Record) for row in rows), sum(isinstance(row, Fault) for row in rows)

    # A byte order mark and one comma too many in every row.
    assert count("climate/dwd_05705_wuerzburg_hourly_t2m_2023-07_10.csv") == (2909, 0)
    # Whole polygons in a cell, behind a byte order mark.
    assert count("traffic/wuerzburg_passantenzaehler_standorte.csv") == (3, 0)
    assert count("population/zensus2011_1km_wuerzburg.csv") == (1371, 0)
