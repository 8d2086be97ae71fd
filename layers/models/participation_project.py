"""A participation project; its phases are in the room `participation`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.entry import Entry, code_known
from layers.models.history import track_entry
from layers.models.source import WEB_ADDRESS_LENGTH


class ProjectState(models.TextChoices):
    """Where a project stands as a whole."""

    PLANNED = "planned", _("geplant")
    RUNNING = "running", _("läuft")
    EVALUATION = "evaluation", _("wird ausgewertet")
    FINISHED = "finished", _("abgeschlossen")
    STOPPED = "stopped", _("eingestellt")


@track_entry
class ParticipationProject(Entry):
    """A project in which people have a say: an area or a point, run by an office."""

    responsible_office = models.CharField(_("zuständige Stelle"), max_length=200, blank=True)
    state = models.CharField(
        _("Fortschritt"), max_length=12, choices=ProjectState.choices, default=ProjectState.PLANNED
    )
    results = models.TextField(_("Ergebnisse"), blank=True)
    platform_url = models.URLField(_("Adresse der Beteiligungsplattform"), max_length=WEB_ADDRESS_LENGTH, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("Mitmachen: Vorhaben")
        verbose_name_plural = _("Mitmachen: Vorhaben")
        constraints = [
            *Entry.Meta.constraints,
            code_known("participationproject_state_known", "state", ProjectState),
        ]
