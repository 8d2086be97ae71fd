"""Rows of the published side as a run took them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SelectedRows(models.Model):
    """A selection under the hash of its content: equal selections are kept once, whoever asked for them.

    With it a run can be repeated to the byte, whatever has changed since, and it is known which rows have.
    """

    hash = models.CharField(_("Prüfsumme"), max_length=64, primary_key=True)
    kind = models.CharField(_("Art"), max_length=20)
    count = models.PositiveIntegerField(_("Zeilen"))
    data = models.BinaryField(_("Inhalt"))  # canonical JSON, zlib
    created_at = models.DateTimeField(_("angelegt am"), auto_now_add=True)

    class Meta:
        verbose_name = _("ausgewählte Zeilen")
        verbose_name_plural = _("ausgewählte Zeilen")

    def __str__(self) -> str:
        return f"{self.kind} {self.hash[:12]} ({self.count})"
