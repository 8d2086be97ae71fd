"""A unit of people: census cells merged to at least ten, the only shape in which population is published."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.area import Area
from layers.models.geometry import geometry_usable
from layers.models.source import Source
from layers.population import FEWEST_PEOPLE
from published.crs import STORED


class PopulationUnit(models.Model):
    """People who live in some neighbouring cells of the census grid, merged by `layers.population`.

    Derived from `PopulationCell` and written by `layers.population_units` alone. An age group is NULL where the census
    does not say it for one of the cells.
    """

    # The block of the grid in which the unit was formed, as cells are named: CRS3035RES400mN2955200E4292800.
    id = models.CharField(_("Gitterkennung"), primary_key=True, max_length=40)
    population = models.PositiveIntegerField(_("Personen"))
    under_10 = models.PositiveIntegerField(_("unter 10 Jahre"), null=True)
    under_18 = models.PositiveIntegerField(_("unter 18 Jahre"), null=True)
    from_65 = models.PositiveIntegerField(_("ab 65 Jahre"), null=True)
    from_80 = models.PositiveIntegerField(_("ab 80 Jahre"), null=True)
    year = models.PositiveSmallIntegerField(_("Zensusjahr"))
    is_estimate = models.BooleanField(_("geschätzt"))
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("Quelle"))
    # Found from the centre, never typed.
    municipality = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("Gemeinde"))
    district = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("Stadtbezirk"))
    centre = models.PointField(_("Bevölkerungsschwerpunkt"), srid=STORED)
    geom = models.MultiPolygonField(_("Fläche"), srid=STORED)

    class Meta:
        verbose_name = _("Bevölkerungseinheit")
        verbose_name_plural = _("Bevölkerungseinheiten")
        constraints = [
            models.CheckConstraint(
                name="population_unit_enough_people", condition=models.Q(population__gte=FEWEST_PEOPLE)
            ),
            geometry_usable("population_unit_geom_usable"),
        ]

    def __str__(self) -> str:
        return self.id
