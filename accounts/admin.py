"""The administration of people and their roles."""

from typing import Any, cast

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserCreationForm, UsernameField
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from rules.contrib.admin import ObjectPermissionsModelAdminMixin

from accounts.models import Person, Role
from accounts.rules import person_of

admin.site.site_header = f"{settings.REGION.name} · Verwaltung"
admin.site.site_title = settings.REGION.name
admin.site.index_title = _("Überblick")
admin.site.unregister(Group)  # roles say what a person may do; a second way would only confuse


def municipality_names() -> dict[str, str]:
    """Return the names of the region's municipalities by their official key, ordered by name."""
    # By string, as a foreign key would be: this room stands below the one that holds the areas.
    areas = apps.get_model("layers", "Area").objects.exclude(kind="district")
    return dict(areas.order_by("name").values_list("pk", "name"))


class RoleForm(forms.ModelForm):
    """A role with its municipalities as a list to tick."""

    municipalities = forms.MultipleChoiceField(
        label=_("Gemeinden"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Für welche Gemeinden die Redaktion zuständig ist. „Ganze Region“ schließt alle ein."),
    )

    class Meta:
        model = Role
        fields = ("kind", "whole_region", "municipalities")

    def __init__(self, *args: Any, names: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = names or {}
        # A key that no area carries any more stays visible, or saving would drop it in silence.
        kept = {key: key for key in self.instance.municipalities or [] if key not in names}
        cast(forms.MultipleChoiceField, self.fields["municipalities"]).choices = [*names.items(), *kept.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        editor = cleaned.get("kind") == Role.Kind.EDITOR
        if editor and not cleaned.get("whole_region") and not cleaned.get("municipalities"):
            self.add_error("municipalities", _("Wählen Sie mindestens eine Gemeinde oder „ganze Region“."))
        if not editor and (cleaned.get("whole_region") or cleaned.get("municipalities")):
            self.add_error("kind", _("Nur die Rolle „Redaktion“ hat Gemeinden. Entfernen Sie die Auswahl."))
        return cleaned


class RoleFormSet(forms.BaseInlineFormSet):
    """The roles of one person; reads the municipalities once for all of them."""

    acting_person: Person | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = municipality_names()

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "names": self.names}

    def clean(self) -> None:
        super().clean()
        lost = [
            form
            for form in self.initial_forms
            if form.instance.kind == Role.Kind.ADMINISTRATOR or form.initial.get("kind") == Role.Kind.ADMINISTRATOR
            if form in self.deleted_forms or form.cleaned_data.get("kind") != Role.Kind.ADMINISTRATOR
        ]
        if lost and self.acting_person == self.instance:
            raise ValidationError(_("Sie können sich die Verwaltung nicht selbst entziehen. Bitten Sie eine Kollegin."))


class RoleInline(admin.StackedInline):
    """The roles on a person's page."""

    model = Role
    form = RoleForm
    formset = RoleFormSet
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[RoleFormSet]:
        """Return the formset class of this request, knowing who fills it in."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.acting_person = person_of(request)  # type: ignore[attr-defined]
        return cast(type[RoleFormSet], formset)


class PersonCreationForm(UserCreationForm):
    """A new account with its first password."""

    class Meta(UserCreationForm.Meta):
        model = Person
        field_classes = {"username": UsernameField}


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password for somebody; whoever is to stay out is switched off instead of left without one."""

    def __init__(self, user: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True


@admin.register(Person)
class PersonAdmin(ObjectPermissionsModelAdminMixin, UserAdmin):
    """Accounts. What a person may do stands in her roles; Django's groups and permissions are not used."""

    add_form = PersonCreationForm
    add_form_template = None
    change_password_form = NewPasswordForm
    change_user_password_template = "admin/accounts/new_password.html"  # noqa: S105 (a path)
    inlines = (RoleInline,)
    list_display = ("username", "full_name", "email", "held", "is_active", "is_staff", "last_login")
    list_filter = ("roles__kind", "is_active", "is_staff")
    filter_horizontal = ()
    fieldsets = (
        (_("Konto"), {"fields": ("username", "password_link")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Zugang"), {"fields": ("is_active", "is_staff")}),
        (_("Verlauf"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (_("Konto"), {"fields": ("username", "password1", "password2")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Zugang"), {"fields": ("is_staff",)}),
    )
    readonly_fields = ("password_link", "last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return all accounts with their roles."""
        return super().get_queryset(request).prefetch_related("roles")

    def get_fieldsets(self, request: HttpRequest, obj: Person | None = None) -> Any:
        """Offer the switch for superusers to superusers only: a field that is not in the form cannot be sent."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not request.user.is_superuser:
            return fieldsets
        return tuple(
            (title, {**options, "fields": (*options["fields"], "is_superuser")} if title == _("Zugang") else options)
            for title, options in fieldsets
        )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Say in our words who may sign in here."""
        labels = {"is_staff": _("darf die Verwaltung öffnen"), "is_superuser": _("darf alles (technische Leitung)")}
        kwargs |= {"labels": labels, "help_texts": dict.fromkeys(labels, "")}
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> Any:
        """Keep people from shutting themselves out."""
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "is_active", "is_staff", "is_superuser") if obj == request.user else fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Who gets an account here is to sign in here."""
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    @admin.display(description=_("Passwort"))
    def password_link(self, person: Person) -> str:
        """The way to the page that sets a new password."""
        return format_html('<a href="../password/">{}</a>', _("Neues Passwort setzen"))

    @admin.display(description=_("Name"), ordering="last_name")
    def full_name(self, person: Person) -> str:
        """First and last name."""
        return person.get_full_name()

    @admin.display(description=_("Rollen"))
    def held(self, person: Person) -> str:
        """The roles, one per line."""
        return format_html_join(", ", "{}", ((role.get_kind_display(),) for role in person.roles.all()))
