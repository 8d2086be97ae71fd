"""Readings from CSV: odd commas, quality codes, missing values, zones."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from importers.errors import ImportRefused
from importers.fieldmap import load_map
from importers.limits import Limits
from importers.pipeline import Job, Options, run_import
from importers.readings import import_readings
from importers.report import Report
from layers.models import ClimateStation
from observations.models import Datastream, Reading

INDEX = """Stations_id,Stationsname,Stationshoehe,geoBreite,geoLaenge,res,var
5705,Würzburg,268,49.77,9.95,hourly,air_temperature
"""
HEAD = '"Produkt_Code","SDO_ID","Zeitstempel","Wert","Qualitaet_Byte","Qualitaet_Niveau"\n'


@pytest.fixture
def station(published_in_test: None, tmp_path: Path) -> ClimateStation:
    path = tmp_path / "stations.csv"
    path.write_text(INDEX)
    run_import(path, [Job(load_map("dwd_stations"))], Options())
    return ClimateStation.objects.get()


def load(folder: Path, *rows: str, name: str = "dwd_t2m", head: str = HEAD, **options: bool) -> Report:
    path = folder / "readings.csv"
    path.write_text(head + "".join(row + "\n" for row in rows), encoding="utf-8-sig")
    return import_readings(path, load_map(name), limits=Limits(), **options)


def row(time: str, value: str, quality: str = "1", station: str = "5705") -> str:
    return f'"OBS_DEU_PT1H_T2M","{station}","{time}","{value}","{quality}","7",'


def test_readings_are_stored_in_utc_with_the_latest_noted(station: ClimateStation, tmp_path: Path) -> None:
    report = load(tmp_path, row("2023-07-01T00:00:00", "14.1"), row("2023-07-01T01:00:00", "13.4"))
    assert report.created == 2
    stream = Datastream.objects.get(station=station)
    assert (stream.latest_at, stream.latest_value) == (datetime(2023, 7, 1, 1, tzinfo=UTC), 13.4)


def test_the_second_time_nothing_changes_and_corrections_are_counted(station: ClimateStation, tmp_path: Path) -> None:
    load(tmp_path, row("2023-07-01T00:00:00", "14.1"), row("2023-07-01T01:00:00", "13.4"))
    assert load(tmp_path, row("2023-07-01T00:00:00", "14.1")).unchanged == 1
    report = load(tmp_path, row("2023-07-01T00:00:00", "15"), row("2023-07-01T02:00:00", "13"))
    assert (report.created, report.changed, report.unchanged) == (1, 1, 0)


def test_quality_codes_missing_values_and_nonsense(station: ClimateStation, tmp_path: Path) -> None:
    report = load(
        tmp_path,
        row("2023-07-01T00:00:00", "14.1", quality="5"),
        row("2023-07-01T01:00:00", "14.1", quality="7"),
        row("2023-07-01T02:00:00", "-999"),
        row("2023-07-01T03:00:00", "NaN"),
        row("2023-07-01T04:00:00", "99"),
        row("gestern", "14"),
        row("2023-07-01T05:00:00", "14", station="1"),
    )
    assert (report.created, report.refused, report.not_ours) == (1, 5, 1)
    assert "1 Werte hat der Messnetzbetreiber beanstandet; sie sind übernommen." in report.notes
    assert {fault.column for fault in report.faults} == {"Qualitaet_Byte", "Wert", "Zeitstempel", "SDO_ID"}


def test_two_columns_make_two_series(station: ClimateStation, tmp_path: Path) -> None:
    head = "STATIONS_ID;MESS_DATUM;QN_9;TT_TU;RF_TU;eor\n"
    rows = ("      05705;2023070100;    3;   14.1;   80.0;eor", "      05705;2023070101;    3;   13.4; -999;eor")
    assert load(tmp_path, *rows, name="dwd_cdc_tu", head=head).created == 3
    assert set(Datastream.objects.values_list("observed_property", flat=True)) == {
        "air_temperature",
        "relative_humidity",
    }


def test_all_or_nothing(station: ClimateStation, tmp_path: Path) -> None:
    good, bad = row("2023-07-01T00:00:00", "14.1"), row("2023-07-01T01:00:00", "x")
    with pytest.raises(ImportRefused, match="1 Zeilen sind fehlerhaft"):
        load(tmp_path, good, bad, strict=True)
    with pytest.raises(ImportRefused, match="keinen brauchbaren Messwert"):
        load(tmp_path, bad)
    with pytest.raises(ImportRefused, match="fehlt die Spalte „SDO_ID“"):
        load(tmp_path, good, head=HEAD.replace("SDO_ID", "ID"))
    assert load(tmp_path, good, dry_run=True).created == 1
    assert not Reading.objects.exists()


def test_the_real_file_with_its_odd_commas(published_in_test: None, shared_data: Path) -> None:
    run_import(shared_data / "climate/dwd_stations_region_wuerzburg.csv", [Job(load_map("dwd_stations"))], Options())
    path = shared_data / "climate/dwd_05705_wuerzburg_hourly_t2m_2023-07_10.csv"
    assert import_readings(path, load_map("dwd_t2m"), limits=Limits()).created == 2909
    assert import_readings(path, load_map("dwd_t2m"), limits=Limits()).unchanged == 2909
