"""If-None-Match and Accept-Encoding."""

import pytest
from django.test import RequestFactory

from tiles.conditional import accepts_gzip, is_unchanged, weak_etag

ETAG = weak_etag("tile", 1)
STRONG = ETAG.removeprefix("W/")


@pytest.mark.parametrize("known", [ETAG, STRONG, "*", f'"other", {ETAG}', f'W/"other",{STRONG} , "third"'])
def test_unchanged(known: str) -> None:
    assert is_unchanged(RequestFactory().get("/", headers={"If-None-Match": known}), ETAG)


@pytest.mark.parametrize(
    "known", ["", "other", '"other"', STRONG.strip('"'), '"*"', f'"{STRONG}"', ETAG[:-2] + '"', ","]
)
def test_changed(known: str) -> None:
    assert not is_unchanged(RequestFactory().get("/", headers={"If-None-Match": known}), ETAG)
    assert not is_unchanged(RequestFactory().get("/"), ETAG)


def test_etags_tell_apart_what_differs() -> None:
    assert weak_etag("a", "bc") != weak_etag("ab", "c")
    assert weak_etag(1) != weak_etag("1")
    assert weak_etag("a", "b") == weak_etag("a", "b")


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("gzip; q=0.001", True),
        ("gzip;q=1", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("identity", False),
        ("br", False),
        ("x-gzipped", False),
        ("", False),
    ],
)
def test_gzip_is_sent_to_those_who_ask_for_it(header: str, accepted: bool) -> None:
    assert accepts_gzip(RequestFactory().get("/", headers={"Accept-Encoding": header})) is accepted
