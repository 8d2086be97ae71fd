"""Runs: asked once, computed in parts, the same to the byte, stale when their rows change, and only then."""

import json
import math
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from procrastinate.contrib.django.models import ProcrastinateJob

from analysis import services, staleness, work
from analysis.canonical import unpacked
from analysis.errors import Cancelled, NoSuchRun, NotAllowed
from analysis.models import Part, Run, SelectedRows
from analysis.questions import QUESTIONS
from analysis.receipts import receipt
from layers.models import SportsFacility
from layers.models.vocabulary import Status
from layers.services import save_entry, set_status
from published.errors import BadParameter
from tests.analysis.conftest import NOW, Town, asked, worked
from tests.conftest import OLD_TOWN, turn
from tests.staff import person


def table(run: Run, name: str = "units") -> dict[str, list[Any]]:
    """Return the values of a result table by column."""
    return unpacked(run.tables.get(name=name).data)["values"]


def test_the_nearest_is_found_for_all_people(town: Town) -> None:
    run = worked(asked(town))
    assert (run.status, run.progress, run.failure) == ("done", 100, "")
    found = table(run)
    assert sorted(found["population"]) == [12, 25, 40, 80]
    assert set(found["nearest_foot"]) <= {place.pk for place in town.places.values()}
    assert all(0 < minutes < 30 for minutes in found["minutes_foot"])
    assert "100 %" in run.sentence
    areas = table(run, "areas")
    assert areas == {"id": ["09663000"], "name": ["Würzburg"], "population": [157], "within_foot": [157]}


@pytest.mark.parametrize("question", [each for each in QUESTIONS if not QUESTIONS[each].for_everyone])
def test_every_question_of_people_is_answered(town: Town, question: str) -> None:
    run = worked(asked(town, question, profiles=["foot", "bike"]))
    assert run.status == "done", run.failure
    assert run.sentence
    assert run.log
    assert run.tables.count() >= 2


def test_equal_questions_of_equal_data_are_one_run(town: Town) -> None:
    first = asked(town)
    second = asked(town, minutes=30.0)
    assert second.pk == first.pk
    assert asked(town, minutes=29).pk != first.pk
    assert ProcrastinateJob.objects.filter(task_name=services.BEGIN).count() == 2
    worked(first)
    assert asked(town).pk == first.pk
    assert ProcrastinateJob.objects.filter(task_name=services.BEGIN).count() == 2


def test_a_run_that_failed_or_was_cancelled_can_be_asked_again(town: Town) -> None:
    first = asked(town)
    services.cancel(first)
    second = asked(town)
    assert second.pk != first.pk
    assert worked(second).status == "done"


def test_a_receipt_done_again_gives_equal_bytes(town: Town) -> None:
    run = worked(asked(town, "supply-ratio", depart_at=NOW, profiles=["foot", "wheelchair"]))
    said = json.loads(json.dumps(receipt(run)))
    # What has changed since does not matter: the rows of the receipt are kept.
    set_status(SportsFacility, [town.places["Platz Ost"].pk], Status.WITHDRAWN, by="test")
    turn()
    again = worked(services.rerun(said, by=town.analyst))
    assert again.pk != run.pk
    assert again.result_hash == run.result_hash
    before, after = ({each.name: bytes(each.data) for each in one.tables.all()} for one in (run, again))
    assert before == after


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"question": "nearest"},
        {"question": "nearest", "parameters": [], "inputs": {}},
        {"question": "nearest", "parameters": {"facilities": {"layers": ["x"]}}, "inputs": {"network": "other"}},
    ],
)
def test_what_is_no_receipt_is_refused(town: Town, said: dict[str, Any]) -> None:
    with pytest.raises(BadParameter):
        services.rerun(said, by=town.analyst)
    assert not Run.objects.exists()


def test_a_receipt_of_an_unknown_question_is_refused(town: Town) -> None:
    with pytest.raises(NoSuchRun):
        services.rerun({"question": "x", "parameters": {}, "inputs": {}}, by=town.analyst)


def test_one_changed_opening_hour_makes_exactly_the_runs_stale_that_selected_it(town: Town) -> None:
    of_halls = worked(asked(town, facilities={"layers": ["sports_facility"], "kind": ["single_hall"]}))
    of_pitches = worked(asked(town, facilities={"layers": ["sports_facility"], "kind": ["small_pitch"]}))
    assert staleness.look() == []
    hall = town.places["Halle Mitte"]
    hall.opening_hours = "Mo-Fr 08:00-10:00"
    save_entry(hall, by="test")
    turn()
    assert [run.pk for run in staleness.look()] == [of_halls.pk]
    of_halls.refresh_from_db()
    of_pitches.refresh_from_db()
    assert of_halls.changed_rows == ["geändert: Halle Mitte"]
    assert not of_pitches.is_stale
    # Set back, it is as it was.
    hall.opening_hours = "Mo-Fr 08:00-09:10"
    save_entry(hall, by="test")
    turn()
    staleness.look()
    of_halls.refresh_from_db()
    assert of_halls.changed_rows == ["geändert: Halle Mitte"]  # its version is another one now


def test_what_is_published_is_in_the_next_run_and_what_is_withdrawn_is_not(town: Town) -> None:
    first = worked(asked(town))
    new = SportsFacility(
        name="Neue Halle", status="published", geom=Point(OLD_TOWN.x - 500, OLD_TOWN.y - 400, srid=25832)
    )
    new = save_entry(new, by="test")
    turn()
    second = worked(asked(town))
    assert second.pk != first.pk
    assert new.pk in table(second)["nearest_foot"]
    staleness.look()
    first.refresh_from_db()
    assert first.changed_rows == ["neu: Neue Halle"]
    set_status(SportsFacility, [new.pk], Status.WITHDRAWN, by="test")
    turn()
    third = worked(asked(town))
    assert new.pk not in table(third)["nearest_foot"]
    assert third.pk == first.pk, "the rows are again those of the first run"


def test_a_draft_is_in_no_run(town: Town) -> None:
    draft = SportsFacility(name="Entwurf", status="draft", geom=OLD_TOWN)
    save_entry(draft, by="test")
    turn()
    run = worked(asked(town))
    assert all(b"Entwurf" not in bytes(unpacked_rows) for unpacked_rows in _rows_of(run))


def _rows_of(run: Run) -> list[bytes]:
    hashes = [value for name, value in run.inputs.items() if name != "network"]
    return [json.dumps(unpacked(each.data)).encode() for each in SelectedRows.objects.filter(pk__in=hashes)]


def test_only_what_is_open_on_arrival_counts(town: Town) -> None:
    run = worked(asked(town, depart_at=NOW))
    found = dict(zip(table(run)["id"], table(run)["nearest_foot"], strict=True))
    minutes = dict(zip(table(run)["id"], table(run)["minutes_foot"], strict=True))
    hall, pitch = town.places["Halle Mitte"].pk, town.places["Platz Ost"].pk
    assert town.places["Bahn ohne Zeiten"].pk not in found.values()
    assert {hall, pitch} == set(found.values())
    # The hall closes ten minutes after people set out.
    assert all(minutes[unit] < 10 for unit, place in found.items() if place == hall)
    at_any_time = worked(asked(town))
    assert table(at_any_time)["nearest_foot"] != table(run)["nearest_foot"]


def test_a_part_that_is_done_is_not_done_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    run = asked(town, "catchment", profiles=["foot", "bike"])
    work.begin(str(run.pk))
    work.do_part(str(run.pk), 0)
    kept = bytes(Part.objects.get(run=run, number=0).data)
    # The worker is killed here; another one takes up what is left, and what it knows nothing of.
    work.begin(str(run.pk))
    question = QUESTIONS["catchment"]
    done = []
    part = type(question).part
    monkeypatch.setattr(type(question), "part", lambda self, *args: done.append(args[1]) or part(self, *args))
    work.do_part(str(run.pk), 0)
    work.do_part(str(run.pk), 1)
    assert [each["profile"] for each in done] == ["bike"]
    assert bytes(Part.objects.get(run=run, number=0).data) == kept
    work.finish(str(run.pk))
    work.finish(str(run.pk))
    run.refresh_from_db()
    assert run.status == "done"
    assert not run.parts.exists()


def test_a_cancelled_run_stops_at_the_next_look(town: Town) -> None:
    run = asked(town, "catchment")
    work.begin(str(run.pk))
    run.refresh_from_db()
    context = work._context(run)
    context.look(0.1)
    services.cancel(run)
    with pytest.raises(Cancelled):
        context.look(0.2)
    work.do_part(str(run.pk), 0)
    work.finish(str(run.pk))
    run.refresh_from_db()
    assert (run.status, run.tables.count()) == ("cancelled", 0)


def test_a_fault_of_ours_is_a_sentence_and_a_line_in_the_log(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(type(QUESTIONS["catchment"]), "part", lambda *args: 1 / 0)
    run = worked(asked(town, "catchment"))
    assert run.status == "failed"
    assert "ZeroDivisionError" not in run.failure
    assert "A run of catchment failed" in caplog.text


def test_only_analysts_ask_and_see(town: Town) -> None:
    editor = person("redaktion", "editor", whole_region=True)
    wanted = {"facilities": {"layers": ["sports_facility"]}}
    with pytest.raises(NotAllowed):
        services.start("nearest", wanted, by=editor)
    run = asked(town)
    with pytest.raises(NoSuchRun):
        services.run_of(run.pk, by=editor)
    assert services.run_of(run.pk, by=person("kollege", "analyst")).pk == run.pk
    assert services.run_of(run.pk, by=person("verwaltung", "administrator")).pk == run.pk
    with pytest.raises(NoSuchRun):
        services.run_of("00000000-0000-0000-0000-000000000000", by=town.analyst)


def test_people_near_the_edge_of_the_region_are_told_of(town: Town) -> None:
    """The city's edge lies some 6 km west of the old town: a walk of 60 minutes stays within it, a drive does not."""
    walk, drive = worked(asked(town, minutes=60)), worked(asked(town, minutes=60, profiles=["car"]))
    assert not any("Rand der Region" in sentence for sentence in walk.log)
    assert any(sentence.startswith("157 Menschen (Mit dem Auto) leben so nah am Rand") for sentence in drive.log)


def test_the_mix_of_kinds_is_shannons_index(town: Town) -> None:
    """A hall and two pitches are in reach of everybody: two kinds, one of three and two of three."""
    found = table(worked(asked(town, "fifteen-minute")))
    assert set(found["kinds_foot"]) == {2}
    assert set(found["mix_foot"]) == {round(-(math.log(1 / 3) / 3 + 2 * math.log(2 / 3) / 3), 3)}
