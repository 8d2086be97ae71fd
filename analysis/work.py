"""What workers do on runs: divide, compute parts, put them together, publish what was released.

Every step is safe against a worker that is killed in its middle: a part that is done stays done, one that is not is
done again, and equal parts give equal bytes. A worker notes jobs on a connection of its own, so it does so after the
COMMIT of the rows that they are about; a job whose worker is killed before is done again (`analysis.tasks.take_up`).
"""

import io
import logging

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as procrastinate_app

from analysis import released
from analysis.context import Context
from analysis.errors import Cancelled
from analysis.models import Part, ResultTable, Run
from analysis.questions import Arrays
from analysis.services import DO_PART, FINISH, question_of
from published.errors import PortalError

logger = logging.getLogger(__name__)

# The shares of a run that beginning and finishing take, in percent.
BEGUN, PARTS_DONE = 5, 95


def begin(run_id: str) -> None:
    """Divide the work of a run into parts and note a job for each; without parts it is finished at once."""
    run = _under_way(run_id)
    if run is None:
        return
    question = question_of(run.question)
    try:
        plans = list(question.plan(_context(run)))
    except Exception as error:
        _fail(run, error)
        return
    with transaction.atomic():
        locked = _under_way(run_id, lock=True)
        if locked is None:
            return
        if not locked.parts.exists():
            Part.objects.bulk_create([Part(run=locked, number=number, plan=plan) for number, plan in enumerate(plans)])
        Run.objects.filter(pk=run_id).update(status=Run.Status.RUNNING, begun_at=timezone.now(), progress=BEGUN)
        numbers = list(locked.parts.filter(data=None).values_list("number", flat=True))
    for number in numbers:
        procrastinate_app.configure_task(DO_PART).defer(run=run_id, number=number)
    if not plans:
        procrastinate_app.configure_task(FINISH).defer(run=run_id)


def do_part(run_id: str, number: int) -> None:
    """Compute one part; whoever completes the last one notes the job that finishes the run."""
    run = _under_way(run_id)
    part = Part.objects.filter(run_id=run_id, number=number).defer("data").first()
    if run is None or part is None:
        return
    if not Part.objects.filter(pk=part.pk, data=None).exists():
        _after_part(run_id)
        return
    try:
        arrays = question_of(run.question).part(_context(run), part.plan)
    except Cancelled:
        return
    except Exception as error:
        _fail(run, error)
        return
    Part.objects.filter(pk=part.pk).update(data=_npz(arrays))
    _after_part(run_id)


def _after_part(run_id: str) -> None:
    with transaction.atomic():
        run = _under_way(run_id, lock=True)
        if run is None:
            return
        total, done = run.parts.count(), run.parts.exclude(data=None).count()
        Run.objects.filter(pk=run_id).update(progress=BEGUN + (PARTS_DONE - BEGUN) * done // total)
    if done == total:
        procrastinate_app.configure_task(FINISH).defer(run=run_id)


def finish(run_id: str) -> None:
    """Put the parts together and store the result. A run that has one already stays as it is."""
    run = _under_way(run_id)
    if run is None:
        return
    parts = list(run.parts.order_by("number"))
    try:
        result = question_of(run.question).finish(
            _context(run), [part.plan for part in parts], [_arrays(part.data) for part in parts]
        )
        tables = result.packed()
    except Cancelled:
        return
    except Exception as error:
        _fail(run, error)
        return
    with transaction.atomic():
        if _under_way(run_id, lock=True) is None:
            return
        ResultTable.objects.filter(run_id=run_id).delete()
        ResultTable.objects.bulk_create(
            [ResultTable(run_id=run_id, name=name, data=data) for name, data in tables.items()]
        )
        run.parts.all().delete()
        Run.objects.filter(pk=run_id).update(
            status=Run.Status.DONE,
            progress=100,
            sentence=result.sentence,
            log=[str(each) for each in result.log],
            result_hash=result.hash(),
            finished_at=timezone.now(),
        )


def show(run_id: str) -> None:
    """Write the rows of a released run and publish them, all in one transaction; safe to be done again.

    A fault of ours takes the release back, so that nobody waits for what never comes; the log names it.
    """

    def tell(percent: int) -> None:
        Run.objects.filter(pk=run_id).update(release_progress=percent)

    run = Run.objects.filter(pk=run_id, released_at__isnull=False).exclude(release_progress=100).first()
    if run is None:
        return
    try:
        result = released.write(run, tell)
        with transaction.atomic():
            locked = Run.objects.select_for_update(no_key=True).filter(pk=run_id).first()
            # Taken back, or done by another worker, while the rows were written?
            if locked is None or locked.released_at is None:
                released.hide(run)
            elif not locked.is_public:
                released.show(result)
                tell(100)
    except Exception:
        logger.exception("A result of %s could not be published", run.question)
        with transaction.atomic():
            released.hide(run)
            Run.objects.filter(pk=run_id).update(released_at=None, released_by=None, release_progress=0)


def _under_way(run_id: str, *, lock: bool = False) -> Run | None:
    runs = Run.objects.filter(pk=run_id, status__in=[Run.Status.WAITING, Run.Status.RUNNING])
    return (runs.select_for_update(no_key=True) if lock else runs).first()


def _context(run: Run) -> Context:
    def look(_share: float) -> None:
        if _under_way(str(run.pk)) is None:
            raise Cancelled

    return Context(run.parameters, run.inputs, look)


def _fail(run: Run, error: Exception) -> None:
    """Store why a run ends without a result; the log names a fault of ours with its place, people read a sentence."""
    if isinstance(error, PortalError):
        sentence = error.sentence
    else:
        logger.error("A run of %s failed", run.question, exc_info=error)
        sentence = _(
            "Die Auswertung ist an einem Fehler des Portals gescheitert. Die Verwaltung sieht ihn im Protokoll."
        )
    Run.objects.filter(pk=run.pk, status__in=[Run.Status.WAITING, Run.Status.RUNNING]).update(
        status=Run.Status.FAILED, failure=sentence, finished_at=timezone.now()
    )


def _npz(arrays: Arrays) -> bytes:
    written = io.BytesIO()
    np.savez(written, **arrays)  # type: ignore[arg-type]
    return written.getvalue()


def _arrays(data: bytes | memoryview | None) -> Arrays:
    assert data is not None
    with np.load(io.BytesIO(bytes(data)), allow_pickle=False) as found:
        return {name: found[name] for name in found.files}
