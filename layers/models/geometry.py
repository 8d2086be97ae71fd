"""Guards of stored geometry: PostGIS takes NaN, infinity and nonsense without a word."""

from typing import Any

from django.db import models
from django.db.models import Func


class IsUsable(Func):
    """True for a valid, non-empty geometry inside the bounds that Germany and its neighbours span in EPSG:25832, metres.

    NaN and infinite coordinates are invalid to GEOS and outside any bounds. NULL stays NULL, which a CHECK accepts.
    """

    output_field = models.BooleanField()
    template = (
        "(public.ST_IsValid(%(expressions)s) AND NOT public.ST_IsEmpty(%(expressions)s)"
        " AND public.ST_XMin(%(expressions)s) >= -1000000 AND public.ST_XMax(%(expressions)s) <= 2000000"
        " AND public.ST_YMin(%(expressions)s) >= 4500000 AND public.ST_YMax(%(expressions)s) <= 7500000)"
    )

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        """Bind a literal as often as the template names it: a model's own validation asks with values."""
        sql, params = super().as_sql(compiler, connection, **context)
        return sql, list(params) * self.template.count("%(expressions)s")


def geometry_usable(name: str, field: str = "geom") -> models.CheckConstraint:
    """Return the constraint that a geometry can be drawn and measured."""
    return models.CheckConstraint(name=name, condition=IsUsable(models.F(field)))
