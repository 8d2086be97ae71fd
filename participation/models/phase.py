"""A phase of a participation project."""

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class PhaseKind(models.TextChoices):
    """What happens in a phase."""

    INFORMATION = "information", _("Information")
    IDEAS = "ideas", _("Ideen sammeln")
    SURVEY = "survey", _("Umfrage")
    DISCUSSION = "discussion", _("Diskussion")
    WORKSHOP = "workshop", _("Werkstatt vor Ort")
    VOTE = "vote", _("Abstimmung")
    EVALUATION = "evaluation", _("Auswertung")
    IMPLEMENTATION = "implementation", _("Umsetzung")


@pghistory.track()
class Phase(models.Model):
    """A span of days in which a project does one thing; both days are included."""

    project = models.ForeignKey(
        "layers.ParticipationProject", models.CASCADE, related_name="phases", verbose_name=_("Vorhaben")
    )
    kind = models.CharField(_("Art"), max_length=15, choices=PhaseKind.choices)
    title = models.CharField(_("Titel"), max_length=200, blank=True)
    starts_on = models.DateField(_("erster Tag"))
    ends_on = models.DateField(_("letzter Tag"))

    class Meta:
        verbose_name = _("Phase")
        verbose_name_plural = _("Phasen")
        ordering = ["project", "starts_on"]
        constraints = [
            models.CheckConstraint(name="phase_kind_known", condition=models.Q(kind__in=PhaseKind.values)),
            models.CheckConstraint(name="phase_in_order", condition=models.Q(starts_on__lte=models.F("ends_on"))),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    def clean(self) -> None:
        """Say in plain words what the constraints would refuse."""
        super().clean()
        if self.starts_on and self.ends_on and self.starts_on > self.ends_on:
            raise ValidationError({"ends_on": _("Der letzte Tag darf nicht vor dem ersten liegen.")})
