"""What the administration of all entries shares: who sees what, how it is saved, published and withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Field, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from rules.contrib.admin import ObjectPermissionsModelAdmin

from accounts.rules import person_of
from layers import services
from layers.admin.entry_form import EntryForm
from layers.admin.fields import form_field_for
from layers.admin.filters import ConfirmedFilter, MunicipalityFilter, PlacedFilter, TopicFilter
from layers.admin.history import ReadableHistory
from layers.admin.read_only import ReadOnlyInWords
from layers.models import Area, Change, Entry
from layers.models.vocabulary import Status
from layers.rules import choosable_by, editable_by, is_administrator, visible_to
from published.errors import PortalError

# What may follow a status, with the words on the button.
NEXT: dict[str, dict[str, Any]] = {
    Status.DRAFT: {
        Status.PUBLISHED: _("Speichern und veröffentlichen"),
        Status.ARCHIVED: _("Speichern und archivieren"),
    },
    Status.SUBMITTED: {
        Status.PUBLISHED: _("Speichern und veröffentlichen"),
        Status.DRAFT: _("Speichern und zum Entwurf machen"),
        Status.ARCHIVED: _("Speichern und archivieren"),
    },
    Status.PUBLISHED: {
        Status.WITHDRAWN: _("Speichern und zurückziehen"),
        Status.ARCHIVED: _("Speichern und archivieren"),
    },
    Status.WITHDRAWN: {
        Status.PUBLISHED: _("Speichern und veröffentlichen"),
        Status.ARCHIVED: _("Speichern und archivieren"),
    },
    Status.ARCHIVED: {
        Status.PUBLISHED: _("Speichern und veröffentlichen"),
        Status.DRAFT: _("Speichern und zum Entwurf machen"),
    },
}
NEXT_FIRST = {Status.PUBLISHED: _("Speichern und veröffentlichen")}

WHERE = (("street", "housenumber"), ("postcode", "city"), "geom", "location_precision", ("municipality", "district"))
PARTS_BEFORE = _("Kontakt, öffentlich")
WHEN = ("opening_hours", ("valid_from", "valid_to"))
PUBLIC_CONTACT = ("organisation", "website", ("email", "phone"))
INTERNAL_FIELDS = ("internal_contact", "internal_email", "internal_phone", "internal_note")
INTERNAL_CONTACT = ("internal_contact", ("internal_email", "internal_phone"), "internal_note")
ACCESSIBILITY = (
    "wheelchair",
    ("step_free_entrance", "accessible_toilet"),
    ("hearing_loop", "accessible_parking"),
    "accessibility_note",
)
PROVENANCE = (("source", "source_ref"), "licence", "last_confirmed_at", "demo")
STATE = ("state_badge", ("id", "slug"), ("version", "created_at", "changed_at"))


def day_words(moment: datetime | None) -> str:
    """Return the local day of a moment as 31.12.2026; nothing for none."""
    return formats.date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT") if moment else ""


class EntryAdmin(ReadableHistory, ReadOnlyInWords, ObjectPermissionsModelAdmin):
    """The administration of one noun; a noun adds its own fields, its inlines and what of it is internal."""

    form = EntryForm
    what: Sequence[Any] = ()  # the noun's own fields, shown after name and description; if not given: all of them
    internal_what: tuple[str, ...] = ()  # of these, what only those see who may change the entry
    where: Sequence[Any] = WHERE
    kind_field = ""  # the column that says what kind of the noun an entry is; if not given: the first with choices

    actions = ("publish_entries", "withdraw_entries", "archive_entries", "confirm_entries")
    autocomplete_fields: ClassVar[Any] = ("organisation",)
    change_form_template = "admin/layers/entry_form.html"
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_per_page = 50
    list_max_show_all = 500
    show_full_result_count = False
    ordering = ("name", "pk")
    search_fields = ("name", "summary", "street", "city", "organisation__name", "=id", "source_ref")
    search_help_text = _("Name, Kurzbeschreibung, Straße, Ort, Träger oder Kennung")
    readonly_fields = (
        "id",
        "source_ref",
        "municipality",
        "district",
        "state_badge",
        "version",
        "created_at",
        "changed_at",
    )

    def __init__(self, model: type[Entry], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        shared = {field.name for field in Entry._meta.get_fields()}
        columns = [field for field in model._meta.get_fields() if field.concrete and field.name not in shared]
        own = [field for field in columns if field.editable and field.name not in self.internal_what]
        self.what = self.what or tuple(field.name for field in own)
        self.kind_field = self.kind_field or next((field.name for field in own if field.choices), "")

    # --- what is shown -----------------------------------------------------------------------------------------------

    def get_list_display(self, request: HttpRequest) -> Any:
        """Return the columns of the list."""
        kind = (self.kind_field,) if self.kind_field else ()
        return ("name", "state_badge", *kind, "municipality", "confirmed_on", "changed_on")

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Return the filters beside the list."""
        kind = (self.kind_field,) if self.kind_field else ()
        return ("status", *kind, ConfirmedFilter, PlacedFilter, "demo", MunicipalityFilter, TopicFilter, "source")

    def get_fieldsets(self, request: HttpRequest, obj: Entry | None = None) -> Any:
        """Return the fields in the order in which an editor thinks; the internal ones to those who may change them."""
        changes = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        first = ("expected_version", "name", "summary", "description", *self.what) if changes else None
        shown = [
            (None, first or ("name", "summary", "description", *self.what)),
            (_("Für wen und worüber"), ("topics", "target_groups", "languages")),
            (_("Englisch und Leichte Sprache"), ("name_en", "summary_en", "description_en", "description_easy")),
            (_("Wo"), self.where),
            (_("Wann"), WHEN),
            (PARTS_BEFORE, PUBLIC_CONTACT),
            (_("Kontakt, intern"), (*INTERNAL_CONTACT, *self.internal_what)),
            (_("Barrierefreiheit"), ACCESSIBILITY),
            (_("Herkunft"), PROVENANCE),
            (_("Stand"), STATE),
        ]
        folded = {_("Englisch und Leichte Sprache")}
        fieldsets = [
            (title, {"fields": fields, "classes": ("collapse",) if title in folded else ()})
            for title, fields in shown
            if (changes or title != _("Kontakt, intern")) and (obj or title != _("Stand"))
        ]
        return fieldsets if changes else self.in_words(fieldsets)

    def get_readonly_fields(self, request: HttpRequest, obj: Entry | None = None) -> Any:
        """An entry that came from a source keeps it; only administrators say what is demo data."""
        fixed = list(super().get_readonly_fields(request, obj))
        if obj and obj.source_ref:
            fixed.append("source")
        if not is_administrator(person_of(request)):
            fixed.append("demo")
        return fixed

    @admin.display(description=_("Stand"), ordering="status")
    def state_badge(self, entry: Entry) -> str:
        """The status as a badge, and whether it is demo data."""
        badge = format_html('<span class="badge badge--{}">{}</span>', entry.status, entry.get_status_display())
        demo = format_html(' <span class="badge badge--demo">{}</span>', _("Beispiel")) if entry.demo else ""
        return format_html("{}{}", badge, demo)

    @admin.display(description=_("bestätigt"), ordering="last_confirmed_at")
    def confirmed_on(self, entry: Entry) -> str:
        """The day on which somebody last confirmed the entry."""
        return day_words(entry.last_confirmed_at)

    @admin.display(description=_("geändert"), ordering="changed_at")
    def changed_on(self, entry: Entry) -> str:
        """The day of the last change."""
        return day_words(entry.changed_at)

    # --- who may -----------------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the entries that this person may see, without the outlines of their municipalities."""
        entries = super().get_queryset(request)
        chosen = request.resolver_match and request.resolver_match.url_name == "autocomplete"
        allowed = choosable_by(person_of(request), entries) if chosen else visible_to(person_of(request), entries)
        return allowed.select_related("municipality", "district").defer("municipality__geom", "district__geom")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the entry. Raises Http404 for what is not there and for what this person may not see, alike."""
        entry = super().get_object(request, object_id, from_field)
        if entry is None:
            raise Http404
        return entry

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Keep internal fields out of the address of a list: who may not read them must not guess them either."""
        return lookup.split("__")[0] not in self._internal_fields() and super().lookup_allowed(lookup, value, request)

    def _internal_fields(self) -> tuple[str, ...]:
        return (*INTERNAL_FIELDS, *self.internal_what)

    def hidden_fields(self, request: HttpRequest, row: Any) -> tuple[str, ...]:
        """Internal fields are for those who may change the entry."""
        return () if self.has_change_permission(request, row) else self._internal_fields()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list under the name of the noun."""
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    # --- the form ----------------------------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form class of this request, knowing who fills it in."""
        form = super().get_form(request, obj, change, **kwargs)
        form.person = person_of(request)  # type: ignore[attr-defined]
        return form

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Give geometries a map, codes boxes to tick, lists a line each; delete nothing else from within an entry."""
        field = form_field_for(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
            field.widget.can_add_related = db_field.related_model is not Area
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer areas by name; of entries those that this person may refer to."""
        if db_field.related_model is Area:
            kwargs["queryset"] = Area.objects.only("id", "kind", "name").order_by("kind", "name")
        elif issubclass(db_field.related_model, Entry):
            kwargs["queryset"] = choosable_by(person_of(request), db_field.related_model._default_manager.all())
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Add the buttons that change the status, and how many changes wait."""
        context["parts_before"] = PARTS_BEFORE  # stays, phases and the like follow where and when
        entry = context.get("original")
        if entry and self.has_change_permission(request, entry):
            context["status_buttons"] = NEXT[entry.status].items()
            waiting = Change.objects.filter(
                layer=services.layer_of(self.model), entry_id=entry.pk, state=Change.State.WAITING
            )
            context["waiting_changes"] = waiting
        elif entry is None:
            context["status_buttons"] = NEXT_FIRST.items()
        return super().render_change_form(request, context, *args, **kwargs)

    def get_view_on_site_url(self, obj: Entry | None = None) -> str | None:
        """Return the address of a published entry's public page."""
        if obj is None or obj.status != Status.PUBLISHED:
            return None
        return reverse("frontend:entry", args=[services.layer_of(self.model), obj.pk])

    # --- writing -----------------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Entry, form: EntryForm, change: bool) -> None:
        """Store a new entry through the services; a changed one waits for its parts (save_related)."""
        if not change:
            obj.status = self._wanted_status(request, Status.DRAFT, NEXT_FIRST)
            services.save_entry(obj, by=person_of(request))

    def save_related(self, request: HttpRequest, form: EntryForm, formsets: Any, change: bool) -> None:
        """Store the parts, then the entry, then publish: one version, one event, one transaction."""
        entry = form.instance
        with services.acting(person_of(request)):
            super().save_related(request, form, formsets, change)
        parts_changed = any(formset.has_changed() for formset in formsets)
        if not change:
            services.settle(self.model, [entry.pk])
            return
        status = self._wanted_status(request, entry.status, NEXT[entry.status])
        if form.has_changed() or parts_changed or status != entry.status:
            entry.status = status
            services.save_entry(entry, by=person_of(request), expected_version=form.cleaned_data["expected_version"])

    def delete_model(self, request: HttpRequest, obj: Entry) -> None:
        """Delete one entry and what is public of it."""
        services.delete_entries(self.model, [obj.pk], by=person_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete entries and what is public of them."""
        services.delete_entries(self.model, queryset.values_list("pk", flat=True), by=person_of(request))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or store an entry; what the services refuse after all comes back as a sentence, nothing is stored."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (PortalError, ValidationError) as refusal:
            for sentence in refusal.messages if isinstance(refusal, ValidationError) else [refusal.sentence]:
                self.message_user(request, sentence, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def response_post_save_add(self, request: HttpRequest, obj: Entry) -> HttpResponseRedirect:
        """Stay with an entry whose status was just set."""
        return self._stay(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Entry) -> HttpResponseRedirect:
        """Stay with an entry whose status was just set."""
        return self._stay(request, obj) or super().response_post_save_change(request, obj)

    def _stay(self, request: HttpRequest, entry: Entry) -> HttpResponseRedirect | None:
        if "_status" not in request.POST:
            return None
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[entry.pk]))

    def _wanted_status(self, request: HttpRequest, now: str, possible: Mapping[Any, Any]) -> str:
        wanted = request.POST.get("_status", "")
        return Status(wanted) if wanted in possible else now

    # --- actions -----------------------------------------------------------------------------------------------------

    @admin.action(description=_("Ausgewählte veröffentlichen"), permissions=["change"])
    def publish_entries(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Make the chosen entries public."""
        self._set_status(request, queryset, Status.PUBLISHED)

    @admin.action(description=_("Ausgewählte zurückziehen"), permissions=["change"])
    def withdraw_entries(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take the chosen entries back."""
        self._set_status(request, queryset, Status.WITHDRAWN)

    @admin.action(description=_("Ausgewählte archivieren"), permissions=["change"])
    def archive_entries(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Put the chosen entries into the archive."""
        self._set_status(request, queryset, Status.ARCHIVED)

    @admin.action(description=_("Ausgewählte als bestätigt markieren"), permissions=["change"])
    def confirm_entries(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Note that the chosen entries are right today."""
        ids = self._own(request, queryset)
        count = services.confirm_entries(self.model, ids, by=person_of(request))
        said = ngettext("%(count)s Eintrag ist bestätigt.", "%(count)s Einträge sind bestätigt.", count)
        self.message_user(request, said % {"count": count}, messages.SUCCESS)

    def _set_status(self, request: HttpRequest, queryset: QuerySet, status: Status) -> None:
        ids = self._own(request, queryset)
        count = services.set_status(self.model, ids, status, by=person_of(request))
        said = ngettext(
            "%(count)s Eintrag hat jetzt den Stand „%(status)s“.",
            "%(count)s Einträge haben jetzt den Stand „%(status)s“.",
            count,
        )
        self.message_user(request, said % {"count": count, "status": status.label}, messages.SUCCESS)

    def _own(self, request: HttpRequest, queryset: QuerySet) -> list[str]:
        """Return the ids among the chosen that this person may change, and say how many she may not."""
        chosen = list(queryset.values_list("pk", flat=True))
        own = editable_by(person_of(request), self.model._default_manager.filter(pk__in=chosen))
        ids = list(own.values_list("pk", flat=True))
        if left := len(chosen) - len(ids):
            said = ngettext(
                "%(count)s Eintrag gehört nicht zu Ihren Gemeinden und bleibt, wie er ist.",
                "%(count)s Einträge gehören nicht zu Ihren Gemeinden und bleiben, wie sie sind.",
                left,
            )
            self.message_user(request, said % {"count": left}, messages.WARNING)
        return ids
