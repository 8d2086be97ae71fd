"""Several people save one entry at the same moment, each in a transaction of her own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from layers.models import Area, Association
from layers.services import save_entry, settle_areas
from published.models import PublicFeature
from tests.conftest import OLD_TOWN
from tests.forms import read_form

PEOPLE = 4


@pytest.mark.usefixtures("published_committed")
def test_one_of_several_who_save_at_once_wins_and_the_others_are_told(
    areas: dict[str, Area], region_editor: Person
) -> None:
    settle_areas()
    club = save_entry(Association(name="Ruderclub", status="published", geom=OLD_TOWN), by="test")
    address = reverse("admin:layers_association_change", args=[club.pk])
    clients = [Client() for _ in range(PEOPLE)]
    for client in clients:
        client.force_login(region_editor)
    forms = [read_form(client.get(address)) for client in clients]
    together = Barrier(PEOPLE)

    def save(number: int) -> tuple[int, str]:
        together.wait()
        try:
            response = clients[number].post(address, forms[number] | {"name": f"Ruderclub {number}"})
            return response.status_code, response.content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(save, range(PEOPLE)))
    winners = [number for number, (status, _) in enumerate(answers) if status == 302]
    assert len(winners) == 1
    assert all("Inzwischen hat jemand anderes" in text for status, text in answers if status == 200)
    club.refresh_from_db()
    assert (club.version, club.name) == (2, f"Ruderclub {winners[0]}")
    assert PublicFeature.objects.one("association", club.pk).name == club.name
