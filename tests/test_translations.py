"""Every German text that the public sees has an English one. The administration speaks German only."""

import re
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
ROOMS = (
    "accounts",
    "analysis",
    "frontend",
    "layers",
    "network",
    "observations",
    "ogc",
    "participation",
    "planning",
    "published",
    "texts",
    "tiles",
)
# What templatize makes of a template, and what Python code calls: gettext by any of its names, with a literal text that
# may be written in several pieces.
PIECE = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL = re.compile(rf"\b(?:_|gettext|gettext_lazy|ngettext)\(\s*u?({PIECE}(?:\s+{PIECE})*)")


def sources(room: str) -> list[Path]:
    """Return the modules and templates of a room that the public sees."""
    found = [*(ROOT / room).glob("**/*.py"), *(ROOT / room).glob("templates/**/*.html")]
    inside = {"admin", "admin.py", "migrations", "management", "node_modules"}
    return sorted(path for path in found if not inside & set(path.relative_to(ROOT).parts))


SOURCES = [path for room in ROOMS for path in sources(room)]


def catalogue(room: str) -> dict[str, list[str]]:
    """Return the English texts of a room by their German ones."""
    path = ROOT / room / "locale" / "en" / "LC_MESSAGES" / "django.po"
    return entries(path.read_text(encoding="utf-8"))


def entries(text: str) -> dict[str, list[str]]:
    """Return the translations of a PO file by their German text; plural forms count as several."""
    found: dict[str, list[str]] = {}
    for block in text.split("\n\n"):
        spoken = "\n".join(line for line in block.splitlines() if not line.startswith("#"))
        parts = re.findall(r'^(msg\w+(?:\[\d\])?) ((?:"(?:[^"\\]|\\.)*"\s*)+)', spoken, re.MULTILINE)
        said = {name: "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', value)) for name, value in parts}
        if said.get("msgid"):
            found[said["msgid"]] = [value for name, value in said.items() if name.startswith("msgstr")]
    return found


def texts(source: Path) -> set[str]:
    """Return the German texts that a template or a module hands to gettext."""
    code = source.read_text(encoding="utf-8")
    calls = CALL.finditer(templatize(code) if source.suffix == ".html" else code)
    return {"".join(piece[1:-1] for piece in re.findall(PIECE, call.group(1))) for call in calls}


def test_the_reader_of_catalogues_reads_plurals_and_long_texts() -> None:
    text = 'msgid ""\nmsgstr "x"\n\n#: a\nmsgid "ein "\n"Tag"\nmsgid_plural "Tage"\nmsgstr[0] "day"\nmsgstr[1] "days"'
    assert entries(text) == {"ein Tag": ["day", "days"]}


def test_the_reader_of_templates_finds_texts() -> None:
    assert {"Karte", "Mehr als %(number)s Einträge"} <= set().union(*map(texts, SOURCES))


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.relative_to(ROOT)))
def test_every_text_is_translated(source: Path) -> None:
    translated = catalogue(source.relative_to(ROOT).parts[0])
    assert [text for text in sorted(texts(source)) if not all(translated.get(text, [""]))] == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_translation_has_lost_its_text(room: str) -> None:
    used = set().union(*map(texts, sources(room)))
    assert sorted(set(catalogue(room)) - used) == []


@pytest.mark.parametrize("room", ROOMS)
def test_placeholders_survive_translation(room: str) -> None:
    for german, english in catalogue(room).items():
        wanted = set(re.findall(r"%\(\w+\)s", german))
        if len(english) == 1:
            assert set(re.findall(r"%\(\w+\)s", english[0])) == wanted, german
        else:  # „eine Minute“ may do without the number that its plural needs
            assert all(wanted <= set(re.findall(r"%\(\w+\)s", each)) for each in english), german
