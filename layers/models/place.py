"""A place whose kind is only a name: a school, a pharmacy, a drinking fountain."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.entry import Entry, code_known
from layers.models.history import track_entry
from layers.models.vocabulary import Audience


class PlaceKind(models.Model):
    """A kind of place: a row, not a model, because it has no rules of its own."""

    code = models.SlugField(_("Schlüssel"), primary_key=True, max_length=40)
    label = models.CharField(_("Bezeichnung"), max_length=80)
    label_en = models.CharField(_("Bezeichnung auf Englisch"), max_length=80, blank=True)
    icon = models.CharField(_("Zeichen"), max_length=60, blank=True, help_text=_("Name eines Tabler-Symbols"))
    colour = models.CharField(_("Farbe"), max_length=7, default="#3F444B")
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=100)
    # Vacant shops and the like may be for the administration only.
    audience = models.CharField(_("zu sehen für"), max_length=6, choices=Audience.choices, default=Audience.PUBLIC)

    class Meta:
        verbose_name = _("Art von Ort")
        verbose_name_plural = _("Arten von Orten")
        ordering = ["position", "code"]
        constraints = [
            code_known("placekind_audience_known", "audience", Audience),
            models.CheckConstraint(name="placekind_colour_hex", condition=models.Q(colour__regex="^#[0-9A-Fa-f]{6}$")),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Say in plain words what the constraints would refuse."""
        super().clean()
        if not re.fullmatch(r"#[0-9A-Fa-f]{6}", self.colour):
            raise ValidationError({"colour": _("Eine Farbe schreibt man als # und sechs Zeichen, etwa #3F444B.")})


@track_entry
class Place(Entry):
    """A place of one kind."""

    kind = models.ForeignKey(PlaceKind, models.PROTECT, related_name="places", verbose_name=_("Art"))

    class Meta(Entry.Meta):
        verbose_name = _("Ort")
        verbose_name_plural = _("Weitere Orte")
