"""What all entries share. Its row is the last approved state of an entry; an edit waits as a Change."""

from typing import Any

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from layers.ids import new_id
from layers.models.area import Area
from layers.models.geometry import geometry_usable
from layers.models.source import WEB_ADDRESS_LENGTH, Organisation, Source
from layers.models.vocabulary import Language, Licence, LocationPrecision, Status, TargetGroup, Topic, Wheelchair
from published.crs import STORED


def codes(label: Any, vocabulary: type[models.TextChoices], **options: Any) -> ArrayField:
    """Return a field for any number of codes of a vocabulary."""
    item = models.CharField(max_length=30, choices=vocabulary.choices)
    return ArrayField(item, verbose_name=label, default=list, blank=True, **options)


def code_known(name: str, field: str, vocabulary: type[models.TextChoices]) -> models.CheckConstraint:
    """Return the constraint that a field holds a code of the vocabulary."""
    return models.CheckConstraint(name=name, condition=models.Q(**{f"{field}__in": vocabulary.values}))


def codes_known(name: str, field: str, vocabulary: type[models.TextChoices]) -> models.CheckConstraint:
    """Return the constraint that a field holds codes of the vocabulary only."""
    return models.CheckConstraint(name=name, condition=models.Q(**{f"{field}__contained_by": vocabulary.values}))


class Entry(models.Model):
    """A place or an offer that can stand on the map. Abstract: each noun has its own table with these columns."""

    id = models.CharField(_("Kennung"), primary_key=True, max_length=12, default=new_id, editable=False)
    slug = models.SlugField(_("Kurzname in der Adresse"), max_length=80, blank=True, allow_unicode=False)
    name = models.CharField(_("Name"), max_length=200)
    name_en = models.CharField(_("Name auf Englisch"), max_length=200, blank=True)
    summary = models.CharField(_("Kurz gesagt"), max_length=300, blank=True)
    summary_en = models.CharField(_("Kurz gesagt auf Englisch"), max_length=300, blank=True)
    description = models.TextField(_("Beschreibung"), blank=True)
    description_en = models.TextField(_("Beschreibung auf Englisch"), blank=True)
    description_easy = models.TextField(_("Beschreibung in Leichter Sprache"), blank=True)

    geom = models.GeometryField(_("Lage"), srid=STORED, null=True, blank=True)
    location_precision = models.CharField(
        _("Genauigkeit der Lage"),
        max_length=10,
        choices=LocationPrecision.choices,
        default=LocationPrecision.EXACT,
    )
    street = models.CharField(_("Straße"), max_length=120, blank=True)
    housenumber = models.CharField(_("Hausnummer"), max_length=20, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=5, blank=True)
    city = models.CharField(_("Ort"), max_length=120, blank=True)
    # Found from the geometry at each write, never typed.
    municipality = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("Gemeinde")
    )
    district = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("Stadtbezirk")
    )

    website = models.URLField(_("Website"), max_length=WEB_ADDRESS_LENGTH, blank=True)
    email = models.EmailField(_("E-Mail, öffentlich"), blank=True)
    phone = models.CharField(_("Telefon, öffentlich"), max_length=40, blank=True)
    internal_contact = models.CharField(_("Ansprechperson, intern"), max_length=200, blank=True)
    internal_email = models.EmailField(_("E-Mail, intern"), blank=True)
    internal_phone = models.CharField(_("Telefon, intern"), max_length=40, blank=True)
    internal_note = models.TextField(_("Notiz der Redaktion"), blank=True)

    opening_hours = models.CharField(
        _("Öffnungszeiten"), max_length=255, blank=True, help_text=_("In der Schreibweise von OpenStreetMap.")
    )
    wheelchair = models.CharField(_("Rollstuhl"), max_length=10, choices=Wheelchair.choices, default=Wheelchair.UNKNOWN)
    step_free_entrance = models.BooleanField(_("stufenloser Eingang"), null=True, blank=True)
    accessible_toilet = models.BooleanField(_("barrierefreie Toilette"), null=True, blank=True)
    hearing_loop = models.BooleanField(_("Höranlage"), null=True, blank=True)
    accessible_parking = models.BooleanField(_("Behindertenparkplatz"), null=True, blank=True)
    accessibility_note = models.CharField(_("Hinweis zur Barrierefreiheit"), max_length=300, blank=True)
    languages = codes(_("Sprachen"), Language)
    target_groups = codes(_("Zielgruppen"), TargetGroup)
    topics = codes(_("Themen"), Topic)

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Träger")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Quelle")
    )
    source_ref = models.CharField(_("Kennung in der Quelle"), max_length=120, blank=True)
    licence = models.CharField(_("Lizenz"), max_length=20, choices=Licence.choices, default=Licence.DL_DE_BY)
    valid_from = models.DateTimeField(_("gültig ab"), null=True, blank=True)
    valid_to = models.DateTimeField(_("gültig bis"), null=True, blank=True)
    last_confirmed_at = models.DateTimeField(_("zuletzt bestätigt am"), null=True, blank=True)
    status = models.CharField(_("Stand"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    demo = models.BooleanField(_("Beispieldaten"), default=False)
    version = models.PositiveIntegerField(_("Fassung"), default=1, editable=False)
    created_at = models.DateTimeField(_("angelegt am"), auto_now_add=True)
    changed_at = models.DateTimeField(_("geändert am"), auto_now=True)

    class Meta:
        abstract = True
        constraints = [
            code_known("%(class)s_status_known", "status", Status),
            code_known("%(class)s_precision_known", "location_precision", LocationPrecision),
            code_known("%(class)s_wheelchair_known", "wheelchair", Wheelchair),
            code_known("%(class)s_licence_known", "licence", Licence),
            codes_known("%(class)s_languages_known", "languages", Language),
            codes_known("%(class)s_target_groups_known", "target_groups", TargetGroup),
            codes_known("%(class)s_topics_known", "topics", Topic),
            geometry_usable("%(class)s_geom_usable"),
            models.CheckConstraint(name="%(class)s_name_given", condition=~models.Q(name="")),
            models.CheckConstraint(
                name="%(class)s_postcode_digits", condition=models.Q(postcode__regex=r"^([0-9]{5})?$")
            ),
            models.CheckConstraint(
                name="%(class)s_valid_in_order",
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_from__lt=models.F("valid_to")),
            ),
            models.UniqueConstraint(
                name="%(class)s_once_per_source",
                fields=["source", "source_ref"],
                condition=~models.Q(source_ref=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Say in plain words what the constraints would refuse."""
        super().clean()
        wrong: dict[str, Any] = {}
        if self.postcode and not (self.postcode.isascii() and self.postcode.isdigit() and len(self.postcode) == 5):
            wrong["postcode"] = _("Die Postleitzahl hat fünf Ziffern.")
        if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
            wrong["valid_to"] = _("„Gültig bis“ muss nach „gültig ab“ liegen.")
        if wrong:
            raise ValidationError(wrong)
