"""Guards of stored geometry: PostGIS takes NaN, infinity and nonsense without a word."""

from typing import Any

from django.db import models
from django.db.models import Func


class IsUsable(Func):
    """True for a valid, non-empty geometry in the bounds of Germany and its neighbours (EPSG:25832, metres).

    NaN and infinite coordinates are invalid to GEOS and outside any bounds. NULL stays NULL, which a CHECK accepts.
    """

    output_field = models.BooleanField()
    template = (
        "(public.ST_IsValid(%(expressions)s) AND NOT public.ST_IsEmpty(%(expressions)s)"
        " AND public.ST_XMin(%(expressions)s) >= -1000000 AND public.ST_XMax(%(expressions)s) <= 2000000"
        " AND public.ST_YMin(%(expressions)s) >= 4500000 AND public.ST_YMax(%(expressions)s) <= 7500000)"
    )

    def as_sql(self, *args: Any, **context: Any) -> tuple[str, tuple[str | int, ...]]:
        """Bind a literal as often as the template names it: a model's own validation asks with values."""
        sql, params = super().as_sql(*args, **context)
        return sql, tuple(params) * self.template.count("%(expressions)s")


def geometry_usable(name: str, field: str = "geom") -> models.CheckConstraint:
    """Return the constraint that a geometry can be drawn and measured."""
    return models.CheckConstraint(name=name, condition=IsUsable(models.F(field)))
