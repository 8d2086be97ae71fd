"""Receipts that come back: those of ours are done again, everything else is refused in words."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from analysis.models import Run
from analysis.receipts import receipt
from tests.analysis.conftest import Town, asked, worked

PATH = "/planung/nachweis/"


def send(client: Client, content: bytes) -> Any:
    return client.post(PATH, {"receipt": SimpleUploadedFile("nachweis.json", content, "application/json")})


def test_a_receipt_is_taken_away_and_done_again(planner: Client, town: Town) -> None:
    run = worked(asked(town))
    response = planner.get(f"/planung/auswertungen/{run.pk}/nachweis.json")
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    answer = send(planner, response.content)
    assert answer.status_code == 303
    again = worked(Run.objects.exclude(pk=run.pk).get())
    assert again.result_hash == run.result_hash


HOSTILE = {
    "nothing": b"",
    "no JSON": b"<html>",
    "no UTF-8": b"\xff\xfe{}",
    "a list": b"[]",
    "a number": b"7",
    "deep": b"[" * 100_000,
    "too large": b"{" + b" " * 256_000 + b"}",
    "empty": b"{}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_receipt_is_refused(planner: Client, name: str) -> None:
    response = send(planner, HOSTILE[name])
    assert response.status_code == 400
    assert '<a href="#receipt">' in response.content.decode()
    assert not Run.objects.exists()


WRONG: list[dict[str, Any]] = [
    {"question": "none"},
    {"question": "\x00"},
    {"question": ["nearest"]},
    {"parameters": 5},
    {"parameters": {"facilities": {"layers": ["sports_facility"]}, "minutes": float("nan")}},
    {"parameters": {"facilities": {"layers": ["a\x00b"]}}},
    {"parameters": {"facilities": {"layers": ["\ud800"]}}},
    {"inputs": {}},
    {"inputs": {"facilities": "0" * 64, "people": "0" * 64, "network": "lattice-1"}},
    {"inputs": {"facilities": "\x00", "people": "\x00", "network": "\x00"}},
    {"inputs": {"facilities": [], "people": {}, "network": 1}},
]


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_a_receipt_of_foreign_rows_or_none_is_refused(planner: Client, town: Town, number: int) -> None:
    said = receipt(asked(town)) | WRONG[number]
    response = send(planner, json.dumps(said).encode())
    assert response.status_code == 400
    assert Run.objects.count() == 1


def test_the_selections_of_a_receipt_must_be_of_their_kind(planner: Client, town: Town) -> None:
    said = receipt(asked(town))
    said["inputs"]["people"] = said["inputs"]["facilities"]
    assert send(planner, json.dumps(said).encode()).status_code == 400


def test_without_a_file_the_form_says_so(planner: Client) -> None:
    response = planner.post(PATH)
    assert response.status_code == 400
    assert "Wählen Sie die Datei mit dem Nachweis." in response.content.decode()
