"""A datastream: one observed property of one station."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from published.observed import UNITS, ObservedProperty


class Datastream(models.Model):
    """One observed property of one station, with its latest reading for the map."""

    station = models.ForeignKey(
        "layers.ClimateStation", models.CASCADE, related_name="datastreams", verbose_name=_("Klimastation")
    )
    observed_property = models.CharField(_("Messgröße"), max_length=20, choices=ObservedProperty.choices)
    # Set by observations.services with the readings; no publish(): a view carries it to the public side.
    latest_at = models.DateTimeField(_("letzter Messwert um"), null=True, editable=False)
    latest_value = models.FloatField(_("letzter Messwert"), null=True, editable=False)
    # False from a new latest value until the version that caches go by has turned for it.
    latest_is_announced = models.BooleanField(_("letzter Messwert bekannt gegeben"), default=True, editable=False)

    class Meta:
        verbose_name = _("Messreihe")
        verbose_name_plural = _("Messreihen")
        constraints = [
            models.UniqueConstraint(fields=["station", "observed_property"], name="datastream_once_per_station"),
            models.CheckConstraint(
                name="datastream_property_known", condition=models.Q(observed_property__in=ObservedProperty.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station}: {self.get_observed_property_display()}"

    @property
    def unit(self) -> str:
        """The unit of the values."""
        return UNITS[ObservedProperty(self.observed_property)]
