"""An association: a club, an initiative, a volunteer group."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.entry import Entry, code_known
from layers.models.history import track_entry


class LegalForm(models.TextChoices):
    """Legal forms of German associations."""

    REGISTERED = "registered", _("eingetragener Verein (e. V.)")
    UNREGISTERED = "unregistered", _("nicht eingetragener Verein")
    FOUNDATION = "foundation", _("Stiftung")
    COMPANY = "company", _("gemeinnützige Gesellschaft")
    INITIATIVE = "initiative", _("Initiative ohne Rechtsform")
    OTHER = "other", _("andere")


class IcnpoCategory(models.TextChoices):
    """Groups of the International Classification of Non-profit Organizations (Johns Hopkins, rev. 1)."""

    CULTURE = "1", _("Kultur und Erholung")
    EDUCATION = "2", _("Bildung und Forschung")
    HEALTH = "3", _("Gesundheit")
    SOCIAL_SERVICES = "4", _("Soziale Dienste")
    ENVIRONMENT = "5", _("Umwelt und Tierschutz")
    DEVELOPMENT = "6", _("Entwicklung und Wohnen")
    LAW = "7", _("Recht, Interessen und Politik")
    PHILANTHROPY = "8", _("Spenden und Förderung des Ehrenamts")
    INTERNATIONAL = "9", _("Internationales")
    RELIGION = "10", _("Religion")
    PROFESSIONAL = "11", _("Beruf und Wirtschaft")
    OTHER = "12", _("Sonstiges")


@track_entry
class Association(Entry):
    """An association that presents itself on the map."""

    legal_form = models.CharField(
        _("Rechtsform"), max_length=20, choices=LegalForm.choices, default=LegalForm.REGISTERED
    )
    register_number = models.CharField(_("Registernummer, intern"), max_length=40, blank=True)
    icnpo_category = models.CharField(
        _("Tätigkeitsfeld"), max_length=2, choices=IcnpoCategory.choices, default=IcnpoCategory.OTHER
    )
    # Values of the OSM key `sport`.
    sports = ArrayField(models.CharField(max_length=40), verbose_name=_("Sportarten"), default=list, blank=True)
    volunteers_wanted = models.BooleanField(_("sucht Ehrenamtliche"), default=False)
    founded_year = models.PositiveSmallIntegerField(_("gegründet"), null=True, blank=True)
    facilities = models.ManyToManyField(
        "layers.SportsFacility", related_name="users", blank=True, verbose_name=_("genutzte Sportstätten")
    )
    members = models.PositiveIntegerField(_("Mitglieder, intern"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("Verein, Initiative")
        verbose_name_plural = _("Vereine und Initiativen")
        constraints = [
            *Entry.Meta.constraints,
            code_known("association_legal_form_known", "legal_form", LegalForm),
            code_known("association_icnpo_known", "icnpo_category", IcnpoCategory),
        ]
