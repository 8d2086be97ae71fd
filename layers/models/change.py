"""A proposed change of an entry: it waits here, while the row stays the last approved state."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """New values for one entry, against the version that the author saw."""

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        APPROVED = "approved", _("übernommen")
        REJECTED = "rejected", _("abgelehnt")

    layer = models.CharField(_("Thema"), max_length=40)
    entry_id = models.CharField(_("Eintrag"), max_length=12)
    values = models.JSONField(_("neue Werte"))
    base_version = models.PositiveIntegerField(_("ausgehend von Fassung"))
    # What the author saw in the fields concerned: only if one of them is another by now does the change not fit.
    base_values = models.JSONField(_("bisherige Werte"), default=dict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="changes", verbose_name=_("von")
    )
    state = models.CharField(_("Stand"), max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(_("eingereicht am"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("entschieden von")
    )
    decided_at = models.DateTimeField(_("entschieden am"), null=True)
    answer = models.TextField(_("Antwort"), blank=True)

    class Meta:
        verbose_name = _("Änderung")
        verbose_name_plural = _("Änderungen")
        ordering = ["created_at"]
        indexes = [models.Index(fields=["layer", "entry_id"], name="change_by_entry")]
        constraints = [
            models.CheckConstraint(
                name="change_state_known", condition=models.Q(state__in=["waiting", "approved", "rejected"])
            ),
            models.CheckConstraint(
                name="change_decided_when_not_waiting",
                condition=models.Q(state="waiting", decided_at__isnull=True)
                | (~models.Q(state="waiting") & models.Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.layer}/{self.entry_id}"
