"""Support pages: help first, a quick way out, and no trace left behind."""

import pytest
from django.conf import settings
from django.test import Client

from tests.frontend.test_views import Page, page

pytestmark = pytest.mark.usefixtures("published_in_test")

LIST = "/karte/liste/?layers=support_service"
# Pages that are whole, and fragments that scripts put into one.
PAGES = [
    "/karte/?layers=support_service",
    "/karte/",
    "/en/karte/support_service/{helpline}/",
    "/karte/support_service/{helpline}/",
]
FRAGMENTS = [LIST, "/karte/support_service/{helpline}/kurz/"]


@pytest.mark.parametrize("path", [*PAGES, *FRAGMENTS])
def test_what_shows_support_services_is_kept_nowhere(client: Client, stock: dict[str, str], path: str) -> None:
    answer = client.get(path.format(**stock))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in answer
    assert "Last-Modified" not in answer
    assert not answer.cookies


@pytest.mark.parametrize("path", PAGES)
def test_crisis_numbers_are_one_tap_away(client: Client, stock: dict[str, str], path: str) -> None:
    found = page(client, path.format(**stock))
    links = [each.get("href") for each in found.all("a")]
    for number in settings.REGION.crisis_numbers:
        assert f"tel:{number.number.replace(' ', '')}" in links
        assert number.number in found.text
    block = [each for each in found.all("aside") if each.get("id") == "crisis"]
    assert len(block) == 1
    assert "hidden" not in block[0]
    tags = [tag for tag, _attributes in found.elements]
    assert tags.index("aside") < tags.index("main")


@pytest.mark.parametrize("path", PAGES)
def test_the_quick_exit_is_a_plain_link_to_an_ordinary_page(client: Client, stock: dict[str, str], path: str) -> None:
    found = page(client, path.format(**stock))
    exits = [each for each in found.all("a") if each.get("id") == "quick-exit"]
    assert [(each["href"], each["rel"]) for each in exits] == [(settings.REGION.quick_exit, "noreferrer")]


@pytest.mark.parametrize("path", ["/karte/?layers=association", "/karte/association/{club}/"])
def test_other_pages_have_neither(client: Client, stock: dict[str, str], path: str) -> None:
    answer = client.get(path.format(**stock))
    assert answer["Referrer-Policy"] == "same-origin"
    found = Page(answer.content.decode())
    assert all("hidden" in each for each in found.all("aside"))


def test_links_to_other_sites_do_not_tell_where_one_came_from(client: Client, stock: dict[str, str]) -> None:
    for path in [PAGES[-1], FRAGMENTS[-1]]:
        found = page(client, path.format(**stock))
        outside = [each for each in found.all("a") if str(each.get("href")).startswith("http")]
        assert outside
        assert all("noreferrer" in str(each.get("rel")) for each in outside), path


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_words_are_calm(client: Client, stock: dict[str, str], language: str) -> None:
    found = page(client, f"{language}/karte/support_service/{stock['helpline']}/")
    assert "!" not in found.text
