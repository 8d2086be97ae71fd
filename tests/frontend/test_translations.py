"""Every German sentence of the public pages has an English one."""

import re
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

ROOM = Path(__file__).resolve().parents[2] / "frontend"
CATALOGUE = ROOM / "locale" / "en" / "LC_MESSAGES" / "django.po"
# What templatize makes of a template, and what Python code calls: gettext by any of its names, with one literal text.
CALL = re.compile(r"""\b(?:_|gettext|gettext_lazy|ngettext)\(\s*u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
SOURCES = sorted([*ROOM.glob("*.py"), *ROOM.glob("templatetags/*.py"), *ROOM.glob("templates/**/*.html")])


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
    return {match.group(1)[1:-1] for match in CALL.finditer(templatize(code) if source.suffix == ".html" else code)}


def test_the_reader_of_catalogues_reads_plurals_and_long_texts() -> None:
    text = 'msgid ""\nmsgstr "x"\n\n#: a\nmsgid "ein "\n"Tag"\nmsgid_plural "Tage"\nmsgstr[0] "day"\nmsgstr[1] "days"'
    assert entries(text) == {"ein Tag": ["day", "days"]}


def test_the_reader_of_templates_finds_texts() -> None:
    assert {"Karte", "Mehr als %(number)s Einträge"} <= set().union(*map(texts, SOURCES))


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.relative_to(ROOM)))
def test_every_text_is_translated(source: Path) -> None:
    translated = entries(CATALOGUE.read_text(encoding="utf-8"))
    assert [text for text in sorted(texts(source)) if not all(translated.get(text, [""]))] == []


def test_no_translation_has_lost_its_text() -> None:
    used = set().union(*map(texts, SOURCES))
    assert sorted(set(entries(CATALOGUE.read_text(encoding="utf-8"))) - used) == []


def test_placeholders_survive_translation() -> None:
    for german, english in entries(CATALOGUE.read_text(encoding="utf-8")).items():
        for each in english:
            assert set(re.findall(r"%\(\w+\)s", each)) == set(re.findall(r"%\(\w+\)s", german)), german
