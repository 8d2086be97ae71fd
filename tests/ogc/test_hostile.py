"""What a hostile or careless asker tries: a sentence and 400 or 404, never a stack, SQL, or everything."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.ogc.conftest import Ask

pytestmark = pytest.mark.usefixtures("region", "published_in_test")

ITEMS = "/collections/sports_facility/items"
# Words that only an error of PostgreSQL, Python or Django says.
TELLTALE = re.compile(
    r"traceback|psycopg|syntax error|relation \"|column \"|SELECT|/srv/|site-packages|line \d+|Exception|django", re.I
)
INJECTIONS = [
    "'",
    "''",
    "\\'",
    "x' OR 1=1 --",
    "x'; DROP TABLE published.feature; --",
    "1) UNION SELECT password FROM accounts_person --",
    "(select pg_sleep(5))",
    "%",
    "_",
    "%(x)s",
    "{0}",
    "\u2019 OR \u20191\u2019=\u20191",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "${jndi:ldap://x}",
    "exec(java.lang.Runtime.getRuntime())",
    "__class__.__mro__",
]


def refused(answer: Any, status: int = 400, echo: str = "") -> None:
    """Assert that the answer is a refusal in one sentence that says nothing of us; `echo` is what was asked."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem = json.loads(answer.content)
    assert problem["status"] == status
    assert problem["detail"].endswith((".", "“."))
    assert not TELLTALE.search(problem["detail"].replace(echo[:40], ""))


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=abc",
        "limit=1.5",
        "limit=1e3",
        "limit=²",
        "limit=٣",
        "limit=",
        "limit=+5",
        "limit=0x10",
        "limit=1&limit=2",
        "bbox=1,2,3",
        "bbox=1,2,3,4,5",
        "bbox=1,2,3,4,5,6,7",
        "bbox=nan,49,10,50",
        "bbox=9,49,nan,50",
        "bbox=9,49,inf,50",
        "bbox=-inf,49,10,50",
        "bbox=9,50,10,49",
        "bbox=9,49,10,91",
        "bbox=9,49,190,50",
        "bbox=190,49,9,50",
        "bbox=a,b,c,d",
        "bbox=9,49,10,",
        "bbox=",
        "bbox=9,49,10,50&bbox=1,2,3,4",
        "bbox=9,49,nan,10,50,100",
        "datetime=gestern",
        "datetime=2026-13-01",
        "datetime=2026-02-30",
        "datetime=2026-05-02/2026-05-01",
        "datetime=2026-05-01/2026-05-02/2026-05-03",
        "datetime=2026-05-01T10:00:00+99:99",
        "datetime=../..",
        "datetime=",
        "datetime='",
        "near=9.9",
        "near=9.9,91",
        "near=9.9,nan",
        "radius=500",
        "near=9.9,49.7&radius=0",
        "near=9.9,49.7&radius=50001",
        "q=%00",
        "q=" + "a" * 201,
        "wheelchair=maybe",
        "wheelchair=yes,maybe",
        "wheelchair=yes'",
        "floodlight=TRUE",
        "kind=",
        "sports=" + ",".join(f"s{number}" for number in range(51)),
        "after=x",
        "after=%00",
        "after=u0z57wh94",
        "after=' OR 1=1",
        "count=all",
        "count=estimate",
        "f=xml",
        "f=",
        "f=html&f=json",
        "crs=http://www.opengis.net/def/crs/EPSG/0/25832",
        "bbox-crs=http://www.opengis.net/def/crs/EPSG/0/25832",
        "properties=name",
        "geom__bboverlaps=1",
        "name__regex=.*",
        "user__password=x",
        "%00=1",
        "=1",
        "constructor=1",
    ],
)
def test_a_parameter_that_cannot_be_understood_is_400(client: Client, query: str) -> None:
    refused(client.get(f"/ogc{ITEMS}?{query}"))


def test_an_empty_query_string_is_none(client: Client) -> None:
    for query in ("?", "?&", "?&&"):
        assert client.get(f"/ogc{ITEMS}{query}").status_code == 200


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize(
    "name", ["q", "area", "sports", "topics", "kind", "after", "bbox", "datetime", "near", "limit"]
)
def test_text_stays_text(ask: Ask, name: str, text: str) -> None:
    answer = ask(ITEMS, **{name: text})
    if answer.status_code == 200:
        assert json.loads(answer.content)["features"] == []
    else:
        refused(answer, echo=text)


@pytest.mark.parametrize("name", INJECTIONS)
def test_a_name_is_never_an_identifier(ask: Ask, name: str) -> None:
    refused(ask(ITEMS, **{name: "x"}), echo=name)


@pytest.mark.parametrize(
    "item_id",
    [
        *INJECTIONS,
        "1'",
        "%00",
        "a%00b",
        "%0a",
        "a%0ab",
        "%F0%9F%92%A9",
        "%ff%fe",
        "%ED%A0%80",
        "12345678901234567890",
        "-1",
        "NaN",
        "a/b/c",
        "%2e%2e%2f",
        "x" * 10_000,
        " ",
        "\u202e",
    ],
)
def test_an_odd_id_is_404(client: Client, item_id: str) -> None:
    refused(client.get(f"/ogc{ITEMS}/{quote(item_id, safe='%/')}"), 404)


@pytest.mark.parametrize(
    "layer", ["published.feature", "association'", "ASSOCIATION", "%00", "..", "x" * 5000, "auth_user"]
)
def test_an_odd_collection_is_404(client: Client, layer: str) -> None:
    for path in (f"/ogc/collections/{layer}", f"/ogc/collections/{layer}/items", f"/ogc/collections/{layer}/items/1"):
        refused(client.get(path), 404)


def test_a_forged_host_ends_in_no_link(client: Client) -> None:
    answer = client.get("/ogc/", headers={"host": "evil.example"})
    refused(answer)
    assert b"evil" not in answer.content
    answer = client.get("/ogc/", headers={"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"})
    assert answer.status_code == 200
    assert b"evil" not in answer.content
    assert b"https://testserver" not in answer.content


def test_a_header_cannot_be_split(client: Client) -> None:
    answer = client.get(f"/ogc{ITEMS}?q=a%0d%0aSet-Cookie:%20x=1")
    assert "Set-Cookie" not in answer
    refused(answer)


@pytest.mark.parametrize("header", ["*" * 100, '"' * 99, 'W/"', ", , ,", "\x7f", "W/*"])
def test_a_broken_if_none_match_is_no_match(ask: Ask, header: str) -> None:
    assert ask(ITEMS, headers={"if-none-match": header}).status_code == 200


def test_a_page_escapes_what_was_published_and_what_was_asked(ask: Ask, region: dict[str, str]) -> None:
    item = next(region[name] for name in region if "<script>" in name)
    for path, query in (
        ("/collections/association/items", {}),
        (f"/collections/association/items/{item}", {}),
        ("/collections/association/items", {"q": "<script>alert(2)</script>"}),
        ("/collections/association/items", {"<script>alert(3)</script>": "1"}),
    ):
        answer = ask(path, f="html", **query)
        assert b"<script>alert" not in answer.content
        assert re.search(rb"&lt;script&gt;alert\(\d\)", answer.content) or query.get("q")


def test_a_refusal_is_a_page_for_people(ask: Ask) -> None:
    for path, status, query in ((ITEMS, 400, {"limit": 0}), (f"{ITEMS}/nosuch", 404, {})):
        answer = ask(path, headers={"accept": "text/html"}, **query)
        assert (answer.status_code, answer["Content-Type"]) == (status, "text/html; charset=utf-8")
        assert not TELLTALE.search(answer.content.decode().partition("<main")[2].partition("</main")[0])


def test_a_fault_of_ours_says_nothing_of_us(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("SELECT secret FROM /srv/main")

    monkeypatch.setattr("ogc.views.pages.page_of_geojson", broken)
    refused(ask(ITEMS), 500)
