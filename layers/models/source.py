"""Where data come from, and who stands behind an entry."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.vocabulary import Licence

WEB_ADDRESS_LENGTH = 500  # characters; those of some pages in OpenStreetMap are beyond Django's 200


class Source(models.Model):
    """A data set or an office that entries come from; its attribution is printed wherever they are shown."""

    key = models.SlugField(_("Schlüssel"), primary_key=True, max_length=60)
    title = models.CharField(_("Titel"), max_length=200)
    licence = models.CharField(_("Lizenz"), max_length=20, choices=Licence.choices)
    attribution = models.CharField(_("Quellenangabe"), max_length=300)
    url = models.URLField(_("Adresse im Netz"), max_length=WEB_ADDRESS_LENGTH, blank=True)
    is_demo = models.BooleanField(_("Beispieldaten"), default=False)

    class Meta:
        verbose_name = _("Quelle")
        verbose_name_plural = _("Quellen")
        constraints = [
            models.CheckConstraint(name="source_licence_known", condition=models.Q(licence__in=Licence.values)),
        ]

    def __str__(self) -> str:
        return self.title


class Organisation(models.Model):
    """A body that runs places: an association, a charity, an office, a company."""

    name = models.CharField(_("Name"), max_length=200)
    website = models.URLField(_("Website"), max_length=WEB_ADDRESS_LENGTH, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("Dachorganisation")
    )
    is_trusted = models.BooleanField(_("darf ohne Prüfung veröffentlichen"), default=False)

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisationen")
        constraints = [models.UniqueConstraint(fields=["name"], name="organisation_name_once")]

    def __str__(self) -> str:
        return self.name
