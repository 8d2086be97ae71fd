"""What a run was asked, in words: its parameters as people gave them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analysis import scenario
from analysis.models import Run
from analysis.questions import QUESTIONS
from analysis.selection import area_names, confirmed_since
from network.profiles import profiles
from planning.amounts import amount_label
from published.catalogue import catalogue


def question_title(question: str) -> str:
    """Return the words of a question; its id where it is no longer asked."""
    return str(QUESTIONS[question].title) if question in QUESTIONS else question


def profile_label(profile: str) -> str:
    """Return how people call a profile in the language of the moment."""
    found = profiles().get(profile)
    return found.label(get_language() or "de") if found else profile


def said_of(run: Run) -> list[tuple[str, str]]:
    """Return the parameters of a run as pairs of a label and words; what was left open is not told."""
    return list(_said(run.parameters))


def _said(wanted: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if facilities := wanted.get("facilities"):
        yield from _facilities(facilities)
    if "area" in wanted:
        names = area_names(wanted["area"])
        yield _("Gebiet"), ", ".join(names.get(key, key) for key in wanted["area"]) or _("ganze Region")
    for name in ("profile", "profiles"):
        if given := wanted.get(name):
            yield _("Unterwegs"), ", ".join(map(profile_label, [given] if isinstance(given, str) else given))
    if minutes := wanted.get("minutes"):
        several = minutes if isinstance(minutes, list) else [minutes]
        yield _("Minuten"), ", ".join(f"{each:g}" for each in several)
    if departs := wanted.get("depart_at"):
        yield _("Aufbruch"), date_format(localtime(datetime.fromisoformat(departs)), "DATETIME_FORMAT")
    if amount := wanted.get("amount"):
        yield _("Was an einem Ort zählt"), amount_label(amount)
    if method := wanted.get("method"):
        yield _("Verfahren"), method.upper()
    if decay := wanted.get("decay"):
        yield _("Gewicht nach Entfernung"), decay["name"]
    if changes := wanted.get(scenario.NAME):
        yield _("Planspiel"), scenario.changes(changes)
    for name, label in (("point", _("Startpunkt")), ("from", _("Start")), ("to", _("Ziel"))):
        if point := wanted.get(name):
            yield label, f"{point[1]:.5f}, {point[0]:.5f}"


def _facilities(wishes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    layers = [catalogue[each] for each in wishes["layers"] if each in catalogue]
    yield _("Thema"), ", ".join(str(each.title) for each in layers)
    if codes := wishes.get("kind"):
        labels = {kind.code: str(kind.label) for layer in layers for kind in layer.kinds()}
        yield _("Art"), ", ".join(labels.get(code, code) for code in codes)
    if codes := wishes.get("wheelchair"):
        choices = catalogue.filter_names()["wheelchair"].choices
        yield _("Rollstuhl"), ", ".join(str(choices.get(code, code)) for code in codes)
    if since := confirmed_since(wishes):
        yield _("Bestätigt seit"), date_format(since, "DATE_FORMAT")
