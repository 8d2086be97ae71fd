"""The description of the service in OpenAPI 3.0: every address, parameter and answer, made from the catalogue."""

from typing import Any

from django.utils.translation import gettext as _

from ogc.asked import DEFAULT_LIMIT, EXACT, MAX_LIMIT, NONE, known_codes
from ogc.documents import LATEST_LAYER, region_name
from ogc.links import GEOJSON, HTML, JSON, OPENAPI
from ogc.pages import COUNTED_UP_TO
from ogc.processes.openapi import paths_of_processes, responses_of_processes, schemas_of_processes, security_schemes
from published.catalogue import Field, PublicLayer, catalogue
from published.filters import MAX_RADIUS_M, MAX_VALUES
from published.opening import HORIZON_DAYS
from published.parameters import MAX_TEXT

Schema = dict[str, Any]


def description(root: str) -> dict[str, Any]:
    """Return the OpenAPI document of the service whose landing page is at that address."""
    paths: dict[str, Any] = {
        "/": _get(_("Eingang"), "landingPage", JSON, _ref("landingPage")),
        "/api": _get(_("diese Beschreibung"), "api", OPENAPI, {"type": "object"}),
        "/conformance": _get(_("welche Teile des Standards gelten"), "conformance", JSON, _ref("confClasses")),
        "/collections": _get(_("alle Themen"), "collections", JSON, _ref("collections")),
    }
    for layer in catalogue:
        paths |= _paths_of(layer)
    paths |= paths_of_processes()
    return {
        "openapi": "3.0.3",
        "info": {
            "title": region_name(),
            "version": "1.0.0",
            "description": _(
                "Was auf der Karte veröffentlicht ist, nach OGC API Features, Teil 1; Auswertungen nach OGC API"
                " Processes, Teil 1."
            ),
        },
        "servers": [{"url": root}],
        "paths": paths,
        "components": {
            "schemas": _SCHEMAS | schemas_of_processes(),
            "parameters": _common_parameters(),
            "responses": _refusals() | responses_of_processes(),
            "securitySchemes": security_schemes(),
        },
    }


def _paths_of(layer: PublicLayer) -> dict[str, Any]:
    title, base = str(layer.title), f"/collections/{layer.id}"
    item_id = {
        "name": "featureId",
        "in": "path",
        "required": True,
        "description": _("die Kennung eines Eintrags"),
        "schema": {"type": "string"},
    }
    paths = {
        base: _get(title, f"{layer.id}.collection", JSON, _ref("collection"), tag=title),
        f"{base}/items": _get(
            _("%(title)s: Einträge") % {"title": title},
            f"{layer.id}.items",
            GEOJSON,
            _ref("featureCollection"),
            parameters=_filter_parameters(layer),
            tag=title,
        ),
        f"{base}/items/{{featureId}}": _get(
            _("%(title)s: ein Eintrag") % {"title": title},
            f"{layer.id}.item",
            GEOJSON,
            _ref("feature"),
            parameters=[item_id],
            tag=title,
            may_miss=True,
        ),
    }
    if layer.id == LATEST_LAYER:
        summary = _("letzte Messwerte mit ihrem Alter")
        paths[f"{base}/latest"] = _get(summary, f"{layer.id}.latest", JSON, _ref("latest"), tag=title)
    return paths


def _get(
    summary: str,
    operation_id: str,
    media_type: str,
    schema: Schema,
    *,
    parameters: list[Schema] | None = None,
    tag: str = "",
    may_miss: bool = False,
) -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {
            "description": _("die Antwort"),
            "headers": {"ETag": {"schema": {"type": "string"}}, "Link": {"schema": {"type": "string"}}},
            "content": {media_type: {"schema": schema}, HTML: {"schema": {"type": "string"}}},
        },
        "304": {"description": _("unverändert")},
        "400": {"$ref": "#/components/responses/badParameter"},
        "500": {"$ref": "#/components/responses/failure"},
    }
    if may_miss:
        responses["404"] = {"$ref": "#/components/responses/notPublished"}
    return {
        "get": {
            "summary": summary,
            "operationId": operation_id,
            **({"tags": [tag]} if tag else {}),
            "parameters": [*(parameters or []), {"$ref": "#/components/parameters/f"}],
            "responses": responses,
        }
    }


def _filter_parameters(layer: PublicLayer) -> list[Schema]:
    """Return the parameters by which the items of a layer can be asked for."""
    common = [{"$ref": f"#/components/parameters/{name}"} for name in _common_parameters() if name != "f"]
    return [*common, *(_field_parameter(field) for field in layer.filter_fields())]


def _field_parameter(field: Field) -> Schema:
    codes = known_codes(field)
    words = ", ".join(f"{code}: {label}" for code, label in field.choices.items())
    each = {"type": "string", "enum": codes} if codes else {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}
    return _query(
        field.name,
        f"{field.label} ({words})" if words else str(field.label),
        {"type": "array", "minItems": 1, "maxItems": MAX_VALUES, "items": each},
    )


def _query(name: str, description: str, schema: Schema) -> Schema:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
        "style": "form",
        "explode": False,
    }


def _common_parameters() -> dict[str, Schema]:
    text = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}
    degrees = {"type": "number", "minimum": -180, "maximum": 180}
    parameters = [
        _query("f", _("Form der Antwort: Daten oder Seite"), {"type": "string", "enum": ["json", "html"]}),
        _query(
            "bbox",
            _(
                "Rechteck in Grad (WGS 84): West, Süd, Ost, Nord. Von sechs Zahlen sind die dritte und die letzte"
                " Höhen; sie zählen nicht. Einträge ohne Kartenpunkt gehören immer dazu."
            ),
            {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
        ),
        _query(
            "datetime",
            _("Zeitpunkt oder Zeitraum „Beginn/Ende“ nach RFC 3339, offen mit „..“: wann ein Eintrag gültig ist."),
            {"type": "string"},
        ),
        _query(
            "limit",
            _("Einträge je Seite; mehr als das Höchste zählt wie das Höchste."),
            {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        ),
        _query("after", _("Nur aus dem Verweis auf die nächste Seite."), {"type": "string", "minLength": 3}),
        _query(
            "count",
            _(
                "numberMatched steht da, wenn nichts gefiltert ist oder höchstens %(bound)s Einträge passen; „exact“"
                " zählt immer, „none“ nur, was ohnehin bekannt ist."
            )
            % {"bound": COUNTED_UP_TO},
            {"type": "string", "enum": [EXACT, NONE]},
        ),
        _query(
            "area",
            _("amtlicher Schlüssel einer Gemeinde oder eines Stadtbezirks"),
            {"type": "array", "minItems": 1, "maxItems": MAX_VALUES, "items": text},
        ),
        _query("q", _("Wörter, die im Eintrag vorkommen"), text),
        _query(
            "near",
            _("Länge, Breite in Grad: nur was nicht weiter als „radius“ davon entfernt ist"),
            {"type": "array", "minItems": 2, "maxItems": 2, "items": degrees},
        ),
        _query(
            "radius",
            _("Entfernung in Metern von „near“"),
            {"type": "integer", "minimum": 1, "maximum": MAX_RADIUS_M, "default": MAX_RADIUS_M},
        ),
        _query(
            "open_at",
            _(
                "„now“ oder ein Zeitpunkt der nächsten %(days)s Tage in der Zeit der Region, etwa 2026-05-01T10:00:"
                " ohne das, was dann sicher geschlossen ist. Was nach Vereinbarung öffnet oder keine Öffnungszeiten"
                " nennt, bleibt."
            )
            % {"days": HORIZON_DAYS},
            {"type": "string", "minLength": 3, "maxLength": 30},
        ),
    ]
    return {parameter["name"]: parameter for parameter in parameters}


def _refusals() -> dict[str, Any]:
    content = {"application/problem+json": {"schema": _ref("problem")}, HTML: {"schema": {"type": "string"}}}
    return {
        "badParameter": {"description": _("ein Parameter ist unbekannt oder nicht zu verstehen"), "content": content},
        "notPublished": {"description": _("hier ist nichts veröffentlicht"), "content": content},
        "failure": {"description": _("ein Fehler auf unserer Seite"), "content": content},
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: list[str], **properties: Schema) -> Schema:
    return {"type": "object", **({"required": required} if required else {}), "properties": properties}


def _list_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


_TEXT: Schema = {"type": "string"}
_LINKS = _list_of(_ref("link"))
_SCHEMAS: dict[str, Schema] = {
    "link": _object(["href", "rel"], href=_TEXT, rel=_TEXT, type=_TEXT, title=_TEXT),
    "landingPage": _object(["links"], title=_TEXT, description=_TEXT, links=_LINKS),
    "confClasses": _object(["conformsTo"], conformsTo=_list_of(_TEXT)),
    "extent": _object(
        [],
        spatial=_object(
            ["bbox"],
            bbox={
                "type": "array",
                "minItems": 1,
                "items": {"type": "array", "minItems": 4, "items": {"type": "number"}},
            },
            crs=_TEXT,
        ),
    ),
    "collection": _object(
        ["id", "links"],
        id=_TEXT,
        title=_TEXT,
        description=_TEXT,
        license=_TEXT,
        attribution=_TEXT,
        extent=_ref("extent"),
        itemType=_TEXT,
        crs=_list_of(_TEXT),
        links=_LINKS,
    ),
    "collections": _object(["links", "collections"], links=_LINKS, collections=_list_of(_ref("collection"))),
    "geometry": {"type": "object", "nullable": True, "required": ["type"], "properties": {"type": _TEXT}},
    "feature": _object(
        ["type", "id", "geometry", "properties"],
        type={"type": "string", "enum": ["Feature"]},
        id=_TEXT,
        geometry=_ref("geometry"),
        properties={"type": "object"},
        links=_LINKS,
    ),
    "featureCollection": _object(
        ["type", "features"],
        type={"type": "string", "enum": ["FeatureCollection"]},
        features=_list_of(_ref("feature")),
        links=_LINKS,
        numberMatched={"type": "integer", "minimum": 0},
        numberReturned={"type": "integer", "minimum": 0},
    ),
    "latest": _object(
        ["stations"],
        stations={
            "type": "object",
            "additionalProperties": _list_of(
                _object(
                    ["observed_property", "value", "unit", "time", "age_min"],
                    observed_property=_TEXT,
                    value={"type": "number"},
                    unit=_TEXT,
                    time={"type": "string", "format": "date-time"},
                    age_min={"type": "integer", "minimum": 0},
                )
            ),
        },
        links=_LINKS,
    ),
    "problem": _object(["status", "detail"], type=_TEXT, title=_TEXT, status={"type": "integer"}, detail=_TEXT),
}
