"""What a process gives back: a sentence, what was assumed, tables; as values or references, raw or together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from analysis.models import Run
from analysis.questions import Question
from analysis.results import Result, read_table
from ogc.answers import json_answer, json_text
from ogc.links import GEOJSON, JSON, link
from published.errors import BadParameter

SENTENCE, ASSUMPTIONS = "answer", "assumptions"
PLAIN = "text/plain"
RAW, DOCUMENT = "raw", "document"
VALUE, REFERENCE = "value", "reference"
SHAPE_NAMES = ("outputs", "references", "response")


@dataclass(frozen=True)
class Output:
    """One thing that a process gives back."""

    title: str
    media_type: str
    schema: dict[str, Any]


def outputs_of(question: Question) -> dict[str, Output]:
    """Return all that a question can give back, by name."""
    sentence = Output(_("Die Antwort als Satz"), PLAIN, {"type": "string"})
    assumed = Output(_("Was angenommen wurde, in Sätzen"), JSON, {"type": "array", "items": {"type": "string"}})
    found = {SENTENCE: sentence, ASSUMPTIONS: assumed}
    for name, table in question.tables.items():
        media_type = GEOJSON if table.has_geometry else JSON
        found[name] = Output(str(table.title), media_type, {"type": "object", "contentMediaType": media_type})
    return found


@dataclass(frozen=True)
class Shape:
    """How an answer is wanted: which outputs (none means all), which of them as references, raw or as one document."""

    names: tuple[str, ...] = ()
    references: frozenset[str] = field(default_factory=frozenset)
    response: str = DOCUMENT

    @classmethod
    def from_query(cls, question: Question, query: QueryDict) -> "Shape":
        """Read the shape from the address of a job or of its results. Raises BadParameter."""
        names, references = (
            tuple(each for each in query.get(name, "").split(",") if each) for name in ("outputs", "references")
        )
        return cls(names, frozenset(references), query.get("response", DOCUMENT)).checked(question)

    def checked(self, question: Question) -> "Shape":
        """Return the shape itself. Raises BadParameter for outputs that the question does not have."""
        known = outputs_of(question)
        for name in (*self.names, *self.references):
            if name not in known:
                raise BadParameter(
                    _("Die Ausgabe „%(name)s“ gibt es hier nicht: %(known)s.")
                    % {"name": name[:40], "known": ", ".join(known)}
                )
        if self.response not in (RAW, DOCUMENT):
            raise BadParameter(_("„response“ ist „raw“ oder „document“."))
        return self

    def query(self) -> str:
        """Return the shape as `from_query` reads it, with its question mark; empty for the usual one."""
        parts = [("outputs", ",".join(self.names)), ("references", ",".join(sorted(self.references)))]
        if self.response != DOCUMENT:
            parts.append(("response", self.response))
        text = "&".join(f"{name}={value}" for name, value in parts if value)
        return f"?{text}" if text else ""


@dataclass(frozen=True)
class Answer:
    """The answer to a question, just computed or stored: a sentence, what was assumed, contents of tables."""

    sentence: str
    assumptions: list[str]
    tables: Mapping[str, dict[str, Any]]

    @classmethod
    def of_result(cls, result: Result) -> "Answer":
        """Return a result that was just computed."""
        return cls(result.sentence, list(map(str, result.log)), {each.name: each.content() for each in result.tables})

    @classmethod
    def of_run(cls, run: Run, names: tuple[str, ...] = ()) -> "Answer":
        """Return a stored result, with some of its tables or all."""
        stored = run.tables.filter(name__in=names) if names else run.tables.all()
        return cls(run.sentence, run.log, {each.name: read_table(each.data) for each in stored})

    def value(self, name: str) -> Any:
        """Return an output as JSON can hold it. Raises BadParameter if this answer does not have it."""
        if name == SENTENCE:
            return self.sentence
        if name == ASSUMPTIONS:
            return self.assumptions
        if name not in self.tables:
            raise BadParameter(_("Diese Antwort hat die Ausgabe „%(name)s“ nicht.") % {"name": name})
        table = self.tables[name]
        return feature_collection(table) if "geometry" in table["values"] else table

    def names(self) -> tuple[str, ...]:
        """Return the outputs that this answer has."""
        return SENTENCE, ASSUMPTIONS, *self.tables


def feature_collection(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table with geometries as GeoJSON; labels and units of its columns stand beside the features."""
    values = table["values"]
    names = [name for name in values if name not in ("geometry", "id")]
    features = []
    for row, geometry in enumerate(values["geometry"]):
        known_as = {"id": values["id"][row]} if "id" in values else {}
        properties = {name: values[name][row] for name in names}
        features.append({"type": "Feature", **known_as, "geometry": geometry, "properties": properties})
    columns = [each for each in table["columns"] if each["name"] in names]
    return {"type": "FeatureCollection", "title": table["title"], "columns": columns, "features": features}


def document(question: Question, answer: Answer, shape: Shape, results: str = "") -> dict[str, Any]:
    """Return the outputs together (`results.yaml`); `results` is the address below which references lie."""
    known = outputs_of(question)
    found: dict[str, Any] = {}
    for name in shape.names or answer.names():
        media_type = known[name].media_type
        if name in shape.references:
            found[name] = link(f"{results}/{name}", "item", media_type, known[name].title)
            continue
        value = answer.value(name)
        found[name] = {"value": value, "mediaType": media_type} if isinstance(value, dict) else value
    return found


def response_of(question: Question, answer: Answer, shape: Shape, results: str = "") -> HttpResponse:
    """Return the answer in the shape that was asked for."""
    if shape.response == DOCUMENT:
        return json_answer(document(question, answer, shape, results))
    known, names = outputs_of(question), shape.names or answer.names()
    if shape.references.issuperset(names):
        lines = [f'<{results}/{name}>; rel="item"; type="{known[name].media_type}"' for name in names]
        return HttpResponse(status=204, headers={"Link": ", ".join(lines)})
    if len(names) == 1:
        return raw(known[names[0]], answer.value(names[0]))
    return _multipart(known, answer, shape, names, results)


def raw(output: Output, value: Any) -> HttpResponse:
    """Return one output by itself, in its own media type."""
    return HttpResponse(_text(value), content_type=_content_type(output))


def _multipart(
    known: Mapping[str, Output], answer: Answer, shape: Shape, names: tuple[str, ...], results: str
) -> HttpResponse:
    """Return several outputs as parts (RFC 2387), each known by its name."""
    boundary = uuid4().hex
    parts = []
    for name in names:
        head = [f"Content-ID: {name}", f"Content-Type: {_content_type(known[name])}"]
        if name in shape.references:
            head.append(f"Content-Location: {results}/{name}")
        body = "" if name in shape.references else _text(answer.value(name))
        parts.append("\r\n".join([f"--{boundary}", *head, "", body]))
    text = "\r\n".join([*parts, f"--{boundary}--", ""])
    return HttpResponse(text, content_type=f'multipart/related; boundary="{boundary}"')


def _content_type(output: Output) -> str:
    return f"{PLAIN}; charset=utf-8" if output.media_type == PLAIN else output.media_type


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json_text(value)
