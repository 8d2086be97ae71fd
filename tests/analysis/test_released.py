"""Released results: what everybody reads of them, and that nothing else is read by anybody."""

import json

import pytest
from django.db import connection
from django.test import Client

from analysis import services, staleness
from analysis.canonical import canonical, packed
from analysis.errors import NotAllowed, NotReady
from analysis.models import ReleasedResult, ReleasedRow, ResultTable, Run
from analysis.released import RESULTS_LAYER, ROWS_LAYER, write
from analysis.results import read_table
from analysis.work import show
from layers.models import PopulationUnit
from published.models import PublicFeature, PublishedKind
from published.services import publish
from tests.analysis.conftest import Town, asked, open_longer, worked
from tests.conftest import turn
from tests.staff import person


def released(town: Town, question: str = "nearest", **parameters: object) -> Run:
    """Return a run that is done, released, and published."""
    run = worked(asked(town, question, **parameters))
    services.release(run, by=town.analyst)
    show(str(run.pk))
    turn()
    run.refresh_from_db()
    return run


def public(layer: str) -> list[PublicFeature]:
    return list(PublicFeature.objects.filter(layer=layer).order_by("id"))


def test_a_released_result_is_published_with_a_row_for_each_unit(town: Town) -> None:
    run = released(town)
    assert (run.is_public, run.released_by, run.release_progress) == (True, town.analyst, 100)
    (result,) = public(RESULTS_LAYER)
    assert result.id == run.public_id == run.pk.hex[:8]
    assert result.properties["sentence"] == run.sentence
    assert result.properties["receipt"]["result"] == run.result_hash
    units = read_table(run.tables.get(name="units").data)["values"]
    rows = public(ROWS_LAYER)
    assert [row.id for row in rows] == sorted(f"{run.public_id}-{unit}" for unit in units["id"])
    said = {row.id.partition("-")[2]: row.properties.get("minutes_foot") for row in rows}
    assert said == dict(zip(units["id"], units["minutes_foot"], strict=True))
    outlines = dict(PublicFeature.objects.filter(layer="population").values_list("id", "geom"))
    assert all(row.geom.equals_exact(outlines[row.id.partition("-")[2]], 1e-8) for row in rows)
    assert list(PublishedKind.objects.filter(layer=ROWS_LAYER).values_list("code", "label")) == [
        (run.public_id, run.sentence)
    ]


def test_nothing_is_public_before_the_job_is_done(town: Town) -> None:
    run = worked(asked(town))
    assert public(RESULTS_LAYER) == []
    services.release(run, by=town.analyst)
    assert public(RESULTS_LAYER) == public(ROWS_LAYER) == []
    publish(RESULTS_LAYER, None)
    publish(ROWS_LAYER, None)
    assert public(RESULTS_LAYER) == public(ROWS_LAYER) == []


def test_a_released_result_says_when_its_data_have_changed(town: Town) -> None:
    released(town, facilities={"layers": ["sports_facility"], "kind": ["single_hall"]})
    kept = released(town, facilities={"layers": ["sports_facility"], "kind": ["small_pitch"]})
    staleness.look()
    assert all("outdated" not in each.properties for each in public(RESULTS_LAYER))
    open_longer(town)
    staleness.look()
    turn()
    said = {each.id: each.properties.get("outdated", False) for each in public(RESULTS_LAYER)}
    assert said.pop(kept.public_id) is False
    assert [*said.values()] == [True]


def test_no_name_of_a_person_is_published(town: Town) -> None:
    run = released(town)
    said = "".join(row.geojson for layer in (RESULTS_LAYER, ROWS_LAYER) for row in public(layer))
    assert town.analyst.username not in said.lower()
    assert run.released_by == town.analyst


def test_taking_back_withdraws_all_rows(town: Town) -> None:
    run = released(town)
    other = released(town, minutes=20)
    services.withdraw(run, by=town.analyst)
    assert (run.released_at, run.released_by, run.release_progress) == (None, None, 0)
    assert [row.id for row in public(RESULTS_LAYER)] == [other.public_id]
    assert {row.kind for row in public(ROWS_LAYER)} == {other.public_id}
    assert list(PublishedKind.objects.filter(layer=ROWS_LAYER).values_list("code", flat=True)) == [other.public_id]
    assert not ReleasedRow.objects.exclude(result_id=other.public_id).exists()


def test_what_was_taken_back_is_released_again(town: Town) -> None:
    run = released(town)
    before = [row.geojson for row in public(ROWS_LAYER)]
    services.withdraw(run, by=town.analyst)
    services.release(run, by=town.analyst)
    show(str(run.pk))
    assert [row.geojson for row in public(ROWS_LAYER)] == before


def test_the_job_of_a_run_that_was_taken_back_shows_nothing(town: Town) -> None:
    run = worked(asked(town))
    services.release(run, by=town.analyst)
    services.withdraw(run, by=town.analyst)
    show(str(run.pk))
    assert public(RESULTS_LAYER) == public(ROWS_LAYER) == []
    assert not ReleasedResult.objects.exists()


def test_a_job_that_was_killed_is_done_again(town: Town) -> None:
    run = worked(asked(town))
    services.release(run, by=town.analyst)
    write(run, lambda percent: None)
    show(str(run.pk))
    run.refresh_from_db()
    assert run.is_public
    before = [row.changed_at for row in public(ROWS_LAYER)]
    show(str(run.pk))
    assert [row.changed_at for row in public(ROWS_LAYER)] == before


def test_a_release_that_fails_is_taken_back(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(result: ReleasedResult) -> None:
        raise RuntimeError("the disk is full")

    run = worked(asked(town))
    services.release(run, by=town.analyst)
    monkeypatch.setattr(services.released, "show", broken)
    show(str(run.pk))
    run.refresh_from_db()
    assert (run.released_at, run.release_progress) == (None, 0)
    assert not ReleasedResult.objects.exists()
    assert public(RESULTS_LAYER) == public(ROWS_LAYER) == []
    assert "A result of nearest could not be published" in caplog.text


def test_a_job_is_noted_once(town: Town) -> None:
    run = worked(asked(town))
    services.release(run, by=town.analyst)
    at = run.released_at
    services.release(run, by=person("kollegin", "administrator", whole_region=True))
    assert (run.released_at, run.released_by) == (at, town.analyst)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [services.SHOW])
        assert cursor.fetchone() == (1,)


def test_only_analysts_and_administrators_release_and_take_back(town: Town) -> None:
    run = released(town)
    editor = person("redakteur", "editor", whole_region=True)
    for act in (services.release, services.withdraw):
        with pytest.raises(NotAllowed):
            act(run, by=editor)
    assert public(RESULTS_LAYER)


def test_a_run_that_is_not_done_is_not_released(town: Town) -> None:
    with pytest.raises(NotReady):
        services.release(asked(town), by=town.analyst)


def test_a_released_run_is_not_dismissed(town: Town) -> None:
    run = released(town)
    with pytest.raises(NotReady):
        services.dismiss(run)
    services.withdraw(run, by=town.analyst)
    services.dismiss(run)
    assert not Run.objects.filter(pk=run.pk).exists()


def test_figures_of_fewer_than_ten_people_are_not_released(town: Town) -> None:
    run = worked(asked(town))
    stored = run.tables.get(name="units")
    content = read_table(stored.data)
    content["values"]["population"][0] = 9
    ResultTable.objects.filter(pk=stored.pk).update(data=packed(canonical(content)))
    with pytest.raises(NotReady, match="zehn"):
        services.release(run, by=town.analyst)


@pytest.mark.parametrize(
    ("question", "parameters"),
    [
        ("catchment", {}),
        ("cumulative-opportunities", {}),
        ("supply-ratio", {}),
        ("fifteen-minute", {}),
        ("fairness", {}),
    ],
)
def test_every_question_of_people_can_be_released(town: Town, question: str, parameters: dict) -> None:
    run = released(town, question, **parameters)
    assert run.is_public
    rows = public(ROWS_LAYER)
    assert rows
    if question == "catchment":
        assert {row.id for row in rows} == {
            f"{run.public_id}-sports_facility-{each.pk}" for each in town.places.values()
        }


def test_the_people_of_the_legend_are_all_people(town: Town) -> None:
    run = released(town)
    (result,) = public(RESULTS_LAYER)
    (minutes,) = [each for each in result.properties["columns"] if each["name"] == "minutes_foot"]
    counted = sum(each["people"] for each in minutes["classes"]) + minutes["without"]
    assert counted == sum(read_table(run.tables.get(name="units").data)["values"]["population"])


def test_items_are_chosen_by_their_result(town: Town, client: Client) -> None:
    run, other = released(town), released(town, minutes=20)
    found = json.loads(client.get(f"/ogc/collections/reach/items?f=json&kind={run.public_id}").content)
    assert {each["properties"]["kind"] for each in found["features"]} == {run.public_id}
    assert len(found["features"]) == len(public(ROWS_LAYER)) / 2
    assert client.get(f"/ogc/collections/reach_result/items/{other.public_id}?f=json").status_code == 200


def test_a_row_whose_unit_is_gone_is_left_out_and_the_assumptions_say_so(town: Town) -> None:
    run = worked(asked(town))
    unit = PopulationUnit.objects.order_by("pk")[0]
    gone = unit.pk
    unit.delete()
    publish("population", [gone])
    services.release(run, by=town.analyst)
    show(str(run.pk))
    assert f"{run.public_id}-{gone}" not in {row.id for row in public(ROWS_LAYER)}
    (result,) = public(RESULTS_LAYER)
    assert result.properties["assumptions"] == [*run.log, "1 Zeile hat heute keinen Ort mehr und fehlt."]
