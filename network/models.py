"""The street network as rows: which edition is in use, its edges to look at, and its arrays for hosts without them."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from layers.models import Source

STORED_SRID = 25832


class Edition(models.Model):
    """One import of a street network. `version` is made from the file and from the code that read it.

    `counts` says what was read, what was left out and why, and how the network hangs together. Only the current
    edition has edges; the arrays of those before it stay for a while, so that analyses can be repeated.
    """

    version = models.CharField(_("Version"), primary_key=True, max_length=32)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("Quelle"))
    file_name = models.CharField(_("Datei"), max_length=200)
    counts = models.JSONField(_("Zahlen"))
    imported_at = models.DateTimeField(_("eingelesen am"), auto_now=True)
    is_current = models.BooleanField(_("in Gebrauch"), default=False)

    class Meta:
        verbose_name = _("Ausgabe des Wegenetzes")
        verbose_name_plural = _("Ausgaben des Wegenetzes")
        ordering = ["-imported_at"]
        constraints = [
            models.UniqueConstraint("is_current", condition=models.Q(is_current=True), name="edition_current_once"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.imported_at:%d.%m.%Y %H:%M}"


class EditionArray(models.Model):
    """One array of an edition as the bytes of its file, so that every host can lay it on its own disk."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="arrays", verbose_name=_("Ausgabe"))
    name = models.CharField(_("Name"), max_length=40)
    content = models.BinaryField(_("Inhalt"))

    class Meta:
        verbose_name = _("Feld des Wegenetzes")
        verbose_name_plural = _("Felder des Wegenetzes")
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="edition_array_once")]

    def __str__(self) -> str:
        return self.name


class Edge(models.Model):
    """An edge of the current edition, to be looked at in a GIS. `number` is its row in the arrays.

    `allowed_forward` and `allowed_backward` are bits of `network.network.Mode`; kinds and surfaces are those there.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="edges", verbose_name=_("Ausgabe"))
    number = models.IntegerField(_("Nummer"))
    way_id = models.BigIntegerField(_("Weg in OpenStreetMap"))
    kind = models.CharField(_("Art"), max_length=20)
    surface = models.CharField(_("Belag"), max_length=20, blank=True)
    allowed_forward = models.SmallIntegerField(_("erlaubt in Richtung der Linie"))
    allowed_backward = models.SmallIntegerField(_("erlaubt gegen die Richtung der Linie"))
    length_m = models.FloatField(_("Länge in Metern"))
    incline_percent = models.FloatField(_("Steigung in Prozent"), null=True, blank=True)
    max_speed_kmh = models.SmallIntegerField(_("Höchstgeschwindigkeit in km/h"), null=True, blank=True)
    raised_kerb = models.BooleanField(_("hoher Bordstein"))
    geom = models.LineStringField(_("Verlauf"), srid=STORED_SRID)

    class Meta:
        verbose_name = _("Kante des Wegenetzes")
        verbose_name_plural = _("Kanten des Wegenetzes")
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="edge_number_once"),
            # NaN is greater than any number to PostgreSQL.
            models.CheckConstraint(
                condition=models.Q(length_m__gte=0, length_m__lt=10_000_000), name="edge_length_plausible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
