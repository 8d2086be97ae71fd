"""The PDF report: what it says, that it loads nothing, and that its maps show every class."""

import io
import logging

import pypdf
import pytest
from weasyprint import HTML

from analysis.exports import FORMATS, Document, geometries, of_comparison
from analysis.exports.picture import in_words, picture
from analysis.exports.report import OwnFilesOnly
from analysis.exports.shading import shaded_maps
from analysis.models import Run
from tests.analysis.exports.conftest import NAMES
from tests.analysis.finished_runs import EDITION, finished_run


@pytest.fixture
def report(document: Document) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(FORMATS["pdf"].write(document)))


def said(report: pypdf.PdfReader) -> str:
    """Return all text without blanks: lines break anywhere."""
    return "".join("".join(page.extract_text().split()) for page in report.pages)


def test_it_says_all_that_belongs_to_the_answer(document: Document, report: pypdf.PdfReader) -> None:
    words = said(report)
    texts = [document.sentence, *document.assumptions, EDITION, document.receipts[0][1], *NAMES]
    texts += ["Minuten (zu Fuß)", "kein Wert: nichts in Reichweite", "Würzburg", "Testquelle, dl-de/by-2-0"]
    missing = [each for each in texts if "".join(each.split()) not in words]
    assert missing == []


def test_it_is_tagged_and_says_title_and_language(document: Document, report: pypdf.PdfReader) -> None:
    assert report.metadata is not None
    assert report.metadata.title == document.title
    assert report.root_object["/Lang"] == "de"
    assert report.root_object["/MarkInfo"]["/Marked"]


def test_nothing_in_it_runs_or_leads_elsewhere(document: Document) -> None:
    made = FORMATS["pdf"].write(document)
    assert made.startswith(b"%PDF-")
    for name in (b"/JavaScript", b"/OpenAction", b"/Launch", b"/EmbeddedFile", b"/URI"):
        assert name not in made


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/a", "https://example.invalid/a", "file:///etc/passwd", "data:,a", "report:other"]
)
def test_only_its_own_files_are_handed_out(address: str) -> None:
    with pytest.raises(ValueError, match="its own"):
        OwnFilesOnly({"report:map-0.svg": (b"<svg/>", "image/svg+xml")}).fetch(address)


def test_weasyprint_asks_for_everything_there(caplog: pytest.LogCaptureFixture) -> None:
    page = (
        "<link rel=stylesheet href='file:///etc/passwd'><style>@import 'http://127.0.0.1:9/x.css';"
        "body{background:url(file:///etc/hostname)}</style><img src='http://127.0.0.1:9/x.png'><embed src='data:,x'>"
        "<a rel=attachment href='file:///etc/passwd'>x</a><link rel=attachment href='file:///etc/passwd'>"
    )
    with caplog.at_level(logging.ERROR, logger="weasyprint"):
        made = HTML(string=page, url_fetcher=OwnFilesOnly({})).write_pdf()
    assert b"/EmbeddedFile" not in made
    assert len([each for each in caplog.records if "its own" in each.getMessage()]) >= 5


def test_the_map_draws_each_class_the_facilities_and_a_scale(document: Document) -> None:
    (shown,) = shaded_maps(document)
    drawn = picture(shown, [place for _name, place in document.facilities], geometries.municipalities())
    words = [shade.words for shade in shown.shades]
    assert words[-1] == "kein Wert: nichts in Reichweite"
    for shade in shown.shades:
        assert f'fill="{shade.colour}"' in drawn
        assert shade.words in drawn
        assert shade.words in in_words(shown)
    assert "Ort, der erreicht werden soll" in drawn
    assert " m</text>" in drawn


def test_names_in_the_map_are_text(document: Document) -> None:
    (shown,) = shaded_maps(document)
    _names, outlines = geometries.municipalities()
    drawn = picture(shown, [], (["<script>pwn()</script>"] * len(outlines), outlines))
    assert "<script>" not in drawn


def test_a_difference_is_told_apart_without_colours(run: Run) -> None:
    later = finished_run(minutes=(2.0, 9.0, 40.0))
    (shown,) = shaded_maps(of_comparison(run, later))
    below = len(shown.shades) // 2
    assert shown.shade.tolist()[1] == 0  # what came into reach fell most
    assert shown.shades[0].words.endswith("weniger oder neu erreichbar")
    assert [shade.pattern for shade in shown.shades] == ["hatched"] * below + [""] * (below + 1)
    assert 'fill="url(#hatched)"' in picture(shown, [], geometries.municipalities())
