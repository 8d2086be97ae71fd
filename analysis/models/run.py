"""An analysis from its question to its result, with all that it takes to repeat it."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime

PUBLIC_ID_LENGTH = 8


class Run(models.Model):
    """One analysis: a question with its parameters, asked of certain rows and a certain network.

    `key` is the hash of all that decides the result; of equal runs that have not failed there is one.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("wartet")
        RUNNING = "running", _("läuft")
        DONE = "done", _("fertig")
        FAILED = "failed", _("fehlgeschlagen")
        CANCELLED = "cancelled", _("abgebrochen")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.CharField(_("Frage"), max_length=40)
    title = models.CharField(_("Titel"), max_length=200, blank=True)
    parameters = models.JSONField(_("Angaben"))
    inputs = models.JSONField(_("Eingaben"))  # name: hash of SelectedRows; "network": version
    code_version = models.CharField(_("Fassung des Programms"), max_length=64)
    key = models.CharField(_("Schlüssel"), max_length=64)
    status = models.CharField(_("Stand"), max_length=10, choices=Status.choices, default=Status.WAITING)
    progress = models.PositiveSmallIntegerField(_("Fortschritt in Prozent"), default=0)
    log = models.JSONField(_("Annahmen"), default=list)  # sentences
    sentence = models.TextField(_("Antwort"), blank=True)
    failure = models.TextField(_("Grund des Fehlschlags"), blank=True)
    result_hash = models.CharField(_("Prüfsumme des Ergebnisses"), max_length=64, blank=True)
    changed_rows = models.JSONField(_("seither geänderte Zeilen"), default=list)  # names; see analysis.staleness
    looked_at_versions = models.JSONField(_("geprüfte Fassungen"), default=dict)
    started_by = models.ForeignKey(
        "accounts.Person", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("gestartet von")
    )
    created_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(_("gefragt am"), auto_now_add=True)
    begun_at = models.DateTimeField(_("begonnen am"), null=True, blank=True)
    finished_at = models.DateTimeField(_("beendet am"), null=True, blank=True)
    released_at = models.DateTimeField(_("veröffentlicht am"), null=True, blank=True)
    released_by = models.ForeignKey(
        "accounts.Person",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("veröffentlicht von"),
    )
    # How much of a released run is public already, in percent: it is all at once, when it comes to 100.
    release_progress = models.PositiveSmallIntegerField(_("davon öffentlich in Prozent"), default=0)

    class Meta:
        verbose_name = _("Auswertung")
        verbose_name_plural = _("Auswertungen")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(status__in=["waiting", "running", "done"]), name="run_once_per_key"
            ),
            models.CheckConstraint(
                name="run_status_known", condition=Q(status__in=["waiting", "running", "done", "failed", "cancelled"])
            ),
            models.CheckConstraint(name="run_progress_is_a_share", condition=Q(progress__lte=100)),
            models.CheckConstraint(name="run_release_progress_is_a_share", condition=Q(release_progress__lte=100)),
            models.CheckConstraint(
                name="run_released_when_done", condition=Q(released_at__isnull=True) | Q(status="done")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.question}, {self.created_at:%d.%m.%Y %H:%M}"

    @property
    def is_under_way(self) -> bool:
        """Say whether there is still something to wait for."""
        return self.status in (self.Status.WAITING, self.Status.RUNNING)

    @property
    def public_id(self) -> str:
        """Under which id its result is public once it is released: eight hexadecimal digits."""
        return self.id.hex[:PUBLIC_ID_LENGTH]

    @property
    def is_public(self) -> bool:
        """Say whether everybody can read its result."""
        return self.released_at is not None and self.release_progress == 100

    @property
    def is_stale(self) -> bool:
        """Say whether rows that it took have changed since, as far as it has been looked at."""
        return bool(self.changed_rows)


class Part(models.Model):
    """A piece of a run that any worker on any host can do alone: one profile, a range of facilities."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="parts", verbose_name=_("Auswertung"))
    number = models.PositiveIntegerField(_("Nummer"))
    plan = models.JSONField(_("Auftrag"))
    data = models.BinaryField(_("Ergebnis"), null=True)  # npz

    class Meta:
        verbose_name = _("Teil einer Auswertung")
        verbose_name_plural = _("Teile einer Auswertung")
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="part_once_per_run")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number}"


class ResultTable(models.Model):
    """A table of a result: columns with their labels and units, and their values, as canonical JSON (zlib)."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="tables", verbose_name=_("Auswertung"))
    name = models.CharField(_("Name"), max_length=40)
    data = models.BinaryField(_("Inhalt"))

    class Meta:
        verbose_name = _("Ergebnistabelle")
        verbose_name_plural = _("Ergebnistabellen")
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="result_table_once_per_run")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.name}"
