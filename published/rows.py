"""Expressions that publish functions share, whatever the room."""

from django.db.models import BinaryField, Func, JSONField


class StoredGeometry(Func):
    """The geometry as it is stored, for nouns that are public in full.

    Its output is declared as bytes because it never leaves the database: a geometry field would be converted to EWKB.
    """

    template = "%(expressions)s"
    output_field = BinaryField()


class JsonMerge(Func):
    """Two JSON objects as one (PostgreSQL's `||`)."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = JSONField()
