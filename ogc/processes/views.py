"""The resources of OGC API Processes. The list and the descriptions are published; the rest may need a person."""

import shlex
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import Person
from analysis import services
from analysis.errors import NotReady
from analysis.models import Run
from ogc import answers
from ogc.answers import etag, json_answer, json_text, marked, page, unchanged
from ogc.asked import refuse_unknown
from ogc.links import forms, header, root
from ogc.processes import descriptions, jobs
from ogc.processes.asker import asker_of
from ogc.processes.descriptions import question_of, runs_as_job
from ogc.processes.errors import JobFailed, NoSuchProcess, ResultNotReady, problem
from ogc.processes.execution import Execution
from ogc.processes.gate import gate
from ogc.processes.outputs import SHAPE_NAMES, Answer, Shape, outputs_of, raw, response_of
from ogc.processes.people import result_tables
from ogc.processes.resource import resource
from published.errors import BadParameter, Conflict

KEEP = "no-cache"


@answers.resource
def processes(request: HttpRequest, *, html: bool) -> HttpResponse:
    """The list of processes."""
    refuse_unknown(request.GET, ["f", "limit", "after"])
    limit = jobs.parse_limit(request.GET.get("limit", str(descriptions.DEFAULT_LIMIT)))
    document = descriptions.process_list(request, limit, request.GET.get("after", ""), html=html)
    return _published(request, "processes/processes", document, html=html)


@answers.resource
def process(request: HttpRequest, process_id: str, *, html: bool) -> HttpResponse:
    """One process."""
    try:
        question = question_of(process_id)
    except NoSuchProcess as error:
        if html:
            raise
        return problem(error)
    refuse_unknown(request.GET, ["f"])
    content = descriptions.description(request, question, html=html)
    if html:
        content |= {"curl": _curl(request, process_id)}
    return _published(request, "processes/process", content, html=html)


@resource("POST")
def execution(request: HttpRequest, process_id: str, *, html: bool) -> HttpResponse:
    """Compute an answer now, or note a job."""
    question, asker = question_of(process_id), asker_of(request)
    refuse_unknown(request.GET, ["f"])
    asked = Execution.from_request(question, request)
    is_public = question.may_be_asked_by_everyone(asked.inputs)
    if not is_public:
        services.require_analyst(asker)
    if asked.prefers_async and runs_as_job(question) and not is_public:
        run = services.start(process_id, asked.inputs, by=cast(Person, asker))
        query = asked.shape.query()
        response = json_answer(jobs.status_info(request, run, query=query))
        response.status_code = 201
        response["Location"] = f"{root(request)}/jobs/{run.pk}{query}"
        response["Preference-Applied"] = "respond-async"
        return response
    if asked.shape.references:
        raise BadParameter(_("Verweise gibt es nur auf Ergebnisse von Aufträgen („Prefer: respond-async“)."))
    with gate():
        answer = Answer.of_result(services.answer(process_id, asked.inputs, by=asker))
    if html:
        return _results_page(request, process_id, answer)
    return response_of(question, answer, asked.shape)


@resource("GET")
def job_list(request: HttpRequest, *, html: bool) -> HttpResponse:
    """The jobs that whoever asks may see: all for those who analyse, none for others."""
    asker = asker_of(request)
    asked = jobs.JobsAsked.from_query(request.GET)
    runs = list(asked.runs()) if services.may_analyse(asker) else []
    content = jobs.job_list(request, asked, runs, html=html)
    return _answer(request, "processes/jobs", content, html=html)


@resource("GET", "DELETE")
def job(request: HttpRequest, job_id: str, *, html: bool) -> HttpResponse:
    """The state of a job, or its end."""
    asker = asker_of(request)
    run = jobs.job_of(job_id, by=asker)
    if request.method == "DELETE":
        return _dismissed(request, run, asker)
    refuse_unknown(request.GET, ["f", *SHAPE_NAMES])
    query = Shape.from_query(question_of(run.question), request.GET).query()
    content = jobs.status_info(request, run, forms(request, html=html), query)
    return _answer(request, "processes/job", content, html=html)


@resource("GET")
def results(request: HttpRequest, job_id: str, *, html: bool) -> HttpResponse:
    """The results of a job, as one document unless its address says otherwise."""
    run = _finished(job_id, request)
    refuse_unknown(request.GET, ["f", *SHAPE_NAMES])
    question = question_of(run.question)
    shape = Shape.from_query(question, request.GET)
    answer = Answer.of_run(run, shape.names)
    if html:
        return _results_page(request, run.question, answer)
    return response_of(question, answer, shape, f"{root(request)}/jobs/{run.pk}/results")


@resource("GET")
def output(request: HttpRequest, job_id: str, name: str, *, html: bool) -> HttpResponse:
    """One output of a job by itself: where references lead."""
    run = _finished(job_id, request)
    refuse_unknown(request.GET, ["f"])
    question = question_of(run.question)
    Shape((name,)).checked(question)
    answer = Answer.of_run(run, (name,))
    if html:
        return _results_page(request, run.question, answer)
    return raw(outputs_of(question)[name], answer.value(name))


def _dismissed(request: HttpRequest, run: Run, asker: Any) -> HttpResponse:
    services.require_owner(run, by=asker)
    content = jobs.status_info(request, run) | {"status": jobs.DISMISSED}
    try:
        services.dismiss(run)
    except NotReady as error:
        raise Conflict(error.sentence) from None
    content["message"] = str(Run.Status.CANCELLED.label)
    content["links"] = [each for each in content["links"] if each["rel"] == "self"]
    return json_answer(content)


def _finished(job_id: str, request: HttpRequest) -> Run:
    """Return the run of a job that has a result. Raises NoSuchRun, ResultNotReady, JobFailed."""
    run = jobs.job_of(job_id, by=asker_of(request))
    if run.is_under_way:
        raise ResultNotReady(_("Der Auftrag ist noch nicht fertig."))
    if run.status == Run.Status.CANCELLED:
        raise ResultNotReady(_("Der Auftrag wurde abgebrochen und hat kein Ergebnis."))
    if run.status == Run.Status.FAILED:
        raise JobFailed(run.failure)
    return run


def _answer(request: HttpRequest, name: str, content: dict[str, Any], *, html: bool) -> HttpResponse:
    response = page(request, name, content) if html else json_answer(content)
    response["Link"] = header(content["links"])
    return response


def _results_page(request: HttpRequest, process_id: str, answer: Answer) -> HttpResponse:
    context = {
        "title": question_of(process_id).title,
        "answer": answer,
        "tables": [result_tables(each) for each in answer.tables.values()],
        "links": forms(request, html=True) if request.method != "POST" else [],
    }
    return page(request, "processes/results", context)


def _published(request: HttpRequest, name: str, content: dict[str, Any], *, html: bool) -> HttpResponse:
    """Answer with a document that follows from the code, as its ETag does."""
    tag = etag(request, settings.RELEASE, html=html)
    if answer := unchanged(request, tag, KEEP):
        return answer
    return marked(_answer(request, name, content, html=html), tag, KEEP)


def _curl(request: HttpRequest, process_id: str) -> str:
    """Return a command that can be pasted as it is; who needs a token fills it in."""
    question = question_of(process_id)
    body = shlex.quote(json_text(descriptions.example(question)))
    token = [] if question.may_be_asked_by_everyone({"point": None}) else ['-H "Authorization: Bearer $TOKEN"']
    parts = [
        f"curl {root(request)}/processes/{process_id}/execution",
        *token,
        "-H 'Content-Type: application/json'",
        f"-d {body}",
    ]
    return " \\\n  ".join(parts)
