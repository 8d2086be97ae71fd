"""What importers remember: each run, and for each row of ours from which state of its source it was made."""

from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One finished import of one file with one field map."""

    map_name = models.CharField(_("Feldzuordnung"), max_length=60)
    kind = models.CharField(_("nur diese Art"), max_length=40, blank=True)
    file_name = models.CharField(_("Datei"), max_length=200)
    # Of the file, the map and the way of reading: equal fingerprints give equal rows.
    fingerprint = models.CharField(_("Fingerabdruck"), max_length=64)
    counts = models.JSONField(_("Zahlen"))
    by = models.CharField(_("von"), max_length=150)
    started_at = models.DateTimeField(_("begonnen am"))
    finished_at = models.DateTimeField(_("beendet am"), auto_now_add=True)

    class Meta:
        verbose_name = _("Import")
        verbose_name_plural = _("Importe")
        ordering = ["-finished_at"]
        indexes = [HashIndex(fields=["fingerprint"], name="importrun_fingerprint")]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.map_name}), {self.finished_at:%d.%m.%Y %H:%M}"


class ImportedRow(models.Model):
    """Which state of its source a row was made from, as a digest of all imported values.

    As long as the source says the same, an import leaves the row alone, and with it what people corrected by hand.
    `is_withdrawn` marks rows that an import withdrew because the source no longer has them: only those come back by
    themselves, not what a person withdrew.
    """

    pk = models.CompositePrimaryKey("target", "row_id")
    target = models.CharField(_("Tabelle"), max_length=60)
    row_id = models.CharField(_("Kennung"), max_length=40)
    digest = models.BinaryField(_("Prüfsumme"), max_length=16)
    is_withdrawn = models.BooleanField(_("vom Import zurückgezogen"), default=False)

    class Meta:
        verbose_name = _("importierte Zeile")
        verbose_name_plural = _("importierte Zeilen")

    def __str__(self) -> str:
        return f"{self.target} {self.row_id}"
