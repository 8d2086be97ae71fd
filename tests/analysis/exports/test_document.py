"""What an export says beside the figures."""

from datetime import timedelta

import pytest
import shapely

from analysis.canonical import canonical, digest
from analysis.errors import NotReady
from analysis.exports import Document, of_comparison, of_run
from analysis.models import Run
from analysis.receipts import receipt
from layers.models import SportsFacility
from layers.services import set_status
from published.errors import BadParameter
from tests.analysis.exports.conftest import NAMES
from tests.analysis.finished_runs import EDITION, MINUTES, finished_run
from tests.conftest import OLD_TOWN


def test_it_says_question_answer_assumptions_sources_and_receipt(run: Run, document: Document) -> None:
    said = document.statement()
    assert said[:2] == [("Frage", "Wie weit ist es zum nächsten?"), ("Antwort", run.sentence)]
    assert ("Angabe: Unterwegs", "Zu Fuß") in said
    assert ("Angabe: Was erreicht werden soll", "Sportstätten") in said
    assert ("Annahme", "Wege auf dem Straßennetz.") in said
    sources = [text for what, text in said if what == "Quelle und Lizenz"]
    licence = "Datenlizenz Deutschland – Namensnennung 2.0"
    assert sources == [
        f"Sportstätten: Testquelle; {licence}; Testquelle, dl-de/by-2-0",
        f"Bevölkerung: Testquelle; {licence}; Testquelle, dl-de/by-2-0",
        f"Gemeinden und Stadtbezirke: Testquelle; {licence}; Testquelle, dl-de/by-2-0",
        f"Straßennetz: {EDITION}",
    ]
    assert said[-1][1] == digest(canonical(receipt(run)))


def test_rows_lie_where_they_are_published(document: Document) -> None:
    areas, facilities, units = document.sheets
    assert [sheet.name for sheet in document.sheets] == ["areas", "facilities", "units"]
    assert units.geometry is not None
    square = shapely.box(OLD_TOWN.x, OLD_TOWN.y, OLD_TOWN.x + 100, OLD_TOWN.y + 100)
    assert units.geometry[0].symmetric_difference(square).area < 1
    assert facilities.geometry is not None
    assert set(facilities.values["name"]) == set(NAMES)
    first = facilities.values["name"].index(NAMES[0])
    assert facilities.geometry[first].distance(shapely.Point(OLD_TOWN.x, OLD_TOWN.y + 20)) < 0.01
    assert areas.geometry is not None
    assert shapely.area(areas.geometry[0]) == pytest.approx(15_000**2, rel=1e-6)


def test_what_was_withdrawn_since_keeps_the_place_that_the_run_took(run: Run) -> None:
    entries = list(SportsFacility.objects.values_list("pk", flat=True))
    set_status(SportsFacility, entries, "withdrawn", by="test")
    document = of_run(run)
    facilities = document.sheets[1]
    assert facilities.geometry is not None
    assert all(each is not None for each in facilities.geometry)
    assert [source.source for source in document.sources if source.layer == "Sportstätten"] == [""]


@pytest.mark.parametrize("status", ["waiting", "running", "failed", "cancelled"])
def test_a_run_without_a_result_is_not_exported(run: Run, status: str) -> None:
    run.status = status
    with pytest.raises(NotReady, match="noch nicht fertig"):
        of_run(run)


def test_a_difference_is_later_minus_earlier_and_says_both_receipts(run: Run) -> None:
    later = finished_run(minutes=(MINUTES[0] + 2, 9.0, None), title="Danach", parameters={"minutes": 20})
    document = of_comparison(run, later)
    assert document.is_difference
    units = next(sheet for sheet in document.sheets if sheet.of == "people")
    assert units.values["minutes_foot"] == [2.0, None, None]
    assert units.values["minutes_foot_turned"] == [None, "neu erreichbar", "nicht mehr erreichbar"]
    assert units.values["population"] == [10, 11, 12]
    assert "kleiner für 11 Menschen, größer für 22, gleich für 0" in document.sentence
    assert "Anders gefragt: „Höchstens so viele Minuten“." in document.assumptions
    assert [value for _of, value in document.receipts] == [digest(canonical(receipt(each))) for each in (run, later)]
    assert {sheet.of for sheet in document.sheets} == {"people", "area"}


def test_equal_runs_do_not_differ(run: Run) -> None:
    document = of_comparison(run, run)
    units = next(sheet for sheet in document.sheets if sheet.of == "people")
    assert units.values["minutes_foot"] == [0.0, 0.0, 0.0]
    assert "minutes_foot_turned" not in units.values


def test_only_finished_runs_of_one_question_are_compared(run: Run) -> None:
    other = finished_run()
    other.question = "fairness"
    with pytest.raises(BadParameter, match="derselben Frage"):
        of_comparison(run, other)
    other.question, other.status = "nearest", Run.Status.RUNNING
    with pytest.raises(NotReady, match="fertige"):
        of_comparison(run, other)


def test_a_difference_is_as_of_the_later_result(run: Run) -> None:
    later = finished_run()
    assert run.finished_at is not None
    later.finished_at = run.finished_at + timedelta(days=1)
    assert of_comparison(run, later).of == later.finished_at
