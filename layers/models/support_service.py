"""A support service, in the terms of Open Referral HSDS 3.0."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.area import Area
from layers.models.entry import Entry, code_known, codes, codes_known
from layers.models.history import track_entry


class Cost(models.TextChoices):
    """What the service costs (HSDS cost_option)."""

    FREE = "free", _("kostenlos")
    DONATION = "donation", _("auf Spendenbasis")
    REDUCED = "reduced", _("ermäßigt möglich")
    FEE = "fee", _("kostenpflichtig")
    INSURANCE = "insurance", _("zahlt die Krankenkasse")
    UNKNOWN = "unknown", _("unbekannt")


class Channel(models.TextChoices):
    """How to reach the service (HSDS: delivery of a service)."""

    WALK_IN = "walk_in", _("ohne Termin vorbeikommen")
    APPOINTMENT = "appointment", _("mit Termin")
    PHONE = "phone", _("am Telefon")
    CHAT = "chat", _("im Chat")
    ONLINE = "online", _("per Video oder E-Mail")
    VISIT = "visit", _("kommt nach Hause")


@track_entry
class SupportService(Entry):
    """Help and advice that people can turn to. It may have no place at all (telephone, chat)."""

    minimum_age = models.PositiveSmallIntegerField(_("ab Alter"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("bis Alter"), null=True, blank=True)
    cost = models.CharField(_("Kosten"), max_length=10, choices=Cost.choices, default=Cost.UNKNOWN)
    channels = codes(_("So erreichen Sie das Angebot"), Channel)
    anonymous = models.BooleanField(_("anonym möglich"), null=True, blank=True)
    waiting_time_d = models.PositiveSmallIntegerField(_("Wartezeit in Tagen"), null=True, blank=True)
    # Empty: the whole region.
    service_areas = models.ManyToManyField(Area, related_name="+", blank=True, verbose_name=_("zuständig für"))

    class Meta(Entry.Meta):
        verbose_name = _("Hilfe und Beratung")
        verbose_name_plural = _("Hilfe und Beratung")
        constraints = [
            *Entry.Meta.constraints,
            code_known("supportservice_cost_known", "cost", Cost),
            codes_known("supportservice_channels_known", "channels", Channel),
            models.CheckConstraint(
                name="supportservice_age_in_order",
                condition=models.Q(minimum_age__isnull=True)
                | models.Q(maximum_age__isnull=True)
                | models.Q(minimum_age__lte=models.F("maximum_age")),
            ),
        ]

    def clean(self) -> None:
        """Say in plain words what the constraints would refuse."""
        super().clean()
        if self.minimum_age is not None and self.maximum_age is not None and self.minimum_age > self.maximum_age:
            raise ValidationError({"maximum_age": _("„Bis Alter“ darf nicht kleiner sein als „ab Alter“.")})
