"""The pages of released results: list, one with table, legend and files, and what a municipality's page says."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from analysis import services, staleness
from analysis.models import Run
from analysis.results import read_table
from analysis.work import show
from frontend.results import coloured, legend, result_of
from frontend.sources import stock
from frontend.views.result import _plain
from tests.analysis.conftest import Town, asked, open_longer, town, worked
from tests.conftest import turn

__all__ = ["town"]  # fixtures
WITHOUT_PEOPLE_WHO_ACT = ("planerin", "Planerin")


def release(town: Town, question: str = "nearest", **parameters: Any) -> Run:
    run = worked(asked(town, question, **parameters))
    services.release(run, by=town.analyst)
    show(str(run.pk))
    turn()
    return run


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_without_a_released_result_the_list_says_so(town: Town, client: Client) -> None:
    worked(asked(town))
    assert "noch keine Auswertung veröffentlicht" in page(client, "/auswertungen/")
    assert "Was ist erreichbar" not in page(client, "/gebiete/09663000/")


def test_the_list_names_the_released_results(town: Town, client: Client) -> None:
    run = release(town)
    html = page(client, "/auswertungen/")
    assert run.sentence in html
    assert f'href="/auswertungen/{run.public_id}/"' in html
    assert "Wie weit ist es zum nächsten?" in html
    english = page(client, "/en/auswertungen/")
    assert f'<p lang="de">{run.sentence}</p>' in english


def test_the_page_says_that_its_data_have_changed(town: Town, client: Client) -> None:
    run = release(town)
    said = "Seither haben sich Daten geändert"
    assert said not in page(client, f"/auswertungen/{run.public_id}/")
    open_longer(town)
    staleness.look()
    turn()
    assert said in page(client, f"/auswertungen/{run.public_id}/")


def test_the_page_says_sentence_classes_table_and_assumptions(town: Town, client: Client) -> None:
    run = release(town, profiles=["foot", "bike"])
    html = page(client, f"/auswertungen/{run.public_id}/")
    for said in (run.sentence, *run.log):
        assert said in html
    areas = read_table(run.tables.get(name="areas").data)["values"]
    assert f'<td class="table__number">{areas["population"][0]}</td>' in html
    assert f'<td class="table__number">{areas["within_foot"][0]}</td>' in html
    assert '<option value="minutes_bike">' in html
    assert html.count('class="result__swatch') >= 2
    assert '<path class="share share--' in html
    for name in WITHOUT_PEOPLE_WHO_ACT:
        assert name not in html


def test_the_map_has_each_row_in_its_class(town: Town, client: Client) -> None:
    run = release(town, minutes=12)
    response = client.get(f"/auswertungen/{run.public_id}/karte.json?column=minutes_foot")
    assert response.headers["Content-Type"] == "application/geo+json"
    found = json.loads(response.content)["features"]
    units = read_table(run.tables.get(name="units").data)["values"]
    assert sorted((each["properties"]["value"] for each in found), key=str) == sorted(units["minutes_foot"], key=str)
    assert all((each["properties"]["class"] == -1) == (each["properties"]["value"] is None) for each in found)
    assert sum(each["properties"]["people"] for each in found) == sum(units["population"])


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_the_map_is_sent_once(town: Town, client: Client, encoding: str) -> None:
    path = f"/auswertungen/{release(town).public_id}/karte.json?column=minutes_foot"
    response = client.get(path, headers={"Accept-Encoding": encoding})
    assert response.headers.get("Content-Encoding", "") == encoding
    again = client.get(path, headers={"Accept-Encoding": encoding, "If-None-Match": response["ETag"]})
    assert again.status_code == 304
    release(town, minutes=20)
    assert client.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 200


def test_the_classes_of_the_map_are_those_of_the_legend(town: Town, client: Client) -> None:
    run = release(town)
    result = result_of(run.public_id, stock())
    assert result
    column = result.column("minutes_foot")
    assert column
    people: dict[int, int] = {}
    for each in json.loads(coloured(result, column))["features"]:
        said = each["properties"]
        people[said["class"]] = people.get(said["class"], 0) + said["people"]
    shown = [each.people for each in legend(column)]
    assert [people.get(number, 0) for number in range(len(column.classes))] == shown[: len(column.classes)]


def test_the_receipt_is_a_file(town: Town, client: Client) -> None:
    run = release(town)
    response = client.get(f"/auswertungen/{run.public_id}/nachweis.json")
    assert "attachment" in response.headers["Content-Disposition"]
    receipt = json.loads(response.content)
    assert (receipt["result"], receipt["inputs"]) == (run.result_hash, run.inputs)


def test_a_receipt_from_the_public_page_can_be_done_again(town: Town, client: Client) -> None:
    run = release(town)
    receipt = json.loads(client.get(f"/auswertungen/{run.public_id}/nachweis.json").content)
    again = worked(services.rerun(receipt, by=town.analyst))
    assert again.result_hash == run.result_hash


def test_the_table_is_a_file_for_spreadsheets(town: Town, client: Client) -> None:
    run = release(town)
    text = client.get(f"/auswertungen/{run.public_id}/gemeinden.csv").content.decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text), delimiter=";")
    assert head[:3] == ["amtlicher Schlüssel", "Gemeinde", "Personen"]
    areas = read_table(run.tables.get(name="areas").data)["values"]
    assert [(line[0], int(line[2]), int(line[3])) for line in lines] == list(
        zip(areas["id"], areas["population"], areas["within_foot"], strict=True)
    )


def test_a_municipality_says_what_is_reachable(town: Town, client: Client) -> None:
    run = release(town)
    areas = read_table(run.tables.get(name="areas").data)["values"]
    html = page(client, "/gebiete/09663000/")
    assert "Was ist erreichbar" in html
    row = areas["id"].index("09663000")
    assert f"{areas['within_foot'][row]} von {areas['population'][row]} Menschen" in html
    assert f'href="/auswertungen/{run.public_id}/"' in html
    assert "What is reachable" in page(client, "/en/gebiete/09663000/")


@pytest.mark.parametrize(
    "hostile",
    ["none", "00000000", "%00", "..%2F..%2Fetc", "a%27%20OR%201=1--", "x" * 3000, "-1", "%F0%9F%92%A3", "*"],
)
@pytest.mark.parametrize("rest", ["", "karte.json", "nachweis.json", "gemeinden.csv"])
def test_an_id_that_there_is_not_is_not_found(town: Town, client: Client, hostile: str, rest: str) -> None:
    assert client.get(f"/auswertungen/{hostile}/{rest}").status_code == 404


@pytest.mark.parametrize("column", ["nichts", "id", "population", "properties", "x'--", "%00"])
def test_a_column_that_there_is_not_is_refused(town: Town, client: Client, column: str) -> None:
    run = release(town)
    for rest in ("", "karte.json"):
        assert client.get(f"/auswertungen/{run.public_id}/{rest}?column={column}").status_code == 400


def test_the_number_of_queries_does_not_grow(town: Town, client: Client) -> None:
    def asked_queries(path: str) -> int:
        page(client, path)
        with CaptureQueriesContext(connections["published"]) as found:
            page(client, path)
        return len(found)

    run = release(town)
    paths = ("/auswertungen/", f"/auswertungen/{run.public_id}/", "/gebiete/09663000/")
    before = [asked_queries(path) for path in paths]
    for minutes in (5, 10, 20):
        release(town, minutes=minutes)
    assert [asked_queries(path) for path in paths] == before


def test_a_spreadsheet_computes_with_no_name() -> None:
    assert [_plain(text) for text in ("=1+1", "@x", "Würzburg")] == ["'=1+1", "'@x", "Würzburg"]
