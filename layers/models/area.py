"""Municipalities and city districts, and the cells of the census grid."""

import re
from typing import Any

import pghistory
from django.contrib.gis.db import models
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from layers.models.geometry import geometry_usable
from layers.models.source import Source
from published.crs import CENSUS, STORED


@pghistory.track()
class Area(models.Model):
    """A municipality or a city district, with its official key."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Gemeinde")
        UNINCORPORATED = "unincorporated", _("gemeindefreies Gebiet")
        DISTRICT = "district", _("Stadtbezirk")

    # AGS: 8 digits; a district adds two to its city's key.
    id = models.CharField(_("amtlicher Schlüssel"), primary_key=True, max_length=10)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("Name"), max_length=120)
    designation = models.CharField(_("Bezeichnung"), max_length=60, blank=True)  # Stadt, Markt, Gemeinde
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="districts", verbose_name=_("gehört zu")
    )
    population = models.PositiveIntegerField(_("Einwohnerzahl"), null=True, blank=True)
    population_on = models.DateField(_("Stand der Einwohnerzahl"), null=True, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("Quelle"))
    geom = models.MultiPolygonField(_("Fläche"), srid=STORED)

    class Meta:
        verbose_name = _("Gemeinde oder Stadtbezirk")
        verbose_name_plural = _("Gemeinden und Stadtbezirke")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="area_kind_known",
                condition=models.Q(kind__in=["municipality", "unincorporated", "district"]),
            ),
            geometry_usable("area_geom_usable"),
            models.CheckConstraint(name="area_key_digits", condition=models.Q(id__regex=r"^[0-9]{8}([0-9]{2})?$")),
            models.CheckConstraint(
                name="area_district_has_parent",
                condition=models.Q(kind="district", parent__isnull=False)
                | (~models.Q(kind="district") & models.Q(parent__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Say in plain words what the constraints would refuse."""
        super().clean()
        wrong: dict[str, Any] = {}
        if not re.fullmatch(r"[0-9]{8}([0-9]{2})?", self.id):
            wrong["id"] = _("Der amtliche Schlüssel hat acht Ziffern, der eines Stadtbezirks zehn.")
        if (self.kind == self.Kind.DISTRICT) != (self.parent_id is not None):
            wrong["parent"] = _("Ein Stadtbezirk gehört zu einer Gemeinde, eine Gemeinde zu keiner anderen.")
        if wrong:
            raise ValidationError(wrong)


class PopulationCell(models.Model):
    """A cell of the census grid (EPSG:3035) with its people by age.

    A figure that the statistical office masks is NULL with `is_masked`; an uninhabited cell has 0. Never one for the
    other: a masked cell has people.
    """

    id = models.CharField(_("Gitterkennung"), primary_key=True, max_length=32)  # CRS3035RES1000mN…E… has 31
    size_m = models.PositiveSmallIntegerField(_("Kantenlänge in Metern"))
    year = models.PositiveSmallIntegerField(_("Zensusjahr"))
    population = models.PositiveIntegerField(_("Personen"), null=True)
    under_10 = models.PositiveIntegerField(_("unter 10 Jahre"), null=True)
    under_18 = models.PositiveIntegerField(_("unter 18 Jahre"), null=True)
    from_65 = models.PositiveIntegerField(_("ab 65 Jahre"), null=True)
    from_80 = models.PositiveIntegerField(_("ab 80 Jahre"), null=True)
    is_masked = models.BooleanField(_("geheim gehalten"), default=False)
    is_estimate = models.BooleanField(_("geschätzt"), default=False)
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("Quelle"))
    geom = models.PointField(_("Mittelpunkt"), srid=CENSUS)

    class Meta:
        verbose_name = _("Zensuszelle")
        verbose_name_plural = _("Zensuszellen")
        constraints = [
            models.CheckConstraint(name="population_cell_size_known", condition=models.Q(size_m__in=[100, 1000])),
            models.CheckConstraint(
                name="population_cell_masked_is_null",
                condition=models.Q(is_masked=False) | models.Q(population__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.id
