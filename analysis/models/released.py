"""What a released run says to everybody: the answer as a whole, and its rows with a place."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

STORED_SRID = 25832


class ReleasedResult(models.Model):
    """The answer of a released run, in the words and with the classes with which the public reads it.

    It is public once `is_complete`: when all of its rows are written. No name of a person is in it.
    """

    # The first eight hexadecimal digits of the run's id: the address of its page, and the kind of its rows.
    id = models.CharField(_("Kennung"), primary_key=True, max_length=8)
    run = models.OneToOneField(
        "analysis.Run", models.CASCADE, related_name="released_result", verbose_name=_("Auswertung")
    )
    is_complete = models.BooleanField(_("vollständig"), default=False)
    title = models.CharField(_("Titel"), max_length=200, blank=True)
    sentence = models.TextField(_("Antwort"))
    log = models.JSONField(_("Annahmen"))  # sentences
    columns = models.JSONField(_("Spalten"))  # of the rows, with their classes: analysis.legend
    municipalities = models.JSONField(_("Gemeinden"))  # a table of analysis.results; empty if there is none
    receipt = models.JSONField(_("Nachweis"))
    attribution = models.TextField(_("Quellenangabe"))
    is_demo = models.BooleanField(_("aus Beispieldaten"))

    class Meta:
        verbose_name = _("veröffentlichte Auswertung")
        verbose_name_plural = _("veröffentlichte Auswertungen")

    def __str__(self) -> str:
        return self.title or self.sentence


class ReleasedRow(models.Model):
    """A row of a released result with its place: a unit of population, a facility, an area, or a shape.

    `values` holds what the result says of it, by the name of the column.
    """

    id = models.CharField(_("Kennung"), primary_key=True, max_length=120)  # that of the result, "-", that of the row
    result = models.ForeignKey(ReleasedResult, models.CASCADE, related_name="rows", verbose_name=_("Auswertung"))
    name = models.TextField(_("Name"))
    municipality = models.TextField(_("Gemeinde"), null=True)  # keys of areas
    district = models.TextField(_("Stadtbezirk"), null=True)
    values = models.JSONField(_("Werte"))
    geom = models.GeometryField(_("Lage"), srid=STORED_SRID)

    class Meta:
        verbose_name = _("Zeile einer veröffentlichten Auswertung")
        verbose_name_plural = _("Zeilen veröffentlichter Auswertungen")

    def __str__(self) -> str:
        return self.id
