"""A person who signs in, and the roles that person holds."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class Person(AbstractUser):
    """Somebody with an account. Citizens need none."""

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")

    @cached_property
    def held_roles(self) -> list["Role"]:
        """The roles of an active person; read once per instance, since every page asks many times."""
        return list(self.roles.all()) if self.is_active else []

    def has_role(self, kind: "Role.Kind") -> bool:
        """Say whether this person holds a role of that kind; a superuser holds each."""
        return self.is_active and (self.is_superuser or any(role.kind == kind for role in self.held_roles))

    def edited_areas(self) -> list[str] | None:
        """Return the keys of the municipalities whose entries this person edits; None means every one of the region."""
        if self.is_superuser and self.is_active:
            return None
        roles = [role for role in self.held_roles if role.kind in (Role.Kind.EDITOR, Role.Kind.ADMINISTRATOR)]
        if any(role.kind == Role.Kind.ADMINISTRATOR or role.whole_region for role in roles):
            return None
        return sorted({key for role in roles for key in role.municipalities})


class Role(models.Model):
    """What a person may do: edit the entries of some municipalities, analyse, or administer."""

    class Kind(models.TextChoices):
        EDITOR = "editor", _("Redaktion")
        ANALYST = "analyst", _("Planung und Auswertung")
        ADMINISTRATOR = "administrator", _("Verwaltung des Portals")

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles", verbose_name=_("Person"))
    kind = models.CharField(_("Rolle"), max_length=20, choices=Kind.choices)
    # Official keys (AGS) instead of foreign keys: this room knows no other, and the keys outlive a re-import.
    municipalities = ArrayField(
        models.CharField(max_length=8),
        verbose_name=_("Gemeinden (amtliche Schlüssel)"),
        default=list,
        blank=True,
        help_text=_("Achtstellige Schlüssel der Gemeinden, für die die Redaktion zuständig ist, mit Komma getrennt."),
    )
    whole_region = models.BooleanField(_("ganze Region"), default=False)

    class Meta:
        verbose_name = _("Rolle")
        verbose_name_plural = _("Rollen")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="role_once_per_person"),
            models.CheckConstraint(
                name="role_kind_known", condition=models.Q(kind__in=["editor", "analyst", "administrator"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"


class AccessToken(models.Model):
    """A key with which a program of a person asks in that person's name. Only its digest is kept: it is shown once."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="access_tokens", verbose_name=_("Person"))
    name = models.CharField(_("wofür"), max_length=100)
    digest = models.CharField(_("Prüfsumme (SHA-256)"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("angelegt am"), auto_now_add=True)
    expires_on = models.DateField(_("gilt bis einschließlich"))
    last_used_on = models.DateField(_("zuletzt benutzt am"), null=True, blank=True)

    class Meta:
        verbose_name = _("Zugangsschlüssel")
        verbose_name_plural = _("Zugangsschlüssel")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name}, {self.person}"
