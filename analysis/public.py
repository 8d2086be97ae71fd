"""Released results as they are published: each as a whole, and its rows with their places."""

from datetime import datetime

from django.db.models import BinaryField, Case, DateField, DateTimeField, F, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, JSONObject, NullIf, TruncDate
from django.utils.translation import gettext_lazy as _

from analysis.questions import QUESTIONS
from analysis.released import RESULTS_LAYER, ROWS_LAYER
from published.catalogue import Field, Kind, PublicLayer, Style, register
from published.models import PublishedKind
from published.rows import JsonMerge, StoredGeometry

PUBLIC = "public"
LICENCE = "dl-de/by-2-0"
LICENCES = {LICENCE: _("Datenlizenz Deutschland – Namensnennung 2.0")}
STYLE = Style("#21918C", "#5EC962", "area", "map-2")


class _Null(Func):
    """NULL in the place of a geometry."""

    template = "NULL::public.geometry"
    output_field = BinaryField()


def result_rows(results: QuerySet, at: datetime) -> QuerySet:
    """Publish the results that are released and whose rows are all written. The office speaks: nobody is named."""
    return results.filter(is_complete=True, run__released_at__isnull=False).annotate(
        row_audience=Value(PUBLIC),
        row_kind=F("run__question"),
        row_name=Case(When(title="", then=F("sentence")), default=F("title"), output_field=TextField()),
        row_municipality=Cast(Value(None), TextField()),
        row_district=Cast(Value(None), TextField()),
        row_geometry=_Null(),
        row_properties=JSONObject(
            kind=F("run__question"),
            title=NullIf("title", Value("")),
            sentence=F("sentence"),
            assumptions=F("log"),
            released_on=TruncDate("run__released_at"),
            asked_on=TruncDate("run__created_at"),
            columns=F("columns"),
            municipalities=F("municipalities"),
            receipt=F("receipt"),
            attribution=F("attribution"),
            licence=Value(LICENCE),
            outdated=Case(When(~Q(run__changed_rows=[]), then=Value(True))),
            demo=Case(When(is_demo=True, then=Value(True))),
        ),
        row_valid_from=Cast(Value(None), DateTimeField()),
        row_valid_to=Cast(Value(None), DateTimeField()),
        row_confirmed_on=Cast(Value(None), DateField()),
    )


def place_rows(rows: QuerySet, at: datetime) -> QuerySet:
    """Publish the rows of released results, each with its values by the names of their columns."""
    return rows.filter(result__is_complete=True, result__run__released_at__isnull=False).annotate(
        row_audience=Value(PUBLIC),
        row_kind=F("result_id"),
        row_name=F("name"),
        row_municipality=F("municipality"),
        row_district=F("district"),
        row_geometry=StoredGeometry("geom"),
        row_properties=JsonMerge(
            F("values"),
            JSONObject(
                kind=F("result_id"),
                name=F("name"),
                attribution=F("result__attribution"),
                licence=Value(LICENCE),
                demo=Case(When(result__is_demo=True, then=Value(True))),
            ),
        ),
        row_valid_from=Cast(Value(None), DateTimeField()),
        row_valid_to=Cast(Value(None), DateTimeField()),
        row_confirmed_on=Cast(Value(None), DateField()),
    )


def _results() -> list[Kind]:
    """Return the released results, each by its sentence."""
    return [Kind(row.code, row.label) for row in PublishedKind.objects.filter(layer=ROWS_LAYER).order_by("position")]


register(
    PublicLayer(
        id=RESULTS_LAYER,
        title=_("Veröffentlichte Auswertungen"),
        title_one=_("Auswertung"),
        description=_("Wer was erreicht: Antworten mit ihren Annahmen und dem Nachweis, aus dem sie sich wiederholen."),
        model="analysis.ReleasedResult",
        rows=result_rows,
        kinds=lambda: [Kind(question.id, question.title) for question in QUESTIONS.values()],
        fields=(
            Field("kind", _("Frage"), filter=True, choices={each.id: each.title for each in QUESTIONS.values()}),
            Field("title", _("Titel")),
            Field("sentence", _("Antwort")),
            Field("assumptions", _("Annahmen"), "array"),
            Field("released_on", _("veröffentlicht am"), "date"),
            Field("asked_on", _("Stand der Daten"), "date"),
            Field("outdated", _("Daten seither geändert"), "boolean"),
            Field("columns", _("Spalten"), "array"),
            Field("municipalities", _("Gemeinden"), "object"),
            Field("receipt", _("Nachweis"), "object"),
            Field("attribution", _("Quellenangabe")),
            Field("licence", _("Lizenz"), choices=LICENCES),
            Field("demo", _("Beispieldaten"), "boolean"),
        ),
        style=STYLE,
        on_map_by_default=False,
        is_statistics=True,
        position=91,
    )
)
register(
    PublicLayer(
        id=ROWS_LAYER,
        title=_("Erreichbarkeit"),
        title_one=_("Zeile einer Auswertung"),
        description=_("Die Zahlen der veröffentlichten Auswertungen für jeden Ort; „kind“ wählt eine Auswertung."),
        model="analysis.ReleasedRow",
        rows=place_rows,
        kinds=_results,
        fields=(
            Field("kind", _("Auswertung"), filter=True),
            Field("name", _("Name")),
            Field("population", _("Personen"), "integer"),
            Field("attribution", _("Quellenangabe")),
            Field("licence", _("Lizenz"), choices=LICENCES),
            Field("demo", _("Beispieldaten"), "boolean"),
        ),
        style=STYLE,
        on_map_by_default=False,
        is_statistics=True,
        position=92,
    )
)
