"""The inbox: what citizens reported, the open ones first."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from rules.contrib.admin import ObjectPermissionsModelAdmin

from accounts.rules import person_of
from layers.admin.history import ReadableHistory
from layers.services import entry_model
from participation import services
from participation.models import Report
from participation.rules import reports_read_by

BADGES: dict[str, str] = {
    Report.State.OPEN: "waiting",
    Report.State.ANSWERED: "approved",
    Report.State.CLOSED: "archived",
}


class StateFilter(admin.SimpleListFilter):
    """By state; the list opens with what is to be done."""

    title = _("Stand")
    parameter_name = "state"
    ALL = "all"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the states; the open ones are the list without a choice."""
        return [*Report.State.choices[1:], (self.ALL, _("alle"))]

    def choices(self, changelist: Any) -> Any:
        """Return the choices, with „offen“ in the place of „alle“ as the first one."""
        for number, choice in enumerate(super().choices(changelist)):
            yield choice | {"display": Report.State.OPEN.label} if number == 0 else choice

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the reports of that state."""
        if self.value() == self.ALL:
            return queryset
        return queryset.filter(state=self.value() or Report.State.OPEN)


@admin.register(Report)
class ReportAdmin(ReadableHistory, ObjectPermissionsModelAdmin):
    """Reports: read what was said, correct the entry, write down what was done."""

    list_display = ("excerpt", "kind", "about", "received", "state_badge", "answered_by")
    list_filter = (StateFilter, "kind")
    list_select_related = ("answered_by",)
    list_per_page = 50
    search_fields = ("text", "about", "contact")
    actions = None
    fieldsets = (
        (None, {"fields": ("said", "kind", "entry", "page", "writer", "received")}),
        (_("Was geschehen ist"), {"fields": ("state", "answer", "answered_by", "answered_at")}),
    )
    readonly_fields = ("said", "kind", "entry", "page", "writer", "received", "answered_by", "answered_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the reports that this person reads: the open ones first, of these the oldest."""
        is_open = Case(When(state=Report.State.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
        return reports_read_by(person_of(request), super().get_queryset(request)).order_by(is_open, "created_at", "pk")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the report. Raises Http404 for what is not there and for what this person may not see, alike."""
        report = super().get_object(request, object_id, from_field)
        if report is None:
            raise Http404
        return report

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the inbox under its name."""
        return super().changelist_view(request, {"title": _("Meldungen"), **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Report, form: Any, change: bool) -> None:
        """Store state and answer."""
        services.settle_report(obj, by=person_of(request))

    @admin.display(description=_("Nachricht"))
    def excerpt(self, report: Report) -> str:
        """The beginning of the text."""
        return Truncator(" ".join(report.text.split())).chars(80)

    @admin.display(description=_("Nachricht"))
    def said(self, report: Report) -> str:
        """The whole text as it was written; never as markup."""
        return mark_safe(linebreaks(report.text, autoescape=True))  # noqa: S308  (escaped by linebreaks)

    @admin.display(description=_("Eintrag"))
    def entry(self, report: Report) -> str:
        """The way to the entry in the administration."""
        if not report.entry_id:
            return "–"
        try:
            model = entry_model(report.layer)
            url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[report.entry_id])
        except (KeyError, NoReverseMatch):
            return report.about
        return format_html('<a href="{}">{}</a>', url, report.about)

    @admin.display(description=_("Seite"))
    def page(self, report: Report) -> str:
        """The page on which it was written: only a path of this portal becomes a link."""
        if not report.url.startswith("/") or report.url.startswith("//"):
            return report.url or "–"
        return format_html('<a href="{}">{}</a>', report.url, report.url)

    @admin.display(description=_("E-Mail für eine Antwort"))
    def writer(self, report: Report) -> str:
        """The address of whoever wrote, to be answered with one's own mail program."""
        if not report.contact:
            return str(_("keine angegeben"))
        return format_html('<a href="mailto:{}">{}</a>', report.contact, report.contact)

    @admin.display(description=_("eingegangen am"), ordering="created_at")
    def received(self, report: Report) -> Any:
        """When it came in."""
        return report.created_at

    @admin.display(description=_("Stand"), ordering="state")
    def state_badge(self, report: Report) -> str:
        """The state as a badge."""
        return format_html('<span class="badge badge--{}">{}</span>', BADGES[report.state], report.get_state_display())
