"""The administration of changes that wait: what is different, and whether it is taken over."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.gis.db import models as gis
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from rules.contrib.admin import ObjectPermissionsModelAdmin

from accounts.rules import person_of
from layers import services
from layers.admin.words import in_words, referred_names
from layers.models import Change, Entry
from layers.rules import changes_decided_by, edits_area
from published.catalogue import catalogue
from published.errors import PortalError, Refused


@dataclass(frozen=True)
class Proposal:
    """One field of a change: what the entry says now, what it would say."""

    label: str
    now: str
    then: str
    differs: bool


def proposals(change: Change, entry: Entry | None) -> list[Proposal]:
    """Return the fields of a change beside those of its entry; an entry that is gone says nothing."""
    columns = {each.name: each for each in catalogue[change.layer].domain_model._meta.concrete_fields}
    rows = []
    for name, value in change.values.items():
        if column := columns.get(name):
            now = getattr(entry, column.attname) if entry else None
            rows.append((column, now, _as_stored(column, value)))
    said = [{column.attname: value} for column, now, then in rows for value in (now, then)]
    names = referred_names([column for column, _now, _then in rows], said)
    return [
        Proposal(
            capfirst(str(column.verbose_name)),
            in_words(column, now, names),
            in_words(column, then, names),
            now != then,
        )
        for column, now, then in rows
    ]


def _as_stored(column: models.Field, value: Any) -> Any:
    """Return a proposed JSON value as the column would hold it; what it cannot hold stays as it was sent."""
    try:
        if isinstance(column, gis.GeometryField):
            return GEOSGeometry(value) if value else None
        return value if column.related_model else column.to_python(value)
    except (ValueError, ValidationError):
        return value


def entry_name() -> Any:
    """Return the expression for the name of a change's entry, whatever its noun: one query for a whole list."""
    cases = [
        When(
            layer=layer.id,
            then=Subquery(layer.domain_model._default_manager.filter(pk=OuterRef("entry_id")).values("name")),
        )
        for layer in catalogue
        if issubclass(layer.domain_model, Entry)
    ]
    return Coalesce(Case(*cases, output_field=models.CharField()), "entry_id")


class LayerFilter(admin.SimpleListFilter):
    """By the noun of the entry."""

    title = _("Thema")
    parameter_name = "layer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the layers that hold entries."""
        return [(layer.id, layer.title) for layer in catalogue if issubclass(layer.domain_model, Entry)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the changes of that layer."""
        return queryset.filter(layer=self.value()) if self.value() else queryset


@admin.register(Change)
class ChangeAdmin(ObjectPermissionsModelAdmin):
    """Changes of published entries. Nobody edits one: it is taken over or turned down."""

    list_display = ("title", "layer_title", "author", "created_at", "state_badge", "decided_by")
    list_filter = ("state", LayerFilter)
    list_select_related = ("author", "decided_by")
    list_per_page = 50
    ordering = ("-state", "created_at")  # "waiting" is the last word of the three, so it comes first; then the oldest
    actions = ("approve_changes",)
    fields = ("answer",)
    change_form_template = "admin/layers/change_decision.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the changes over which this person decides, with the names of their entries."""
        return changes_decided_by(person_of(request), super().get_queryset(request)).annotate(entry_name=entry_name())

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Changes are proposed in the forms, not here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Change | None = None) -> bool:
        """A decided change stays as a record."""
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form of the answer."""
        help_texts = {"answer": _("Nötig, wenn Sie ablehnen: Was spricht dagegen?")}
        return super().get_form(request, obj, change, help_texts=help_texts, **kwargs)

    @admin.display(description=_("Eintrag"), ordering="entry_name")
    def title(self, change: Any) -> str:
        """The name of the entry."""
        return change.entry_name

    @admin.display(description=_("Thema"), ordering="layer")
    def layer_title(self, change: Change) -> str:
        """What the entry is."""
        return str(catalogue[change.layer].title_one)

    @admin.display(description=_("Stand"), ordering="state")
    def state_badge(self, change: Change) -> str:
        """The state as a badge."""
        return format_html('<span class="badge badge--{}">{}</span>', change.state, change.get_state_display())

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show a change beside its entry, or decide over it."""
        change = object_id and self.get_object(request, unquote(object_id))
        if not change:
            raise Http404
        if request.method == "POST":
            if not self.has_change_permission(request, change):
                raise PermissionDenied
            return self._decide(request, change)
        model = cast(type[Entry], catalogue[change.layer].domain_model)
        entry = model._default_manager.filter(pk=change.entry_id).first()
        waits = change.state == Change.State.WAITING
        context = {
            "proposals": proposals(change, entry),
            "entry": entry,
            "entry_url": entry and _admin_url(entry),
            "layer_title": catalogue[change.layer].title_one,
            "outdated": waits and entry is not None and not services.still_fits(change, entry),
            "waits": waits,
            "title": _("Änderung prüfen") if waits else _("Änderung ansehen"),
            "subtitle": change.entry_name,
        }
        return super().changeform_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def _decide(self, request: HttpRequest, change: Change) -> HttpResponse:
        here = HttpResponseRedirect(reverse("admin:layers_change_change", args=[change.pk]))
        answer = request.POST.get("answer", "").strip()
        try:
            if "_approve" in request.POST:
                self._approve(request, change)
                self.message_user(request, _("Die Änderung ist übernommen."), messages.SUCCESS)
            elif "_reject" in request.POST and answer:
                services.reject_change(change, answer=answer, by=person_of(request))
                self.message_user(request, _("Die Änderung ist abgelehnt."), messages.SUCCESS)
            else:
                self.message_user(request, _("Schreiben Sie, warum Sie die Änderung ablehnen."), messages.ERROR)
                return here
        except (PortalError, ValidationError) as refusal:
            for sentence in _sentences(refusal):
                self.message_user(request, sentence, messages.ERROR)
            return here
        return HttpResponseRedirect(reverse("admin:layers_change_changelist"))

    def _approve(self, request: HttpRequest, change: Change) -> None:
        """Take a change over. Raises Refused if the entry would leave this person's municipalities."""
        with transaction.atomic():
            entry = services.approve_change(change, by=person_of(request))
            if not edits_area(person_of(request), entry.municipality_id):
                raise Refused(str(_("Mit dieser Änderung läge der Eintrag außerhalb Ihrer Gemeinden.")))

    @admin.action(description=_("Ausgewählte übernehmen"), permissions=["change"])
    def approve_changes(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take the chosen changes over, each in a transaction of its own: one conflict does not stop the others."""
        taken = 0
        for change in queryset.order_by("created_at"):
            try:
                self._approve(request, change)
                taken += 1
            except (PortalError, ValidationError) as refusal:
                for sentence in _sentences(refusal):
                    self.message_user(request, f"{change.entry_name}: {sentence}", messages.ERROR)
        if taken:
            said = ngettext("%(count)s Änderung ist übernommen.", "%(count)s Änderungen sind übernommen.", taken)
            self.message_user(request, said % {"count": taken}, messages.SUCCESS)


def _admin_url(entry: Entry) -> str:
    return reverse(f"admin:{entry._meta.app_label}_{entry._meta.model_name}_change", args=[entry.pk])


def _sentences(refusal: PortalError | ValidationError) -> list[str]:
    return refusal.messages if isinstance(refusal, ValidationError) else [str(refusal.sentence)]
