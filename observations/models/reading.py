"""Readings. The public side sees them through views: `published.models`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from observations.models.datastream import Datastream


class Reading(models.Model):
    """One measured value. Time is the end of the measuring interval, UTC."""

    pk = models.CompositePrimaryKey("datastream_id", "time")
    datastream = models.ForeignKey(Datastream, models.CASCADE, related_name="readings", verbose_name=_("Messreihe"))
    time = models.DateTimeField(_("Zeit"))
    value = models.FloatField(_("Wert"))

    class Meta:
        verbose_name = _("Messwert")
        verbose_name_plural = _("Messwerte")
        constraints = [
            # NaN is greater than every number in PostgreSQL, so it fails as well.
            models.CheckConstraint(
                name="reading_value_finite", condition=models.Q(value__gte=-1000, value__lte=100_000)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.time:%Y-%m-%d %H:%M} {self.value}"
