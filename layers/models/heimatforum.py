"""A Heimatforum, and the stays of one that moves."""

import pghistory
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.exceptions import ValidationError
from django.db.models import Deferrable, F, Func, Q
from django.utils.translation import gettext_lazy as _

from layers.models.entry import Entry
from layers.models.geometry import geometry_usable
from layers.models.history import track_entry
from published.crs import STORED


@track_entry
class Heimatforum(Entry):
    """A meeting place with equipment and offers; one that moves has stays instead of a place of its own."""

    equipment = ArrayField(models.CharField(max_length=120), verbose_name=_("Ausstattung"), default=list, blank=True)
    offers = ArrayField(models.CharField(max_length=120), verbose_name=_("Angebote"), default=list, blank=True)
    moves = models.BooleanField(_("wechselt den Ort"), default=False)

    class Meta(Entry.Meta):
        verbose_name = _("Heimatforum")
        verbose_name_plural = _("Heimatforen")


@pghistory.track()
class Stay(models.Model):
    """Where a moving Heimatforum stands from one moment to another; stays of one do not overlap."""

    heimatforum = models.ForeignKey(Heimatforum, models.CASCADE, related_name="stays", verbose_name=_("Heimatforum"))
    place_name = models.CharField(_("Ort"), max_length=200)
    starts_at = models.DateTimeField(_("von"))
    ends_at = models.DateTimeField(_("bis"))
    geom = models.PointField(_("Lage"), srid=STORED)

    class Meta:
        verbose_name = _("Standort von … bis …")
        verbose_name_plural = _("Standorte von … bis …")
        ordering = ["heimatforum", "starts_at"]
        constraints = [
            geometry_usable("stay_geom_usable"),
            models.CheckConstraint(name="stay_in_order", condition=Q(starts_at__lt=F("ends_at"))),
            # Deferred, so that neighbouring stays can be moved together in one save.
            ExclusionConstraint(
                name="stay_one_place_at_a_time",
                deferrable=Deferrable.DEFERRED,
                expressions=[
                    ("heimatforum", RangeOperators.EQUAL),
                    (Func("starts_at", "ends_at", function="tstzrange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.place_name

    def clean(self) -> None:
        """Say in plain words what the constraints would refuse."""
        super().clean()
        if self.starts_at and self.ends_at and self.starts_at >= self.ends_at:
            raise ValidationError({"ends_at": _("„Bis“ muss nach „von“ liegen.")})
