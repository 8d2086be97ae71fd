"""Restricted Markdown: a text becomes a text, whatever somebody writes into it."""

from html.parser import HTMLParser

import pytest

from published.markdown import as_html

ALLOWED = {"p", "h2", "h3", "h4", "ul", "ol", "li", "a", "em", "strong", "blockquote", "hr", "br", "code"}
ALLOWED |= {"table", "thead", "tbody", "tr", "th", "td"}

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/)",
    "[x](/\\evil.example/)",
    "[x](/%5Cevil.example)\n\n[y](/\\/evil.example)",
    "[x](blob:https://a/b)",
    "[x](relativ)",
    "![x](https://evil.example/x.png)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example/" onmouseover="alert(1))',
    "<javascript:alert(1)>",
    "<https://a.example/><script>alert(1)</script>",
    "[x]: javascript:alert(1)\n\n[x]",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\0<script>alert(1)</script>",
    "<!-- --><style>*{display:none}</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "> " * 500 + "tief",
]


class Elements(HTMLParser):
    """Collects elements with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_can_do_more_than_look_like_a_text(text: str) -> None:
    for tag, attributes in Elements(as_html(text)).found:
        assert tag in ALLOWED
        assert set(attributes) <= {"href", "rel", "title", "start"}
        href = attributes.get("href") or "/"
        assert href.startswith(("https://", "http://", "mailto:", "tel:", "/", "#"))
        assert not href.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    "link", ["https://a.example/b?c=d", "http://a.example", "mailto:a@b.example", "tel:+499311", "/karte/", "#report"]
)
def test_good_links_lead_on(link: str) -> None:
    ((_tag, _no), (tag, attributes)) = Elements(as_html(f"[Worte]({link})")).found
    assert (tag, attributes["href"]) == ("a", link)
    assert ("noopener" in (attributes.get("rel") or "")) == link.startswith("http")


def test_the_headings_of_a_text_stand_below_that_of_the_page() -> None:
    html = as_html("# Eins\n\n## Zwei\n\n### Drei\n\n###### Sechs")
    assert [tag for tag, _attributes in Elements(html).found] == ["h2", "h2", "h3", "h4"]


def test_lists_tables_and_emphasis_are_there() -> None:
    html = as_html("- **fett** und *betont*\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n")
    assert "<strong>fett</strong>" in html
    assert "<table>" in html
    assert "style=" not in html, "the policy forbids it"


def test_an_empty_text_is_empty() -> None:
    assert as_html("") == ""
