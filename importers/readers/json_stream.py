"""A JSON file as a stream of values, so that memory holds one feature and not the file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from importers.errors import ImportRefused
from importers.limits import Limits
from importers.readers.text import detect_encoding

CHUNK_CHARACTERS = 1 << 18
WHITESPACE = " \t\r\n\x1e"  # \x1e separates the features of a GeoJSON text sequence (RFC 8142)


class JsonStream:
    """Reads a JSON text piece by piece: punctuation by character, values whole.

    Python's own decoder does the parsing; this class only keeps enough text before it. Raises ImportRefused for text
    that is no JSON, for values longer than `limits.feature_bytes` and for nesting beyond `limits.json_depth`.
    """

    def __init__(self, file: IO[str], name: str, limits: Limits) -> None:
        self._file = file
        self._name = name
        self._limits = limits
        self._text = ""
        self._at = 0
        self._ended = False
        self._decoder = json.JSONDecoder()

    def peek(self) -> str:
        """Return the next character that is not white space, or "" at the end; it stays where it is."""
        while True:
            while self._at < len(self._text):
                character = self._text[self._at]
                if character not in WHITESPACE:
                    return character
                self._at += 1
            if not self._more():
                return ""

    def expect(self, character: str) -> None:
        """Step over this character. Raises ImportRefused if another one stands there."""
        found = self.peek()
        if found != character:
            raise self.broken(f"erwartet wird „{character}“, gefunden „{found or 'Ende der Datei'}“")
        self._at += 1

    def value(self) -> Any:
        """Return the next JSON value, whole."""
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError:
                raise ImportRefused(f"„{self._name}“ ist zu tief verschachtelt.") from None
            except json.JSONDecodeError as error:
                if not self._more(at_least=len(self._text) - self._at):
                    raise self.broken(f"Zeichen {error.pos - self._at + 1} eines Werts ist kein JSON") from None
            else:
                # A number may go on beyond the text that is here.
                if end < len(self._text) or not self._more():
                    self._at = end
                    if nested_deeper(value, self._limits.json_depth):
                        raise ImportRefused(
                            f"„{self._name}“ ist tiefer als {self._limits.json_depth} Ebenen verschachtelt."
                        )
                    return value

    def members(self) -> Iterator[str]:
        """Step through the members of the object that begins here; after each name the caller reads its value."""
        self.expect("{")
        if self.peek() == "}":
            self._at += 1
            return
        while True:
            name = self.value()
            if not isinstance(name, str):
                raise self.broken("der Name eines Felds fehlt")
            self.expect(":")
            yield name
            if self.peek() != ",":
                break
            self._at += 1
        self.expect("}")

    def items(self) -> Iterator[Any]:
        """Yield the values of the array that begins here, one at a time."""
        self.expect("[")
        if self.peek() == "]":
            self._at += 1
            return
        while True:
            yield self.value()
            if self.peek() != ",":
                break
            self._at += 1
        self.expect("]")

    def broken(self, what: str) -> ImportRefused:
        """Return the refusal of a text that is no JSON."""
        return ImportRefused(f"„{self._name}“ ist kein gültiges JSON: {what}.")

    def _more(self, at_least: int = 0) -> bool:
        """Read on, doubling what is kept, so that a long value is parsed only a few times. False at the end."""
        if self._ended:
            return False
        if len(self._text) - self._at > self._limits.feature_bytes:
            raise ImportRefused(
                f"„{self._name}“ enthält ein Objekt mit mehr als {self._limits.feature_bytes // 1_000_000} MB."
            )
        chunk = self._file.read(max(CHUNK_CHARACTERS, at_least))
        self._text = self._text[self._at :] + chunk
        self._at = 0
        self._ended = not chunk
        return bool(chunk)


def nested_deeper(value: Any, depth: int) -> bool:
    """Say whether arrays and objects are nested in more than `depth` levels.

    >>> nested_deeper([[1]], 2), nested_deeper({"a": [[1]]}, 2)
    (False, True)
    """
    level = [value]
    for _ in range(depth):
        level = [
            child
            for each in level
            for child in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())
            if isinstance(child, (dict, list))
        ]
        if not level:
            return False
    return True


def open_json(path: Path, limits: Limits) -> tuple[IO[str], JsonStream, str]:
    """Open a JSON file; return the file to be closed, its stream, and a sentence on its encoding ("" for UTF-8)."""
    encoding = detect_encoding(path)
    file = path.open(encoding=encoding.name)
    return file, JsonStream(file, path.name, limits), encoding.note
