"""What an import did, counted and in words."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from importers.records import Fault

# All faults are counted; this many are kept to be named.
KEPT_FAULTS = 500
PREVIEW_ROWS = 5
PREVIEW_CHARACTERS = 70


@dataclass
class Report:
    """Counts, faults and notes of one file read with one map. Streams into it while the import runs."""

    title: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    refused: int = 0
    repaired: int = 0
    not_ours: int = 0
    outside: int = 0
    repeated: int = 0
    demo_removed: int = 0
    seconds: float = 0.0
    was_current: bool = False
    faults: list[Fault] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    repairs: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    preview: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def stored(self) -> int:
        """How many rows of the file are in the database now."""
        return self.created + self.changed + self.unchanged

    @property
    def read(self) -> int:
        """How many rows the file had, as far as this map looked at them."""
        return self.stored + self.refused + self.not_ours + self.outside + self.repeated

    def refuse(self, fault: Fault) -> None:
        """Count a refused row, and keep its fault to be named."""
        self.refused += 1
        self.reasons[_general(fault)] += 1
        if len(self.faults) < KEPT_FAULTS:
            self.faults.append(fault)

    def counts(self) -> dict[str, int]:
        """Return the counts that are not zero, for the record."""
        names = ("created", "changed", "unchanged", "withdrawn", "refused", "repaired", "outside", "repeated")
        return {name: value for name in names if (value := getattr(self, name))}

    def summary(self) -> str:
        """Return the counts as one line of German."""
        if self.was_current:
            return f"{self.title}: schon aktuell ({self.unchanged} Einträge)"
        parts = [f"{self.created} neu", f"{self.changed} geändert", f"{self.unchanged} unverändert"]
        named = {
            "zurückgezogen": self.withdrawn,
            "abgelehnt": self.refused,
            "repariert": self.repaired,
            "außerhalb der Region": self.outside,
            "doppelt": self.repeated,
            "Beispieleinträge ersetzt": self.demo_removed,
        }
        parts += [f"{count} {word}" for word, count in named.items() if count]
        return f"{self.title}: {', '.join(parts)}"

    def lines(self, faults: int = 20) -> Iterator[str]:
        """Yield the whole report as lines: notes, counts, reasons, then the first faults one by one."""
        yield self.summary()
        for note in self.notes:
            yield f"  Hinweis: {note}"
        for sentence, count in self.repairs.most_common():
            yield f"  repariert, {count} ×: {sentence}"
        for sentence, count in self.left_out.most_common(10):
            yield f"  weggelassen, {count} ×: {sentence}"
        for sentence, count in self.reasons.most_common(10):
            yield f"  abgelehnt, {count} ×: {sentence}"
        for fault in self.faults[:faults]:
            yield f"  {fault}"
        if self.refused > min(faults, len(self.faults)):
            yield f"  … und {self.refused - min(faults, len(self.faults))} weitere."

    def preview_lines(self) -> Iterator[str]:
        """Yield the first rows as they would be stored, one value per line."""
        for place, row in enumerate(self.preview, start=1):
            yield f"  {place}. Zeile:"
            for name, value in row.items():
                if value not in (None, "", [], False):
                    yield f"     {name} = {_short(value)}"


def _general(fault: Fault) -> str:
    """Return a fault's sentence without what is special to its row, so that like faults are counted together."""
    words = fault.sentence
    for opening, closing in (("„", "“"), ("(", ")")):
        while opening in words and closing in words[words.index(opening) :]:
            start = words.index(opening)
            end = words.index(closing, start)
            words = f"{words[:start]}…{words[end + 1 :]}"
    return f"Spalte „{fault.column}“: {words}" if fault.column else words


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= PREVIEW_CHARACTERS else text[: PREVIEW_CHARACTERS - 1] + "…"
