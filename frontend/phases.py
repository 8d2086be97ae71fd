"""The phases of a participation project as a timeline: what was, what is now, what comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from frontend.ages import day_and_month
from published.catalogue import PublicLayer

STOPPED = "stopped"  # the state of a project that will not go on, whatever its phases say


@dataclass(frozen=True)
class PhaseLine:
    """One phase; `state` is "past", "now", "next" or, in a project that was stopped, "dropped"."""

    title: str
    kind: str
    period: str
    state: str

    @property
    def state_in_words(self) -> str:
        """The state in words, so that it does not hang on a colour."""
        return {
            "past": _("abgeschlossen"),
            "now": _("läuft jetzt"),
            "next": _("kommt noch"),
            "dropped": _("entfällt"),
        }[self.state]


@dataclass(frozen=True)
class Timeline:
    """The phases in their order, and one sentence that says where the project stands."""

    sentence: str
    phases: tuple[PhaseLine, ...]


def timeline(said: Mapping[str, Any], layer: PublicLayer, today: date) -> Timeline | None:
    """Return the timeline of a project from its published properties, None if it has no phases."""
    labels = next(field.choices for field in layer.fields if field.name == "phase")
    stopped = said.get("kind") == STOPPED
    lines: list[PhaseLine] = []
    running: list[str] = []
    coming: list[str] = []
    for phase in said.get("phases", ()):
        first, last = parse_date(phase["starts_on"]), parse_date(phase["ends_on"])
        if first is None or last is None:
            continue
        kind = str(labels.get(phase["kind"], phase["kind"]))
        title = phase.get("title") or kind
        state = "past" if last < today else "dropped" if stopped else "now" if first <= today else "next"
        lines.append(PhaseLine(title, kind if kind != title else "", _period(first, last, today), state))
        if state == "now":
            running.append(_("%(title)s, bis %(day)s") % {"title": title, "day": day_and_month(last, today)})
        elif state == "next":
            coming.append(_("%(title)s, ab %(day)s") % {"title": title, "day": day_and_month(first, today)})
    return Timeline(_sentence(stopped, running, coming), tuple(lines)) if lines else None


def _sentence(stopped: bool, running: list[str], coming: list[str]) -> str:
    if stopped:
        return _("Das Vorhaben wurde eingestellt.")
    said = []
    if running:
        said.append(_("Jetzt: %(what)s.") % {"what": "; ".join(running)})
    if coming:
        said.append(_("Als Nächstes: %(what)s.") % {"what": coming[0]})
    return " ".join(said) or _("Alle Phasen sind abgeschlossen.")


def _period(first: date, last: date, today: date) -> str:
    if first == last:
        return day_and_month(first, today)
    return _("%(first)s bis %(last)s") % {"first": day_and_month(first, today), "last": day_and_month(last, today)}
