"""What processes there are, and what each wants and gives: the questions in the words of the standard."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from analysis.parameters import FACILITIES, POINT, plain
from analysis.questions import QUESTIONS, Question
from analysis.selection import facility_layers
from ogc.documents import RELATIONS
from ogc.links import HTML, JSON, address, forms, link, root
from ogc.processes.errors import NoSuchProcess
from ogc.processes.outputs import REFERENCE, VALUE, outputs_of
from ogc.processes.schemas import openapi_schema

VERSION = "1.0.0"
SYNC, ASYNC, DISMISS = "sync-execute", "async-execute", "dismiss"
DEFAULT_LIMIT, MAX_LIMIT = 10, 10_000


def question_of(process_id: str) -> Question:
    """Return the question that is this process. Raises NoSuchProcess."""
    if process_id not in QUESTIONS:
        raise NoSuchProcess(_("Diesen Prozess gibt es hier nicht."))
    return QUESTIONS[process_id]


def runs_as_job(question: Question) -> bool:
    """Say whether the process can be a job; what is asked from one position is answered at once and not stored."""
    return not question.for_everyone


def summary(request: HttpRequest, question: Question) -> dict[str, Any]:
    """Return a process in few words."""
    here = f"{root(request)}/processes/{question.id}"
    title = str(question.title)
    return {
        "id": question.id,
        "version": VERSION,
        "title": title,
        "description": f"{question.description} {_who_may(question)}",
        "jobControlOptions": [SYNC, ASYNC, DISMISS] if runs_as_job(question) else [SYNC],
        "outputTransmission": [VALUE, REFERENCE] if runs_as_job(question) else [VALUE],
        "links": [link(here, "self", JSON, title), link(f"{here}?f=html", "alternate", HTML, title)],
    }


def process_list(request: HttpRequest, limit: int, after: str, *, html: bool) -> dict[str, Any]:
    """Return so many processes, those after one of them, in the order of their names."""
    names = sorted(name for name in QUESTIONS if name > after)
    links = forms(request, html=html)
    if len(names) > limit:
        following = address(request, limit=str(limit), after=names[limit - 1])
        links.append(link(following, "next", HTML if html else JSON, _("nächste Seite")))
    return {"processes": [summary(request, QUESTIONS[name]) for name in names[:limit]], "links": links}


def description(request: HttpRequest, question: Question, *, html: bool) -> dict[str, Any]:
    """Return a process with all that it wants and gives (`process.yaml`)."""
    base = root(request)
    here = f"{base}/processes/{question.id}"
    links = [
        *forms(request, html=html),
        link(f"{here}/execution", f"{RELATIONS}execute", JSON, _("ausführen (POST)")),
        link(f"{base}/processes", "up", JSON, _("alle Prozesse")),
    ]
    inputs = {
        name: input_description(schema, required=name in question.required)
        for name, schema in question.schema()["properties"].items()
    }
    outputs = {name: {"title": each.title, "schema": each.schema} for name, each in outputs_of(question).items()}
    return {**summary(request, question), "links": links, "inputs": inputs, "outputs": outputs}


def example(question: Question) -> dict[str, Any]:
    """Return a request that can be sent as it is: from the middle of the region, to the first layer of facilities."""
    lon, lat = settings.REGION.map.center
    inputs: dict[str, Any] = {}
    for name, schema in question.schema()["properties"].items():
        if schema is POINT:
            # The second of two lies some hundred metres to the north.
            inputs[name] = [round(lon, 4), round(lat + 0.005 * len(inputs), 4)]
        elif schema is FACILITIES:
            inputs[name] = {"value": {"layers": [facility_layers()[0].id]}}
    return {"inputs": inputs, "response": "document"}


def input_description(schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    """Return the description of an input; what has a default or may be left out occurs 0 times at least."""
    written = openapi_schema(plain(schema))
    said: dict[str, Any] = {name: written.pop(name) for name in ("title", "description") if name in written}
    return {**said, "minOccurs": 1 if required else 0, "maxOccurs": 1, "schema": written}


def _who_may(question: Question) -> str:
    if question.for_everyone:
        return _("Ohne Anmeldung.")
    if question.may_be_asked_by_everyone({"point": None}):
        return _("Von einem Ort aus ohne Anmeldung, sonst mit der Rolle „Planung und Auswertung“.")
    return _("Mit der Rolle „Planung und Auswertung“.")
