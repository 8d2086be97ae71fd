"""The part of the OpenAPI document that describes processes and jobs, made from the questions."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from analysis.questions import QUESTIONS, Question
from ogc.links import HTML, JSON
from ogc.processes import jobs
from ogc.processes.descriptions import ASYNC, DISMISS, SYNC, input_description, runs_as_job
from ogc.processes.outputs import DOCUMENT, RAW, REFERENCE, VALUE, outputs_of

Schema = dict[str, Any]
PROBLEM = "application/problem+json"
PROCESSES, JOBS = "processes", "jobs"
# Who asks is a person with a token, for reading also one with a session, or for some nobody known.
READERS: list[dict[str, list[str]]] = [{"token": []}, {"session": []}, {}]
WRITERS: list[dict[str, list[str]]] = [{"token": []}, {}]


def paths_of_processes() -> dict[str, Any]:
    """Return the addresses of processes and jobs."""
    paths: dict[str, Any] = {
        "/processes": {
            "get": _operation(
                _("alle Prozesse"),
                "processes",
                _answer(JSON, _ref("processList")),
                parameters=[_limit(10), _query("after", _("Nur aus dem Verweis auf die nächste Seite."), _TEXT)],
                refusals=["400"],
                tag=PROCESSES,
                kept=True,
            )
        }
    }
    for question in QUESTIONS.values():
        paths |= _paths_of(question)
    return paths | _paths_of_jobs()


def _paths_of(question: Question) -> dict[str, Any]:
    title, base = str(question.title), f"/processes/{question.id}"
    execution = _operation(
        _("%(title)s (ausführen)") % {"title": title},
        f"{question.id}.execute",
        _answer(JSON, _ref("results")),
        refusals=["400", "401", "403", "404", "413", "415", "422", "429", "503"],
        tag=PROCESSES,
        security=WRITERS,
    )
    # Raw, an answer is one output in its own media type, or several as parts.
    execution["responses"]["200"]["content"] |= {
        each.media_type: {"schema": {"type": each.schema["type"]}}
        for each in outputs_of(question).values()
        if each.media_type != JSON
    } | {"multipart/related": {"schema": {"type": "string"}}}
    execution["requestBody"] = {"required": True, "content": {JSON: {"schema": _request(question)}}}
    if runs_as_job(question):
        execution["parameters"].append(
            {
                "name": "Prefer",
                "in": "header",
                "required": False,
                "description": _("„respond-async“: als Auftrag, nicht sofort"),
                "schema": {"type": "string", "enum": ["respond-async"]},
            }
        )
        execution["responses"]["201"] = {
            "description": _("der Auftrag ist angenommen"),
            "headers": {"Location": {"schema": _TEXT}, "Preference-Applied": {"schema": _TEXT}},
            "content": {JSON: {"schema": _ref("statusInfo")}},
        }
    description = _operation(
        title, f"{question.id}.process", _answer(JSON, _ref("process")), refusals=["400"], tag=PROCESSES, kept=True
    )
    return {base: {"get": description}, f"{base}/execution": {"post": execution}}


def _paths_of_jobs() -> dict[str, Any]:
    job_id = _path_parameter("jobID", _("die Kennung eines Auftrags"))
    output_id = _path_parameter("outputID", _("der Name einer Ausgabe"))
    shape = [
        _query("outputs", _("nur diese Ausgaben"), _list_of(_TEXT)),
        _query("references", _("diese Ausgaben als Verweis"), _list_of(_TEXT)),
        _query("response", _("einzeln oder zusammen"), {"type": "string", "enum": [RAW, DOCUMENT]}),
    ]
    seconds = {"type": "integer", "minimum": 0, "maximum": jobs.MAX_DURATION_S}
    filters = [
        _limit(jobs.DEFAULT_LIMIT),
        _query("type", _("Art des Auftrags"), _list_of(_TEXT)),
        _query("processID", _("nur diese Prozesse"), _list_of(_TEXT)),
        _query("status", _("nur in diesem Stand"), _list_of({"type": "string", "enum": [*jobs.STATUS.values()]})),
        _query("datetime", _("Zeitpunkt oder Zeitraum, in dem der Auftrag entstand"), _TEXT),
        _query("minDuration", _("mindestens so viele Sekunden"), seconds),
        _query("maxDuration", _("höchstens so viele Sekunden"), seconds),
        _query("after", _("Nur aus dem Verweis auf die nächste Seite."), _TEXT),
    ]
    results = _answer(JSON, _ref("results"))
    results["content"]["multipart/related"] = {"schema": {"type": "string"}}
    by_itself = _answer(JSON, {})
    by_itself["content"] |= {"application/geo+json": {"schema": {}}, "text/plain": {"schema": _TEXT}}
    state = _answer(JSON, _ref("statusInfo"))
    read: dict[str, Any] = {"tag": JOBS, "security": READERS}
    return {
        "/jobs": {
            "get": _operation(
                _("Aufträge, die man sehen darf"),
                "jobs",
                _answer(JSON, _ref("jobList")),
                parameters=filters,
                refusals=["400", "401"],
                **read,
            )
        },
        "/jobs/{jobID}": {
            "get": _operation(
                _("Stand eines Auftrags"),
                "job",
                state,
                parameters=[job_id, *shape],
                refusals=["400", "401", "404"],
                **read,
            ),
            "delete": _operation(
                _("einen Auftrag abbrechen oder vergessen"),
                "dismiss",
                state,
                parameters=[job_id],
                refusals=["400", "401", "403", "404", "409"],
                tag=JOBS,
                security=WRITERS,
            ),
        },
        "/jobs/{jobID}/results": {
            "get": _operation(
                _("Ergebnis eines Auftrags"),
                "results",
                results,
                parameters=[job_id, *shape],
                refusals=["400", "401", "404", "422"],
                more={"204": {"description": _("nur Verweise, im Kopf „Link“")}},
                **read,
            )
        },
        "/jobs/{jobID}/results/{outputID}": {
            "get": _operation(
                _("eine Ausgabe eines Auftrags"),
                "output",
                by_itself,
                parameters=[job_id, output_id],
                refusals=["400", "401", "404", "422"],
                **read,
            )
        },
    }


def _operation(
    summary: str,
    operation_id: str,
    answer: Schema,
    *,
    parameters: Iterable[Schema] = (),
    refusals: Iterable[str] = (),
    tag: str,
    security: list[dict[str, list[str]]] | None = None,
    more: dict[str, Schema] | None = None,
    kept: bool = False,
) -> dict[str, Any]:
    """Return an operation; `kept` says that its answer has an ETag and may be unchanged."""
    return {
        "summary": summary,
        "operationId": operation_id,
        "tags": [tag],
        "parameters": [*parameters, {"$ref": "#/components/parameters/f"}],
        "responses": {
            "200": answer,
            **(more or {}),
            **({"304": {"description": _("unverändert")}} if kept else {}),
            **{code: {"$ref": f"#/components/responses/{_REFUSED_AS[code]}"} for code in refusals},
            "500": {"$ref": "#/components/responses/failure"},
        },
        **({"security": security} if security else {}),
    }


def _answer(media_type: str, schema: Schema) -> Schema:
    content = {media_type: {"schema": schema}, HTML: {"schema": {"type": "string"}}}
    return {"description": _("die Antwort"), "content": content}


def _request(question: Question) -> Schema:
    """Return what a request for execution may say (`execute.yaml`), with the inputs and outputs of this process."""
    inputs = {
        name: input_description(schema, required=False)["schema"]
        for name, schema in question.schema()["properties"].items()
    }
    output = _object(
        [],
        transmissionMode={"type": "string", "enum": [VALUE, REFERENCE] if runs_as_job(question) else [VALUE]},
        format=_object([], mediaType=_TEXT),
    )
    return _object(
        ["inputs"] if question.required else [],
        inputs={**_object([*question.required], **inputs), "additionalProperties": False},
        outputs={**_object([], **dict.fromkeys(outputs_of(question), output)), "additionalProperties": False},
        response={"type": "string", "enum": [RAW, DOCUMENT], "default": RAW},
    )


def responses_of_processes() -> dict[str, Schema]:
    """Return the refusals that only processes and jobs know."""
    words = {
        "unknownToken": _("der Zugangsschlüssel gilt nicht"),
        "notAllowed": _("dafür fehlt die Rolle"),
        "noSuch": _("diesen Prozess oder Auftrag gibt es nicht, oder noch kein Ergebnis"),
        "conflict": _("so, wie es jetzt steht, geht das nicht"),
        "tooLarge": _("die Anfrage ist zu lang"),
        "notJson": _("die Anfrage ist kein JSON"),
        "noAnswer": _("darauf gibt es keine Antwort"),
        "tooMany": _("gerade rechnen zu viele"),
        "notReady": _("die Daten dafür sind noch nicht eingelesen"),
    }
    content = {PROBLEM: {"schema": _ref("problem")}, HTML: {"schema": {"type": "string"}}}
    return {name: {"description": each, "content": content} for name, each in words.items()}


def security_schemes() -> dict[str, Schema]:
    """Return how people make themselves known."""
    return {
        "token": {"type": "http", "scheme": "bearer", "description": _("Zugangsschlüssel, angelegt unter /planung/")},
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": _("Anmeldung im Browser; nur zum Lesen"),
        },
    }


def schemas_of_processes() -> dict[str, Schema]:
    """Return the schemas of the standard, as far as answers here go."""
    described = {"title": _TEXT, "description": _TEXT}
    summary = {
        **described,
        "id": _TEXT,
        "version": _TEXT,
        "jobControlOptions": _list_of({"type": "string", "enum": [SYNC, ASYNC, DISMISS]}),
        "outputTransmission": _list_of({"type": "string", "enum": [VALUE, REFERENCE]}),
        "links": _list_of(_ref("link")),
    }
    number = {"type": "integer", "minimum": 0}
    parameter = _object(["schema"], **described, schema={"type": "object"}, minOccurs=number, maxOccurs=number)
    time = {"type": "string", "format": "date-time"}
    return {
        "processSummary": _object(["id", "version"], **summary),
        "processList": _object(
            ["processes", "links"], processes=_list_of(_ref("processSummary")), links=_list_of(_ref("link"))
        ),
        "process": _object(
            ["id", "version", "inputs", "outputs"],
            **summary,
            inputs={"type": "object", "additionalProperties": parameter},
            outputs={"type": "object", "additionalProperties": parameter},
        ),
        "statusInfo": _object(
            ["jobID", "processID", "type", "status"],
            jobID=_TEXT,
            processID=_TEXT,
            type={"type": "string", "enum": [jobs.PROCESS]},
            status={"type": "string", "enum": [*jobs.STATUS.values()]},
            message=_TEXT,
            created=time,
            started=time,
            finished=time,
            updated=time,
            progress={**number, "maximum": 100},
            links=_list_of(_ref("link")),
        ),
        "jobList": _object(["jobs", "links"], jobs=_list_of(_ref("statusInfo")), links=_list_of(_ref("link"))),
        "results": {"type": "object", "additionalProperties": {}},
    }


_REFUSED_AS = {
    "400": "badParameter",
    "401": "unknownToken",
    "403": "notAllowed",
    "404": "noSuch",
    "409": "conflict",
    "413": "tooLarge",
    "415": "notJson",
    "422": "noAnswer",
    "429": "tooMany",
    "503": "notReady",
}
_TEXT: Schema = {"type": "string", "minLength": 1}


def _limit(default: int) -> Schema:
    schema = {"type": "integer", "minimum": 1, "maximum": jobs.MAX_LIMIT, "default": default}
    return _query("limit", _("Einträge je Seite; mehr als das Höchste zählt wie das Höchste."), schema)


def _query(name: str, description: str, schema: Schema) -> Schema:
    where = {"in": "query", "required": False, "style": "form", "explode": False}
    return {"name": name, "description": description, "schema": schema, **where}


def _path_parameter(name: str, description: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "description": description, "schema": _TEXT}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: list[str], **properties: Schema) -> Schema:
    return {"type": "object", **({"required": required} if required else {}), "properties": properties}


def _list_of(schema: Schema) -> Schema:
    return {"type": "array", "minItems": 1, "items": schema} if schema is _TEXT else {"type": "array", "items": schema}
