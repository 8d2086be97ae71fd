"""The text of a page, in one language, as the office writes it."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_BODY = 50_000


@pghistory.track()
class PageText(models.Model):
    """What stands on a page. Where there is none, the portal's own text stands; a slot without one stays hidden."""

    class Slug(models.TextChoices):
        IMPRINT = "imprint", _("Impressum")
        PRIVACY = "privacy", _("Datenschutz")
        ACCESSIBILITY = "accessibility", _("Barrierefreiheit")
        EASY_LANGUAGE = "easy-language", _("Leichte Sprache")
        SIGN_LANGUAGE = "sign-language", _("Gebärdensprache")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        PUBLISHED = "published", _("veröffentlicht")

    slug = models.CharField(_("Seite"), max_length=20, choices=Slug.choices)
    language = models.CharField(_("Sprache"), max_length=2, choices=settings.LANGUAGES, default="de")
    title = models.CharField(_("Überschrift"), max_length=120)
    body = models.TextField(
        _("Text"),
        max_length=MAX_BODY,
        help_text=_(
            "Absätze trennt eine leere Zeile. „## “ beginnt eine Zwischenüberschrift, „- “ einen Listenpunkt, "
            "**so** wird etwas fett, [Worte](https://beispiel.de) machen einen Link. "
            "HTML und Bilder sind nicht möglich."
        ),
    )
    status = models.CharField(_("Stand"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    changed_at = models.DateTimeField(_("geändert am"), auto_now=True)

    class Meta:
        verbose_name = _("Text einer Seite")
        verbose_name_plural = _("Texte der Seiten")
        ordering = ["slug", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "language"],
                name="page_text_once",
                violation_error_message=_("Diese Seite hat in dieser Sprache schon einen Text. Ändern Sie jenen."),
            ),
            models.CheckConstraint(
                name="page_text_slug_known",
                condition=models.Q(slug__in=["imprint", "privacy", "accessibility", "easy-language", "sign-language"]),
            ),
            models.CheckConstraint(name="page_text_language_known", condition=models.Q(language__in=["de", "en"])),
            models.CheckConstraint(
                name="page_text_status_known", condition=models.Q(status__in=["draft", "published"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_slug_display()} ({self.get_language_display()})"
