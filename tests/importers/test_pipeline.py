"""From a file to published rows: created, changed, unchanged, withdrawn, refused; all or nothing; twice is once."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from django.db import connection, transaction

from importers.errors import ImportRefused
from importers.fieldmap import FieldMap, Origin
from importers.geometry import project
from importers.models import ImportedRow
from importers.pipeline import Job, Options, demo_job, lock_source, run_import
from layers.models import Area, Place, PlaceKind, Source
from layers.models.vocabulary import Status
from layers.services import set_status
from published.models import PublicFeature
from tests.conftest import turn
from tests.importers.files import csv_file, places_map, run, school


def published() -> dict[str, str]:
    return dict(PublicFeature.objects.using("published").filter(layer="place").values_list("name", "municipality"))


def version() -> int | None:
    turn()
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM published.layer_version WHERE layer = 'place'")
        row = cursor.fetchone()
    return row[0] if row else None


def test_rows_become_published_entries_in_their_municipality(
    published_in_test: None, areas: dict[str, Area], tmp_path: Path
) -> None:
    report = run(csv_file(tmp_path, school(1), school(2)))
    assert (report.created, report.changed, report.unchanged, report.refused) == (2, 0, 0, 0)
    assert published() == {"Schule 1": "09663000", "Schule 2": "09663000"}
    place = Place.objects.get(name="Schule 1")
    assert (place.source_id, place.source_ref, place.licence) == ("schools", "1", "dl-de/by-2-0")
    assert (place.status, place.demo, place.slug, place.version) == (Status.PUBLISHED, False, "schule-1", 1)
    assert Source.objects.get(pk="schools").attribution == "Schulamt"
    assert PlaceKind.objects.get(pk="school").label == "Schule"


def test_positions_are_those_of_postgis(published_in_test: None, tmp_path: Path) -> None:
    run(csv_file(tmp_path, school(1, lon=9.93, lat=49.79)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_Distance(geom, ST_Transform(ST_SetSRID(ST_MakePoint(9.93, 49.79), 4326), 25832))"
            " FROM layers_place"
        )
        assert cursor.fetchone()[0] < 0.001
        for srid in (3857, 3035):
            cursor.execute(
                "SELECT ST_X(p), ST_Y(p) FROM ST_Transform((SELECT geom FROM layers_place), %s) AS p", [srid]
            )
            ours = project(np.array([shapely.Point(9.93, 49.79)], dtype=object), 4326, srid)[0]
            assert (ours.x, ours.y) == pytest.approx(cursor.fetchone(), abs=0.001)


def test_the_second_time_nothing_changes(published_in_test: None, tmp_path: Path) -> None:
    path = csv_file(tmp_path, school(1), school(2))
    run(path)
    before = version()
    rows = list(Place.objects.order_by("pk").values())
    report = run(path)
    assert (report.created, report.changed, report.unchanged) == (0, 0, 2)
    assert version() == before
    assert list(Place.objects.order_by("pk").values()) == rows


def test_only_what_changed_is_written(published_in_test: None, tmp_path: Path) -> None:
    run(csv_file(tmp_path, school(1), school(2)))
    report = run(csv_file(tmp_path, school(1, name="Neuer Name"), school(2)))
    assert (report.created, report.changed, report.unchanged) == (0, 1, 1)
    assert sorted(published()) == ["Neuer Name", "Schule 2"]
    assert dict(Place.objects.values_list("source_ref", "version")) == {"1": 2, "2": 1}
    # The address of an entry stays when its name changes.
    assert Place.objects.get(source_ref="1").slug == "schule-1"


def test_what_is_gone_is_withdrawn_and_comes_back(published_in_test: None, tmp_path: Path) -> None:
    both, one = csv_file(tmp_path, school(1), school(2)), csv_file(tmp_path, school(1), name="one.csv")
    run(both)
    assert run(one).withdrawn == 1
    assert Place.objects.get(source_ref="2").status == Status.WITHDRAWN
    assert sorted(published()) == ["Schule 1"]
    report = run(both)
    assert (report.changed, report.unchanged) == (1, 1)
    assert sorted(published()) == ["Schule 1", "Schule 2"]


def test_what_is_gone_may_be_kept(published_in_test: None, tmp_path: Path) -> None:
    run(csv_file(tmp_path, school(1), school(2)))
    assert run(csv_file(tmp_path, school(1)), keep_missing=True).withdrawn == 0
    assert len(published()) == 2


def test_another_source_is_left_alone(published_in_test: None, source: Source, tmp_path: Path) -> None:
    kind = PlaceKind.objects.create(code="school", label="Schule")
    Place.objects.create(name="Von Hand", kind=kind, status=Status.PUBLISHED)
    Place.objects.create(name="Andere Quelle", kind=kind, source=source, source_ref="9", status=Status.PUBLISHED)
    assert run(csv_file(tmp_path, school(1))).withdrawn == 0
    assert Place.objects.filter(status=Status.PUBLISHED).count() == 3


def test_what_a_person_withdrew_stays_withdrawn(published_in_test: None, tmp_path: Path) -> None:
    run(csv_file(tmp_path, school(1), school(2)))
    set_status(Place, [Place.objects.get(source_ref="1").pk], Status.WITHDRAWN, by="Test")
    run(csv_file(tmp_path, school(1, name="Neuer Name"), school(2)))
    assert Place.objects.get(source_ref="1").status == Status.WITHDRAWN
    assert sorted(published()) == ["Schule 2"]


def test_what_a_person_corrected_stays_until_the_source_says_something_new(
    published_in_test: None, tmp_path: Path
) -> None:
    path = csv_file(tmp_path, school(1), school(2))
    run(path)
    Place.objects.filter(source_ref="1").update(name="Berichtigt", phone="0931 1")
    assert run(path).unchanged == 2
    assert Place.objects.get(source_ref="1").name == "Berichtigt"
    run(csv_file(tmp_path, school(1, plz="97072"), school(2)))
    changed = Place.objects.get(source_ref="1")
    assert (changed.name, changed.postcode) == ("Schule 1", "97072")
    assert changed.phone == "0931 1"  # the source does not speak of it


def test_an_entry_that_was_there_under_another_id_is_taken_over(published_in_test: None, tmp_path: Path) -> None:
    run(csv_file(tmp_path, school(1)))
    kept = Place.objects.get()
    Place.objects.filter(pk=kept.pk).update(id="otherid00000")
    ImportedRow.objects.all().delete()
    report = run(csv_file(tmp_path, school(1, name="Neu")))
    assert (report.created, report.changed) == (0, 1)
    assert Place.objects.get().pk == "otherid00000"


def test_a_file_that_lost_most_of_its_rows_is_refused(published_in_test: None, tmp_path: Path) -> None:
    run(csv_file(tmp_path, *map(school, range(1, 31))))
    few = csv_file(tmp_path, school(1))
    with pytest.raises(ImportRefused, match="fehlen 29 Einträge"):
        run(few)
    assert len(published()) == 30
    assert run(few, allow_shrink=True).withdrawn == 29


def test_faulty_rows_are_refused_named_and_not_withdrawn(published_in_test: None, tmp_path: Path) -> None:
    run(csv_file(tmp_path, school(1), school(2), school(3)))
    path = csv_file(tmp_path, school(1), school(2, lon="NaN"), school(3, name=""), school(4, lat=""), school(4))
    report = run(path)
    assert report.refused == 4 - 1
    assert [(fault.row, fault.column) for fault in report.faults] == [(3, "lon"), (4, "name"), (5, "geometry")]
    assert all(fault.sentence.endswith(".") for fault in report.faults)
    # Rows 2 and 3 are still in the file: they keep what was good before.
    assert sorted(published()) == ["Schule 1", "Schule 2", "Schule 3", "Schule 4"]


def test_strict_refuses_the_file_for_one_bad_row(published_in_test: None, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"1 Zeilen sind fehlerhaft.*Zeile 3"):
        run(csv_file(tmp_path, school(1), school(2, lon="x")), strict=True)
    assert not Place.objects.exists()


def test_rows_without_a_readable_id_stop_the_withdrawing(published_in_test: None, tmp_path: Path) -> None:
    run(csv_file(tmp_path, school(1), school(2)))
    path = csv_file(tmp_path, school(1))
    path.write_text(path.read_text() + "2;zu;wenig\n")
    report = run(path)
    assert (report.refused, report.withdrawn) == (1, 0)
    assert "nichts zurückgezogen" in " ".join(report.notes)


def test_an_id_that_occurs_twice_is_refused_the_second_time(published_in_test: None, tmp_path: Path) -> None:
    report = run(csv_file(tmp_path, school(1), school(2), school(1, name="Doppelt")))
    assert report.created == 2
    assert str(report.faults[0]) == "Zeile 4 (1): Die Kennung steht schon in Zeile 2."
    assert (
        run(csv_file(tmp_path, school(1), school(1)), places_map('repeated = "first"'), keep_missing=True).repeated == 1
    )


def test_the_rules_of_the_database_are_asked_of_each_row(published_in_test: None, tmp_path: Path) -> None:
    report = run(csv_file(tmp_path, school(1), school(2, plz="9707"), school(3, plz="D-970")))
    assert report.created == 1
    assert {str(fault) for fault in report.faults} == {
        "Zeile 3 (2): Die Postleitzahl hat nicht fünf Ziffern.",
        "Zeile 4 (3): Die Postleitzahl hat nicht fünf Ziffern.",
    }


def test_a_reference_to_nothing_is_a_fault_of_its_row(published_in_test: None, tmp_path: Path) -> None:
    path = csv_file(tmp_path, school(1, web="school"), school(2, web="nothing"))
    report = run(path, kind_in_column(places_map()))
    assert report.created == 1
    assert "verweist auf etwas, das es nicht gibt" in report.faults[0].sentence


def kind_in_column(field_map: FieldMap) -> FieldMap:
    """The same map, with the kind in the column web."""
    PlaceKind.objects.create(code="school", label="Schule")
    fields = {name: origins for name, origins in field_map.fields.items() if name != "website"}
    return replace(field_map, fields={**fields, "kind": (Origin(column="web"),)})


def test_a_dry_run_tells_all_and_changes_nothing(published_in_test: None, tmp_path: Path) -> None:
    run(csv_file(tmp_path, school(1), school(2)))
    before = version()
    report = run(csv_file(tmp_path, school(1, name="Anders"), school(3), school(4, lon="x")), dry_run=True)
    assert (report.created, report.changed, report.withdrawn, report.refused) == (1, 1, 1, 1)
    assert report.preview[0]["name"] == "Anders"
    assert str(report.preview[0]["Lage"]).startswith("POINT (566")
    assert sorted(published()) == ["Schule 1", "Schule 2"]
    assert version() == before


def test_a_refused_file_leaves_no_trace(published_in_test: None, tmp_path: Path) -> None:
    path = csv_file(tmp_path, school(1))
    path.write_text(path.read_text() + '2;"offen;;97070;9.93;49.79\n')
    with pytest.raises(ImportRefused, match="Anführungszeichen"):
        run(path)
    assert not Place.objects.exists()
    assert not Source.objects.filter(pk="schools").exists()
    assert not PlaceKind.objects.exists()


def test_a_file_for_another_map_is_refused(published_in_test: None, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="keine Zeile, die zu „Schulen“ passt"):
        run(csv_file(tmp_path, school(1)), places_map('select = [{ name = "nichts" }]'))
    with pytest.raises(ImportRefused, match=r"Keine Zeile der Datei ist brauchbar\. Zeile 2"):
        run(csv_file(tmp_path, school(1, name="")))
    with pytest.raises(ImportRefused, match="Alle 1 passenden Zeilen der Datei liegen außerhalb"):
        run(csv_file(tmp_path, school(1, lon=13.4, lat=52.5)), places_map('outside = "skip"\nsrid = 4326'))


def test_the_kinds_of_place_may_be_renamed_by_people(published_in_test: None, tmp_path: Path) -> None:
    PlaceKind.objects.create(code="school", label="Bildungsort")
    run(csv_file(tmp_path, school(1)))
    assert PlaceKind.objects.get(pk="school").label == "Bildungsort"


def test_real_rows_take_the_place_of_demo_rows_of_their_kind(published_in_test: None, tmp_path: Path) -> None:
    for code in ("school", "pharmacy"):
        kind = PlaceKind.objects.create(code=code, label=code)
        Place.objects.create(name=f"Beispiel {code}", kind=kind, demo=True, status=Status.PUBLISHED)
    report = run(csv_file(tmp_path, school(1)), replace_demo=True)
    assert report.demo_removed == 1
    assert sorted(Place.objects.values_list("name", flat=True)) == ["Beispiel pharmacy", "Schule 1"]


def test_a_demo_file_says_that_it_is_one_and_leaves_nothing_behind(published_in_test: None, tmp_path: Path) -> None:
    def load(*rows: tuple[object, ...]) -> None:
        run_import(csv_file(tmp_path, *rows), [demo_job(places_map())], Options())

    load(*map(school, range(1, 31)))
    place = Place.objects.get(source_ref="1")
    assert place.demo
    assert place.source is not None
    assert place.source.is_demo
    load(school(99))
    assert [each.source_ref for each in Place.objects.all()] == ["99"]


def test_several_maps_read_one_file_in_one_pass(published_in_test: None, tmp_path: Path) -> None:
    first = places_map('select = [{ name = "Schule 1" }]')
    second = places_map('select = [{ name = "Schule 2" }]')
    second = replace(second, source=replace(second.source, key="others"), title="Andere")
    reports = run_import(csv_file(tmp_path, school(1), school(2)), [Job(first), Job(second)], Options())
    assert [(report.title, report.created, report.not_ours) for report in reports] == [
        ("Schulen", 1, 1),
        ("Andere", 1, 1),
    ]
    assert dict(Place.objects.values_list("name", "source_id")) == {"Schule 1": "schools", "Schule 2": "others"}


def test_a_target_that_importers_do_not_write_is_refused(published_in_test: None, tmp_path: Path) -> None:
    for target in ("accounts.Person", "layers.Nothing", "nonsense", "layers.Change"):
        with pytest.raises(ImportRefused, match=r"gibt es nicht|kann nicht importiert werden"):
            run(csv_file(tmp_path, school(1)), replace(places_map(), target=target))


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_a_source_do_not_run_at_once() -> None:
    held, done = threading.Event(), threading.Event()
    refused: list[str] = []

    def other() -> None:
        held.wait()
        try:
            with transaction.atomic():
                lock_source("schools")
        except ImportRefused as refusal:
            refused.append(refusal.sentence)
        finally:
            connection.close()
            done.set()

    thread = threading.Thread(target=other)
    thread.start()
    with transaction.atomic():
        lock_source("schools")
        lock_source("others")
        held.set()
        done.wait(30)
    thread.join()
    assert refused == ["Ein anderer Import der Quelle „schools“ läuft gerade; warten Sie, bis er fertig ist."]
