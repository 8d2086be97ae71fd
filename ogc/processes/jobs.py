"""Jobs: the runs of analyses as the standard sees them, each with its state, and the list that one may filter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from analysis.models import Run
from analysis.services import run_of
from ogc.asked import refuse_unknown
from ogc.documents import RELATIONS
from ogc.links import HTML, JSON, address, forms, link, root
from published.errors import BadParameter
from published.parameters import Interval, parse_integer, parse_interval

ACCEPTED, RUNNING, SUCCESSFUL, FAILED, DISMISSED = "accepted", "running", "successful", "failed", "dismissed"
STATUS = {
    Run.Status.WAITING: ACCEPTED,
    Run.Status.RUNNING: RUNNING,
    Run.Status.DONE: SUCCESSFUL,
    Run.Status.FAILED: FAILED,
    Run.Status.CANCELLED: DISMISSED,
}
PROCESS = "process"
DEFAULT_LIMIT, MAX_LIMIT = 10, 10_000
MAX_DURATION_S = 10**9
MANY = ("type", "processID", "status")
NAMES = ("f", "limit", "after", "datetime", "minDuration", "maxDuration", *MANY)


def job_of(job_id: str, *, by: Any) -> Run:
    """Return the run of a job. Raises NoSuchRun for what is no id, is no job, or is not for whoever asks."""
    try:
        known_as: UUID | None = UUID(job_id)
    except ValueError:
        known_as = None
    return run_of(known_as, by=by)


def status_info(
    request: HttpRequest, run: Run, links: Iterable[dict[str, Any]] = (), query: str = ""
) -> dict[str, Any]:
    """Return the state of a job (`statusInfo.yaml`); `query` is the shape in which its results are wanted."""
    here = f"{root(request)}/jobs/{run.pk}"
    own = list(links) or [link(f"{here}{query}", "self", JSON, _("Stand des Auftrags"))]
    if run.status == Run.Status.DONE:
        own.append(link(f"{here}/results{query}", f"{RELATIONS}results", JSON, _("Ergebnis")))
    times = {
        "created": run.created_at,
        "started": run.begun_at,
        "finished": run.finished_at,
        "updated": run.finished_at or run.begun_at or run.created_at,
    }
    return {
        "jobID": str(run.pk),
        "processID": run.question,
        "type": PROCESS,
        "status": STATUS[Run.Status(run.status)],
        "message": run.failure or run.sentence or str(Run.Status(run.status).label),
        **{name: _rfc3339(time) for name, time in times.items() if time},
        "progress": run.progress,
        "links": own,
    }


@dataclass(frozen=True)
class JobsAsked:
    """A page of the list of jobs."""

    limit: int = DEFAULT_LIMIT
    after: UUID | None = None
    types: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    created: Interval | None = None
    shortest: timedelta | None = None
    longest: timedelta | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> "JobsAsked":
        """Read a query string. Raises BadParameter for what is unknown or cannot be understood."""
        refuse_unknown(query, NAMES, may_repeat=MANY)
        types, processes, status = (_values(query, name) for name in MANY)
        for each in status:
            if each not in STATUS.values():
                raise BadParameter(
                    _("„%(name)s“ kennt den Wert „%(value)s“ nicht.") % {"name": "status", "value": each[:40]}
                )
        moment = query.get("datetime")
        return cls(
            limit=parse_limit(query.get("limit", str(DEFAULT_LIMIT))),
            after=_job_id(query.get("after", "")) if "after" in query else None,
            types=types,
            processes=processes,
            status=status,
            created=parse_interval(moment) if moment else None,
            shortest=_seconds(query, "minDuration"),
            longest=_seconds(query, "maxDuration"),
        )

    def runs(self) -> QuerySet[Run]:
        """Return the runs that are asked for, the newest first, one more than the page holds."""
        runs = Run.objects.order_by("-created_at", "-pk")
        if self.types and PROCESS not in self.types:
            return runs.none()
        if self.processes:
            runs = runs.filter(question__in=self.processes)
        if self.status:
            runs = runs.filter(status__in=[ours for ours, theirs in STATUS.items() if theirs in self.status])
        if self.created:
            if self.created.start:
                runs = runs.filter(created_at__gte=self.created.start)
            if self.created.end:
                runs = runs.filter(created_at__lte=self.created.end)
        if self.shortest is not None or self.longest is not None:
            runs = self._of_duration(runs)
        if self.after:
            last = Run.objects.filter(pk=self.after).values_list("created_at", flat=True).first()
            if last is None:
                return runs.none()
            runs = runs.filter(Q(created_at__lt=last) | Q(created_at=last, pk__lt=self.after))
        return runs[: self.limit + 1]

    def _of_duration(self, runs: QuerySet[Run]) -> QuerySet[Run]:
        """Keep runs that took, or that already take, so long; those that have not begun are left out."""
        took = ExpressionWrapper(Coalesce(F("finished_at"), Now()) - F("begun_at"), output_field=DurationField())
        runs = runs.filter(begun_at__isnull=False).annotate(took=took)
        if self.shortest is not None:
            runs = runs.filter(took__gte=self.shortest)
        return runs if self.longest is None else runs.filter(took__lte=self.longest)


def job_list(request: HttpRequest, asked: JobsAsked, runs: list[Run], *, html: bool) -> dict[str, Any]:
    """Return a page of the list (`jobList.yaml`); `runs` may hold one more than the page."""
    links = forms(request, html=html)
    shown = runs[: asked.limit]
    if len(runs) > asked.limit:
        following = address(request, limit=str(asked.limit), after=str(shown[-1].pk))
        links.append(link(following, "next", HTML if html else JSON, _("nächste Seite")))
    return {"jobs": [status_info(request, run) for run in shown], "links": links}


def parse_limit(text: str) -> int:
    """Return how many are asked for; more than the most is no error."""
    if text.isascii() and text.isdigit() and len(text) <= 12:
        text = str(min(int(text), MAX_LIMIT))
    return parse_integer("limit", text, 1, MAX_LIMIT)


def _values(query: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(value for text in query.getlist(name) for value in text.split(",") if value)


def _job_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadParameter(_("„after“ steht nur im Verweis auf die nächste Seite.")) from None


def _seconds(query: QueryDict, name: str) -> timedelta | None:
    return timedelta(seconds=parse_integer(name, query.get(name, ""), 0, MAX_DURATION_S)) if name in query else None


def _rfc3339(time: datetime) -> str:
    return time.isoformat(timespec="seconds")
