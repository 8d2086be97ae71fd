"""What citizens tell the office: an error in an entry, a barrier, something else."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

MAX_TEXT = 2000


class ReportKind(models.TextChoices):
    """What a report is about."""

    ENTRY = "entry", _("Angabe stimmt nicht")
    BARRIER = "barrier", _("Barriere")
    OTHER = "other", _("Anderes")


# The text and the address of whoever wrote stay out of the history: it could never forget them.
@pghistory.track(fields=["state", "answer", "answered_by", "answered_at"], model_name="ReportEvent")
class Report(models.Model):
    """One message to the office. Nobody needs an account to write it; an e-mail address is kept for an answer only."""

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        ANSWERED = "answered", _("beantwortet")
        CLOSED = "closed", _("erledigt")

    kind = models.CharField(_("worum es geht"), max_length=10, choices=ReportKind.choices)
    # By layer and id, not by foreign key: a report outlives its entry, and entries are of many nouns.
    layer = models.CharField(_("Thema"), max_length=40, blank=True)
    entry_id = models.CharField(_("Kennung des Eintrags"), max_length=12, blank=True)
    municipality = models.CharField(_("Gemeinde"), max_length=8, blank=True)  # official key: says whose inbox it is
    about = models.CharField(_("Eintrag oder Seite"), max_length=200, blank=True)
    url = models.CharField(_("Adresse der Seite"), max_length=300, blank=True)
    text = models.TextField(_("Nachricht"), max_length=MAX_TEXT)
    contact = models.EmailField(_("E-Mail für eine Antwort"), blank=True)
    language = models.CharField(_("Sprache der Seite"), max_length=2, choices=settings.LANGUAGES)
    created_at = models.DateTimeField(_("eingegangen am"), auto_now_add=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("Antwort oder Vermerk"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bearbeitet von"),
    )
    answered_at = models.DateTimeField(_("bearbeitet am"), null=True, blank=True)
    # Of the form that was sent: sending it twice makes one report.
    form = models.CharField(_("Formular"), max_length=32, editable=False)

    class Meta:
        verbose_name = _("Meldung")
        verbose_name_plural = _("Meldungen")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "created_at"], name="report_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["form"], name="report_form_once"),
            models.CheckConstraint(name="report_kind_known", condition=models.Q(kind__in=ReportKind.values)),
            models.CheckConstraint(
                name="report_state_known", condition=models.Q(state__in=["open", "answered", "closed"])
            ),
            models.CheckConstraint(
                name="report_answered_when_not_open",
                condition=models.Q(state="open", answered_at__isnull=True)
                | (~models.Q(state="open") & models.Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="report_text_length",
                condition=models.Q(GreaterThan(Length("text"), 0))
                & models.Q(LessThanOrEqual(Length("text"), MAX_TEXT)),
            ),
        ]

    def __str__(self) -> str:
        return self.about or self.get_kind_display()


class ReportSender(models.Model):
    """That somebody sent a report just now: what keeps one sender from filling the inbox. Kept for an hour.

    `digest` is made from a part of the network address with a key that is not in the database, and changes daily: it
    says "the same as before", and nothing else.
    """

    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Absender einer Meldung")
        verbose_name_plural = _("Absender von Meldungen")
        indexes = [models.Index(fields=["sent_at", "digest"], name="report_sender_by_time")]

    def __str__(self) -> str:
        return self.digest[:8]
