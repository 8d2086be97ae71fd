"""A counting station: where passers-by or bicycles are counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.entry import Entry, code_known
from layers.models.history import track_entry


class Counted(models.TextChoices):
    """What a station counts."""

    PEDESTRIANS = "pedestrians", _("zu Fuß")
    BICYCLES = "bicycles", _("mit dem Rad")


@track_entry
class CountingStation(Entry):
    """A station that counts who passes by."""

    counted = models.CharField(_("gezählt wird"), max_length=12, choices=Counted.choices)
    operator = models.CharField(_("Betreiber"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("Zählstelle")
        verbose_name_plural = _("Zählstellen")
        constraints = [*Entry.Meta.constraints, code_known("countingstation_counted_known", "counted", Counted)]
