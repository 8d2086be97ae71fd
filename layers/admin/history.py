"""What happened to an entry, readable: who, when, which fields, from what to what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pghistory.core
from django.contrib.admin.utils import unquote
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Person
from layers.admin.words import Names, in_words, referred_names

SHOWN = 100  # the newest events of an entry, and of its parts
# They change with every write and say nothing by themselves.
UNSAID = {"id", "version", "changed_at", "created_at"}


@dataclass(frozen=True)
class Part:
    """A model whose rows are parts of an entry, and its column that points to the entry."""

    model: type[models.Model]
    column: str


@dataclass(frozen=True)
class Difference:
    """One field before and after; of a part, with its name."""

    label: str
    before: str
    after: str


@dataclass
class Moment:
    """All that one person did to an entry at once."""

    at: datetime
    who: str
    what: str
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True)
class _Step:
    event: Any
    before: Any | None
    part: str


class ReadableHistory:
    """An admin whose history says who changed which fields from what to what. Mixed into a ModelAdmin."""

    object_history_template: Any = "admin/layers/entry_history.html"
    history_parts: tuple[Part, ...] = ()

    def hidden_fields(self, request: HttpRequest, row: models.Model) -> tuple[str, ...]:
        """Return the fields that this person may not see in a row's history."""
        return ()

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show what happened to a row, field by field. Who may see it is checked by the admin."""
        row = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        found = moments(row, self.history_parts, self.hidden_fields(request, row)) if row else []
        context = {"moments": found, "title": _("Verlauf: %(name)s") % {"name": row}, **(extra_context or {})}
        return super().history_view(request, object_id, context)  # type: ignore[misc]


def moments(entry: models.Model, parts: Sequence[Part] = (), hidden: Iterable[str] = ()) -> list[Moment]:
    """Return what happened to an entry and its parts, the newest first; `hidden` names fields that are not shown.

    The number of queries does not depend on the number of events. Deleted parts have no event of their own.
    """
    steps = _steps(type(entry), {"pgh_obj_id": entry.pk}, "")
    for part in parts:
        steps += _steps(part.model, {part.column: entry.pk}, str(part.model._meta.verbose_name))
    names = _names(steps)
    people = _people(steps)
    unsaid = {*UNSAID, *hidden, *(part.column for part in parts)}
    found = []
    for together in _by_occasion(steps):
        moment = Moment(together[0].event.pgh_created_at, _who(together[0].event, people), _what(together))
        for step in together:
            moment.differences += _differences(step, names, unsaid)
        if not moment.differences and not any(step.before is None for step in together):
            moment.what = _("zugeordnete Angaben geändert")
        found.append(moment)
    return found


def _steps(model: type[models.Model], condition: dict[str, Any], part: str) -> list[_Step]:
    """Return the newest events under a condition, each with the one before it of the same row."""
    (event_model,) = pghistory.core.event_models(tracks_model=model)
    events = event_model._default_manager.filter(**condition).select_related("pgh_context").order_by("-pgh_id")
    newest: list[Any] = list(events[: SHOWN + 1])
    older: dict[Any, Any] = {}
    steps = []
    for event in reversed(newest):
        steps.append(_Step(event, older.get(event.pgh_obj_id), part))
        older[event.pgh_obj_id] = event
    cut_off = len(newest) > SHOWN
    return steps[1:] if cut_off else steps


def _by_occasion(steps: Iterable[_Step]) -> list[list[_Step]]:
    """Return the steps that were done together, the newest first."""
    occasions: dict[Any, list[_Step]] = {}
    for step in steps:
        occasions.setdefault((step.event.pgh_created_at, step.event.pgh_context_id), []).append(step)
    # Two occasions of one transaction have one time: the entry's own events say which came later.
    return sorted(
        occasions.values(),
        key=lambda together: (
            together[0].event.pgh_created_at,
            max((step.event.pgh_id for step in together if not step.part), default=0),
        ),
        reverse=True,
    )


def _columns(event: Any) -> list[models.Field]:
    return [each for each in event._meta.concrete_fields if not each.name.startswith("pgh_")]


def _values(event: Any) -> dict[str, Any]:
    return {each.attname: getattr(event, each.attname) for each in _columns(event)}


def _names(steps: Sequence[_Step]) -> Names:
    by_model: dict[type, list[Any]] = {}
    for step in steps:
        by_model.setdefault(type(step.event), []).append(step.event)
    names: Names = {}
    for events in by_model.values():
        names |= referred_names(_columns(events[0]), [_values(event) for event in events])
    return names


def _differences(step: _Step, names: Names, unsaid: set[str]) -> list[Difference]:
    differences = []
    for column in _columns(step.event):
        now = getattr(step.event, column.attname)
        then = getattr(step.before, column.attname) if step.before else column.get_default()
        if column.name in unsaid or column.attname in unsaid or now == then:
            continue
        label = capfirst(str(column.verbose_name))
        before = in_words(column, then, names) if step.before else ""
        differences.append(
            Difference(f"{step.part}: {label}" if step.part else label, before, in_words(column, now, names))
        )
    return differences


def _what(together: Sequence[_Step]) -> str:
    return _("angelegt") if any(step.before is None and not step.part for step in together) else _("geändert")


def _people(steps: Sequence[_Step]) -> dict[int, str]:
    keys = [key for key in {_person_key(step.event) for step in steps} if key is not None]
    return {person.pk: person.get_full_name() or person.username for person in Person.objects.filter(pk__in=keys)}


def _person_key(event: Any) -> int | None:
    metadata = event.pgh_context.metadata if event.pgh_context else {}
    return metadata.get("person") or metadata.get("user")


def _who(event: Any, people: dict[int, str]) -> str:
    key = _person_key(event)
    if key is not None:
        return people.get(key, _("ein gelöschtes Konto"))
    metadata = event.pgh_context.metadata if event.pgh_context else {}
    return metadata.get("system") or _("unbekannt")
