"""In which encoding a text is written: what its first bytes say, else what decodes, else what reads like German."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from importers.errors import ImportRefused

CHUNK_BYTES = 1 << 20
SAMPLE_BYTES = 256 * 1024
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Detection libraries guess mac_roman for short cp850 texts and the other way round; which of the three old German
# encodings it is shows in the letters that come out.
OLD_ENCODINGS = ("cp1252", "cp850", "mac_roman")
GERMAN_LETTERS = frozenset("äöüÄÖÜßéèáàçñ–„“”’€°²³§")


@dataclass(frozen=True)
class Encoding:
    """A codec by name, and a sentence if it was not plain UTF-8."""

    name: str
    note: str = ""


def detect_encoding(path: Path) -> Encoding:
    """Return the encoding of a text file. Reads the file once in pieces; an empty file is UTF-8.

    Raises ImportRefused if it holds zero bytes and no UTF-16 mark: then it is no text.
    """
    with path.open("rb") as file:
        head = file.read(4)
    for mark, name in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return Encoding(name, f"Die Datei beginnt mit einer Byte-Reihenfolge-Marke; gelesen als {name.upper()}.")
    if _is_utf8(path):
        return Encoding("utf-8")
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    name = _old_encoding(sample)
    return Encoding(name, f"Die Datei ist nicht in UTF-8 geschrieben; gelesen als {name}.")


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf8 = True
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            if b"\0" in chunk:
                raise ImportRefused(f"„{path.name}“ ist keine Textdatei: sie enthält Null-Bytes.")
            if utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    utf8 = False
    if utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return utf8


def _old_encoding(sample: bytes) -> str:
    scores = {}
    for name in OLD_ENCODINGS:
        foreign = [letter for letter in sample.decode(name, errors="replace") if ord(letter) > 127]
        scores[name] = sum(1 if letter in GERMAN_LETTERS else -1 for letter in foreign)
    return max(OLD_ENCODINGS, key=lambda name: scores[name])
