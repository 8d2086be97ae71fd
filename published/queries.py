"""Reads of the published side that chain."""

from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

if TYPE_CHECKING:
    from published.filters import FeatureFilter


class FeatureQuerySet(QuerySet):
    """Chained reads of `published.feature_public`."""

    def matching(self, wanted: "FeatureFilter") -> "FeatureQuerySet":
        """Keep what the filter asks for; the same condition as in tiles, items and exports."""
        sql, params = wanted.where()
        return self.filter(RawSQL(sql, params, output_field=BooleanField()))  # noqa: S611  (values are bound)

    def one(self, layer: str, entry_id: str) -> Any:
        """Return the entry of that layer, or None."""
        return self.filter(layer=layer, id=entry_id).first()
