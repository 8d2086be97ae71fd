"""Topics: what the catalogue says of layers, kinds and filters, in the index, so that the search answers with them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection, connections, transaction
from django.utils.translation import override

from published.catalogue import Field, PublicLayer, catalogue

GERMAN, ENGLISH = "de", "en"
KIND = "kind"


@dataclass(frozen=True)
class Topic:
    """One answer that is no entry: a layer (`field` and `code` are empty) or the entries with one value of a filter."""

    layer: str
    field: str
    code: str
    label: str
    label_en: str

    @property
    def ref(self) -> str:
        """The term that entries of this topic carry; empty for the layer as a whole."""
        return f"{self.field}:{self.code}" if self.field else ""


def publish_topics(layer_id: str) -> bool:
    """Bring the indexed topics of a layer into agreement with the catalogue; say whether anything differed.

    Belongs into the transaction that changes the layer's kinds; what the code says changes with a migration.
    """
    wanted = sorted(
        (topic.layer, topic.ref, topic.field, topic.code, topic.label, topic.label_en)
        for topic in _topics(catalogue[layer_id])
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT layer, ref, field, code, label, label_en FROM published.topic WHERE layer = %s", [layer_id]
        )
        if sorted(cursor.fetchall()) == wanted:
            return False
        cursor.execute("DELETE FROM published.topic WHERE layer = %s", [layer_id])
        if wanted:
            cursor.execute(_INSERT, [list(column) for column in zip(*wanted, strict=True)])
        cursor.execute("INSERT INTO published.turn (layer) VALUES (%s) ON CONFLICT DO NOTHING", [layer_id])
    return True


def topics_of(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Topic]:
    """Return indexed topics by layer and ref; those that are not there are missing."""
    wanted = list(keys)
    layers, refs = [layer for layer, _ref in wanted], [ref for _layer, ref in wanted]
    with connections["published"].cursor() as cursor:
        cursor.execute(_READ, [layers, refs])
        return {(topic.layer, topic.ref): topic for topic in (Topic(*row) for row in cursor.fetchall())}


def _topics(layer: PublicLayer) -> Iterator[Topic]:
    """Yield the layer itself, its kinds, and what its entries may be about; nothing of statistics."""
    if layer.is_statistics:
        return
    yield Topic(layer.id, "", "", _in(GERMAN, layer.title), _in(ENGLISH, layer.title))
    for field in layer.filter_fields():
        if field.type == "boolean":
            yield Topic(layer.id, field.name, "true", _in(GERMAN, field.label), _in(ENGLISH, field.label))
        elif field.name == KIND or field.type == "array":
            for code, label in field.choices.items():
                yield Topic(layer.id, field.name, str(code), _in(GERMAN, label), _in(ENGLISH, label))
            if field.name == KIND and not field.choices:
                yield from _kinds_in_rows(layer, field)


def _kinds_in_rows(layer: PublicLayer, field: Field) -> Iterator[Topic]:
    """Yield kinds that are rows of a table, as this transaction sees them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, label, label_en FROM published.kind WHERE layer = %s", [layer.id])
        for code, label, label_en in cursor.fetchall():
            yield Topic(layer.id, field.name, code, label, label_en or label)


def _in(language: str, label: object) -> str:
    with override(language):
        return str(label)


_READ = """
SELECT t.layer, t.field, t.code, t.label, t.label_en
FROM published.topic t JOIN unnest(%s::text[], %s::text[]) AS wanted (layer, ref) USING (layer, ref)
"""
_INSERT = """
INSERT INTO published.topic (layer, ref, field, code, label, label_en, name_key, name_key_en, names, words)
SELECT t.*, published.search_text(label), published.search_text(label_en),
       published.search_names(published.search_text(label)) || published.search_names(published.search_text(label_en)),
       published.search_words(published.search_text(label || ' ' || label_en))
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
    AS t (layer, ref, field, code, label, label_en)
"""
