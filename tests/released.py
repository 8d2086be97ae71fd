"""Runs that are done, and released results, without a network: their tables say what a test wants them to say."""

import uuid
from collections.abc import Mapping, Sequence

from django.utils import timezone

from accounts.models import Person
from analysis import services, work
from analysis.models import ResultTable, Run
from analysis.results import Column, Result, Table

NO_NETWORK = {"network": "none"}


def done_run(
    within: Mapping[str, int],
    *,
    title: str = "",
    sentence: str = "In 15 Minuten erreichen den nächsten der 3 Orte: 70 % der Menschen.",
    log: Sequence[str] = ("Wege auf dem Straßennetz.",),
    label: str = "davon in 15 Minuten (zu Fuß)",
    people: int = 100,
) -> Run:
    """Return a run that is done: of 100 people in each of these municipalities (by key) so many reach something."""
    values = {
        "id": list(within),
        "name": [f"Gemeinde {key}" for key in within],
        "population": [people] * len(within),
        "within_foot": list(within.values()),
    }
    columns = (
        Column("id", "amtlicher Schlüssel"),
        Column("name", "Gemeinde"),
        Column("population", "Personen", "", 0),
        Column("within_foot", label, "", 0),
    )
    result = Result(sentence, (Table("areas", "Gemeinden", "area", columns, values),), tuple(log))
    now = timezone.now()
    run = Run.objects.create(
        question="nearest",
        title=title,
        parameters={},
        inputs=NO_NETWORK,
        code_version="0" * 64,
        key=uuid.uuid4().hex * 2,
        status=Run.Status.DONE,
        progress=100,
        sentence=result.sentence,
        log=list(result.log),
        result_hash=result.hash(),
        begun_at=now,
        finished_at=now,
    )
    ResultTable.objects.bulk_create(
        [ResultTable(run=run, name=name, data=data) for name, data in result.packed().items()]
    )
    return run


def release(run: Run, *, by: Person) -> Run:
    """Release a run and do its job."""
    services.release(run, by=by)
    work.show(str(run.pk))
    run.refresh_from_db()
    assert run.is_public
    return run
