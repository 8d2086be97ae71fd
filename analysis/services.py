"""Runs as people handle them: asked, cancelled, forgotten, released. What workers do on them is analysis/work.py."""

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as procrastinate_app

from accounts.models import Person, Role
from analysis import released
from analysis.canonical import canonical, digest
from analysis.code_version import code_version
from analysis.context import Context
from analysis.errors import NoSuchRun, NotAllowed, NotReady
from analysis.models import Run, SelectedRows
from analysis.questions import QUESTIONS, Question
from analysis.results import Result
from analysis.selection import Selection
from network.queries import current_version, is_kept
from published.errors import BadParameter

# The jobs of a run, by their names: analysis/work.py, which does them, imports this module.
BEGIN, DO_PART, FINISH, SHOW = "analysis.begin", "analysis.part", "analysis.finish", "analysis.show"
# Asked without an account: nobody walks or cycles longer to what is near.
EVERYONE_MAX_MINUTES = 60
# Pairs of units of population and facilities, for all profiles, that somebody can wait for: a second or two.
MAX_PAIRS_AT_ONCE = 2_000_000
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
LIVE = (Run.Status.WAITING, Run.Status.RUNNING, Run.Status.DONE)


def question_of(question_id: str) -> Question:
    """Return the question. Raises NoSuchRun if there is none."""
    if question_id not in QUESTIONS:
        raise NoSuchRun(_("Diese Auswertung gibt es hier nicht."))
    return QUESTIONS[question_id]


def may_analyse(asker: Any) -> bool:
    """Say whether this person may start runs and read those of colleagues."""
    return bool(
        asker.is_authenticated and (asker.has_role(Role.Kind.ANALYST) or asker.has_role(Role.Kind.ADMINISTRATOR))
    )


def require_analyst(asker: Any) -> None:
    """Raise NotAllowed for whoever may not analyse."""
    if not may_analyse(asker):
        raise NotAllowed(_("Das dürfen nur angemeldete Personen mit der Rolle „Planung und Auswertung“."))


def start(question_id: str, given: Mapping[str, Any], *, by: Person, title: str = "") -> Run:
    """Ask a question. Returns the run that answers it: a new one, or that of an equal question of the same data.

    The rows are taken now, in this transaction; the work begins after it. Raises BadParameter and NotAllowed before
    anything is computed.
    """
    require_analyst(by)
    question = question_of(question_id)
    wanted = question.checked(dict(given))
    selections = question.select(wanted)
    inputs = {name: each.hash for name, each in selections.items()} | {"network": current_version()}
    return _run(question_id, wanted, inputs, by=by, title=title, selections=selections)


def answer(question_id: str, given: Mapping[str, Any], *, by: Any) -> Result:
    """Answer a question at once and keep nothing of it. Some anybody may ask, in bounds.

    Raises NotAllowed and BadParameter before anything is computed; BadParameter also for what is too large to wait for.
    """
    question = question_of(question_id)
    if not question.may_be_asked_by_everyone(given):
        require_analyst(by)
    wanted = question.checked(dict(given))
    _require_short(wanted, by)
    selections = question.select(wanted)
    _require_small(wanted, selections)
    context = Context.unstored(wanted, selections, current_version())
    plans = question.plan(context)
    return question.finish(context, plans, [question.part(context, plan) for plan in plans])


def _require_short(wanted: Mapping[str, Any], by: Any) -> None:
    """Raise BadParameter where somebody without the role asks for longer ways than everybody may."""
    minutes = wanted.get("minutes", 0)
    if np.max(minutes) > EVERYONE_MAX_MINUTES and not may_analyse(by):
        raise BadParameter(
            _("Ohne Anmeldung sind höchstens %(limit)s Minuten möglich.") % {"limit": EVERYONE_MAX_MINUTES}
        )


def _require_small(wanted: Mapping[str, Any], selections: Mapping[str, Selection]) -> None:
    """Raise BadParameter for more pairs of people and facilities than somebody can wait for."""
    pairs = math.prod(len(each.rows) for each in selections.values()) * len(wanted.get("profiles", [""]))
    if pairs > MAX_PAIRS_AT_ONCE:
        raise BadParameter(
            _(
                "Das ist zu groß, um darauf zu warten. Fragen Sie als Auftrag („Prefer: respond-async“),"
                " oder grenzen Sie ein."
            )
        )


def rerun(receipt: Mapping[str, Any], *, by: Person) -> Run:
    """Do the run of a receipt again, on the very rows and network that it names, by the code of today.

    Raises BadParameter for what is no receipt, or names rows or a network that are not kept here.
    """
    require_analyst(by)
    try:
        question, wanted, inputs = receipt["question"], dict(receipt["parameters"]), dict(receipt["inputs"])
    except (KeyError, TypeError, ValueError):
        raise BadParameter(_("Das ist kein Nachweis einer Auswertung.")) from None
    asked = question_of(str(question))
    checked = asked.checked(wanted)
    _require_kept(inputs, asked)
    return _run(str(question), checked, inputs, by=by, title="", selections={}, again=True)


def _run(
    question: str,
    wanted: dict[str, Any],
    inputs: dict[str, str],
    *,
    by: Person,
    title: str,
    selections: Mapping[str, Selection],
    again: bool = False,
) -> Run:
    version = code_version()
    key = digest(canonical({"question": question, "parameters": wanted, "inputs": inputs, "code": version}))
    with transaction.atomic():
        for selection in selections.values():
            selection.keep()
        same = Run.objects.filter(key=key, status__in=LIVE)
        if again:
            # Who asks for it to be done again wants to see whether it comes out the same.
            key = f"{key[:32]}{digest(canonical([key, timezone.now().isoformat()]))[:32]}"
        elif found := same.first():
            return found
        run = Run(question=question, title=title, parameters=wanted, inputs=inputs, code_version=version, key=key)
        run.started_by = by
        # Two ask at once: the second takes the run of the first.
        created = Run.objects.bulk_create([run], ignore_conflicts=True)
        stored = Run.objects.filter(pk=created[0].pk).first()
        if stored is None:
            return same.get()
        procrastinate_app.configure_task(BEGIN).defer(run=str(stored.pk))
    return stored


def _require_kept(inputs: Mapping[str, Any], question: Question) -> None:
    if set(inputs) != {*question.inputs, "network"} or not all(isinstance(each, str) for each in inputs.values()):
        raise BadParameter(_("Das ist kein Nachweis einer Auswertung."))
    hashes = {name: inputs[name] for name in question.inputs if HASH.fullmatch(inputs[name])}
    kinds = dict(SelectedRows.objects.filter(pk__in=hashes.values()).values_list("hash", "kind"))
    if any(kinds.get(hashes.get(name, "")) != name for name in question.inputs) or not is_kept(inputs["network"]):
        raise BadParameter(_("Die Daten dieses Nachweises sind hier nicht mehr aufbewahrt."))


def run_of(run_id: Any, *, by: Any) -> Run:
    """Return a run for who may see it. Raises NoSuchRun for everybody else, as if there were none."""
    run = Run.objects.filter(pk=run_id).first() if may_analyse(by) else None
    if run is None:
        raise NoSuchRun(_("Diese Auswertung gibt es nicht, oder sie ist nicht für Sie."))
    return run


def require_owner(run: Run, *, by: Any) -> None:
    """Raise NotAllowed for whoever neither started a run nor administers the portal."""
    if run.started_by_id != by.pk and not by.has_role(Role.Kind.ADMINISTRATOR):
        raise NotAllowed(_("Das darf nur, wer die Auswertung gestartet hat, oder die Verwaltung des Portals."))


def cancel(run: Run) -> None:
    """Stop a run; what is at work notices it at its next look. One that has ended stays as it is."""
    Run.objects.filter(pk=run.pk, status__in=[Run.Status.WAITING, Run.Status.RUNNING]).update(
        status=Run.Status.CANCELLED, finished_at=timezone.now()
    )
    run.refresh_from_db()


def dismiss(run: Run) -> None:
    """Stop a run that is under way, or forget one that has ended and was not released."""
    if run.is_under_way:
        cancel(run)
    elif run.released_at:
        raise NotReady(_("Diese Auswertung ist veröffentlicht. Ziehen Sie sie zuerst zurück."))
    else:
        run.delete()


def release(run: Run, *, by: Person) -> None:
    """Let everybody read the result of a run; a job publishes its rows. One that is released already stays as it is.

    Until then analysts read a result from its tables: nothing of it is published for anybody. Raises NotAllowed, and
    NotReady for a run without a result or with one that cannot be shown.
    """
    require_analyst(by)
    with transaction.atomic():
        locked = Run.objects.select_for_update(no_key=True).filter(pk=run.pk, status=Run.Status.DONE).first()
        if locked is None:
            raise NotReady(_("Diese Auswertung hat noch kein Ergebnis, das man veröffentlichen kann."))
        if locked.released_at is None:
            released.require_releasable(locked)
            Run.objects.filter(pk=run.pk).update(released_at=timezone.now(), released_by=by, release_progress=0)
            # One after the other: they write the same list.
            procrastinate_app.configure_task(SHOW, lock=SHOW).defer(run=str(run.pk))
    run.refresh_from_db()


def withdraw(run: Run, *, by: Person) -> None:
    """Take the result of a run back: all of its rows leave in this transaction. Raises NotAllowed."""
    require_analyst(by)
    with transaction.atomic():
        Run.objects.select_for_update(no_key=True).filter(pk=run.pk).first()
        released.hide(run)
        Run.objects.filter(pk=run.pk).update(released_at=None, released_by=None, release_progress=0)
    run.refresh_from_db()
