"""A climate station; its datastreams and readings are in the room `observations`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.entry import Entry, code_known
from layers.models.history import track_entry


class Surroundings(models.TextChoices):
    """Surroundings of a station, after the local climate zones of Stewart and Oke (2012), in plain words."""

    COMPACT = "compact", _("dicht bebaut")
    OPEN = "open", _("locker bebaut")
    PARK = "park", _("Park, Grünanlage")
    RIVER = "river", _("am Wasser")
    FIELD = "field", _("Acker, Wiese")
    FOREST = "forest", _("Wald")
    VINEYARD = "vineyard", _("Weinberg")


@track_entry
class ClimateStation(Entry):
    """A station that measures air temperature and more."""

    operator = models.CharField(_("Betreiber"), max_length=200, blank=True)
    height_above_ground_m = models.FloatField(_("Höhe über Grund in Metern"), null=True, blank=True)
    elevation_m = models.FloatField(_("Höhe über dem Meer in Metern"), null=True, blank=True)
    surroundings = models.CharField(
        _("Umgebung"), max_length=10, choices=Surroundings.choices, default=Surroundings.OPEN
    )
    is_rural_reference = models.BooleanField(_("Vergleichsstation im Umland"), default=False)

    class Meta(Entry.Meta):
        verbose_name = _("Klimastation")
        verbose_name_plural = _("Klimastationen")
        constraints = [
            *Entry.Meta.constraints,
            code_known("climatestation_surroundings_known", "surroundings", Surroundings),
        ]
