"""Released results: written from the tables of a run into rows with a place, and published through the one door."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg.types.json import Jsonb

from analysis.errors import NotReady
from analysis.legend import described
from analysis.models import ReleasedResult, ReleasedRow, Run
from analysis.receipts import receipt
from analysis.results import read_table
from analysis.selection import AREA_LAYER, PEOPLE_LAYER, Selection
from network.queries import edition_of
from published.catalogue import Kind
from published.crs import SPOKEN, STORED
from published.services import publish, publish_kinds

ROWS_LAYER = "reach"
RESULTS_LAYER = "reach_result"
# No figure of fewer people leaves the house. Units of population have as many; this is the second lock on that door.
FEWEST_PEOPLE = 10
BATCH = 2_000  # rows that are written at once; each batch is a step of the progress
# The share of the work that writing takes, in percent; publishing is the rest.
WRITTEN = 40
# Tables by what a row of them is, the one that is drawn first; where a run has several, the finer says more.
DRAWN = ("people", "shape", "facility", "area")


def require_releasable(run: Run) -> None:
    """Raise NotReady if a run has nothing that could be shown, or figures of fewer than ten people."""
    table = _drawn_table(run)
    if table is None:
        raise NotReady(_("Diese Auswertung hat keine Tabelle, die sich auf einer Karte zeigen lässt."))
    if table["of"] == "people" and any(0 < each < FEWEST_PEOPLE for each in table["values"]["population"]):
        raise NotReady(_("Diese Auswertung nennt Zahlen von weniger als zehn Personen."))
    if ReleasedResult.objects.filter(pk=run.public_id).exclude(run=run).exists():
        raise NotReady(_("Die Kennung dieser Auswertung ist schon vergeben. Stellen Sie die Frage noch einmal."))


def write(run: Run, tell: Callable[[int], None]) -> ReleasedResult:
    """Write the result and its rows, batch by batch, none of it public yet; what an earlier try left is replaced.

    `tell` hears of the progress in percent. Rows whose unit or facility is no longer published have no place any more:
    they are left out, and the log says how many.
    """
    table = _drawn_table(run)
    assert table is not None
    ReleasedResult.objects.filter(pk=run.public_id).delete()
    result = _result(run, table)
    result.save(force_insert=True)
    batches = list(_batches(table))
    written = 0
    for number, batch in enumerate(batches, start=1):
        written += _insert(result, table["of"], batch)
        tell(WRITTEN * number // len(batches))
    missing = len(_ids(table)) - written
    if missing:
        note = ngettext(
            "%(count)s Zeile hat heute keinen Ort mehr und fehlt.",
            "%(count)s Zeilen haben heute keinen Ort mehr und fehlen.",
            missing,
        )
        result.log = [*result.log, note % {"count": missing}]
        result.save(update_fields=["log"])
    return result


def show(result: ReleasedResult) -> None:
    """Publish a result with all of its rows, in the caller's transaction."""
    hold()
    ReleasedResult.objects.filter(pk=result.pk).update(is_complete=True)
    _publish(result.pk, list(result.rows.values_list("pk", flat=True)))


def hide(run: Run) -> None:
    """Withdraw what a run shows and forget its rows, in the caller's transaction."""
    hold()
    result = ReleasedResult.objects.filter(run=run).first()
    if result is None:
        return
    ids = list(result.rows.values_list("pk", flat=True))
    ReleasedRow.objects.filter(result=result).delete()
    ReleasedResult.objects.filter(pk=result.pk).delete()
    _publish(run.public_id, ids)


def say_again(run: Run) -> None:
    """Publish anew what is said of a run, if it is released by now: its rows have changed or are as they were."""
    publish(RESULTS_LAYER, [run.public_id])


def hold() -> None:
    """Let releases and withdrawals come one after the other: they write the same list of kinds."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE analysis_releasedresult IN SHARE ROW EXCLUSIVE MODE")


def _publish(result_id: str, row_ids: list[str]) -> None:
    shown = ReleasedResult.objects.filter(is_complete=True).order_by("run__released_at", "pk")
    publish_kinds(ROWS_LAYER, {each.pk: (Kind(each.pk, each.sentence), "") for each in shown})
    publish(RESULTS_LAYER, [result_id])
    publish(ROWS_LAYER, row_ids)


def _result(run: Run, table: dict[str, Any]) -> ReleasedResult:
    values = table["values"]
    people = values["population"] if table["of"] == "people" else None
    areas = next((each for each in _tables(run) if each["of"] == "area"), None)
    taken = _taken(run)
    return ReleasedResult(
        pk=run.public_id,
        run=run,
        title=run.title,
        sentence=run.sentence,
        log=run.log,
        columns=[described(each, values[each["name"]], people) for each in _shown_columns(table)],
        municipalities=areas or {},
        receipt=receipt(run),
        attribution=" · ".join([*taken.attributions, edition_of(run.inputs["network"])]),
        is_demo=taken.is_demo,
    )


@dataclass(frozen=True)
class _Taken:
    """Whose data a run took, and whether some of it is made up as an example."""

    attributions: list[str]
    is_demo: bool


def _taken(run: Run) -> _Taken:
    keys = [
        key.split("/", 1)
        for name in run.inputs
        if name != "network"
        for key in Selection.kept(run.inputs[name]).digests()
    ]
    layers, ids = [layer for layer, _id in keys], [each for _layer, each in keys]
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [layers, ids])
        attributions, is_demo = cursor.fetchone()
    return _Taken(attributions or [], bool(is_demo))


def _tables(run: Run) -> list[dict[str, Any]]:
    return [read_table(data) for data in run.tables.order_by("name").values_list("data", flat=True)]


def _drawn_table(run: Run) -> dict[str, Any] | None:
    tables = _tables(run)
    return next((table for of in DRAWN for table in tables if table["of"] == of), None)


def _shown_columns(table: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in table["columns"] if each["name"] not in ("id", "name", "geometry")]


def _ids(table: dict[str, Any]) -> list[str]:
    values = table["values"]
    return values["id"] if "id" in values else [str(number) for number in range(len(values["geometry"]))]


_Row = tuple[str, dict[str, Any], dict[str, Any] | None]


def _batches(table: dict[str, Any]) -> Iterator[list[_Row]]:
    """Yield id, values and, of a shape, geometry of the rows, so many at a time."""
    values, names = table["values"], [each["name"] for each in _shown_columns(table)]
    ids = _ids(table)
    for first in range(0, len(ids), BATCH):
        yield [
            (
                ids[row],
                {name: values[name][row] for name in names},
                values["geometry"][row] if "geometry" in values else None,
            )
            for row in range(first, min(first + BATCH, len(ids)))
        ]


def _insert(result: ReleasedResult, of: str, batch: list[_Row]) -> int:
    ids, values, geometries = zip(*batch, strict=True)
    sql = _INSERT_SHAPES if of == "shape" else _INSERT_PLACED
    layer = {"people": PEOPLE_LAYER, "area": AREA_LAYER}.get(of)
    # Facilities are named by layer and id, everything else lies in one layer.
    layers = [layer or each.partition("/")[0] for each in ids]
    keys = [each if layer or of == "shape" else each.partition("/")[2] for each in ids]
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "result": result.pk,
                "name": result.sentence,
                "rows": [each.replace("/", "-") for each in ids],
                "layers": layers,
                "keys": keys,
                "values": [Jsonb(each) for each in values],
                "geometries": [each and Jsonb(each) for each in geometries],
            },
        )
        return cursor.rowcount


_TAKEN = """
SELECT array_agg(DISTINCT f.properties ->> 'attribution') FILTER (WHERE f.properties ->> 'attribution' <> ''),
    bool_or(COALESCE(f.properties ->> 'demo', '') = 'true')
FROM published.feature_public f
JOIN unnest(%s::text[], %s::text[]) AS taken (layer, id) USING (layer, id)
"""
_INSERT_PLACED = f"""
INSERT INTO analysis_releasedrow (id, result_id, name, municipality, district, values, geom)
SELECT %(result)s || '-' || w.row, %(result)s, f.name,
    CASE WHEN f.layer = '{AREA_LAYER}' AND f.kind <> 'district' THEN f.id ELSE f.municipality END, f.district,
    w.values, public.ST_Transform(f.geom, {STORED})
FROM unnest(%(rows)s::text[], %(layers)s::text[], %(keys)s::text[], %(values)s::jsonb[]) AS w (row, layer, key, values)
JOIN published.feature_public f ON f.layer = w.layer AND f.id = w.key
WHERE f.geom IS NOT NULL
"""
_INSERT_SHAPES = f"""
INSERT INTO analysis_releasedrow (id, result_id, name, municipality, district, values, geom)
SELECT %(result)s || '-' || w.row, %(result)s, %(name)s, NULL, NULL, w.values,
    public.ST_Transform(public.ST_SetSRID(public.ST_GeomFromGeoJSON(w.geometry), {SPOKEN}), {STORED})
FROM unnest(%(rows)s::text[], %(values)s::jsonb[], %(geometries)s::jsonb[]) AS w (row, values, geometry)
WHERE w.geometry IS NOT NULL
"""
