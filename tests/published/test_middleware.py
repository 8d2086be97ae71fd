"""The short way for published data, asked as a client asks."""

import pytest
from django.db import connection, connections
from django.test import Client


@pytest.mark.usefixtures("published_in_test")
def test_the_length_of_an_answer_is_said_beforehand(client: Client):
    response = client.get("/ogc/conformance?f=json")
    assert response.headers["Content-Length"] == str(len(response.content))


@pytest.mark.usefixtures("published_committed")
def test_a_restart_of_the_database_costs_a_thread_one_answer(client: Client):
    """Connections of the published side stay with their threads; one that broke is made anew."""
    path = "/ogc/collections/place/items?f=json"
    assert client.get(path).status_code == 200
    with connections["published"].cursor() as reading, connection.cursor() as cursor:
        reading.execute("SELECT pg_backend_pid()")
        cursor.execute("SELECT pg_terminate_backend(%s)", reading.fetchone())
    assert client.get(path).status_code == 500
    connections["published"].close_if_unusable_or_obsolete()  # as the end of a request does, which the client skips
    assert client.get(path).status_code == 200
