"""The administration of the pages' texts."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from rules.contrib.admin import ObjectPermissionsModelAdmin

from accounts.rules import person_of
from layers.admin.history import ReadableHistory
from published.markdown import as_html
from texts import services
from texts.defaults import OF_THE_PORTAL, portal_text
from texts.models import PageText


@admin.register(PageText)
class PageTextAdmin(ReadableHistory, ObjectPermissionsModelAdmin):
    """Texts of pages. The list offers those that have none yet, with the portal's own text to begin with."""

    list_display = ("page", "title", "language", "state_badge", "changed_at")
    list_filter = ("status", "language")
    ordering = ("slug", "language")
    actions = None
    fields = (("slug", "language"), "title", "body", "preview", "status")
    readonly_fields = ("preview",)
    change_list_template = "admin/texts/page_texts.html"

    def get_readonly_fields(self, request: HttpRequest, obj: PageText | None = None) -> Any:
        """A text stays on its page and in its language."""
        return (*super().get_readonly_fields(request, obj), *(("slug", "language") if obj else ()))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the portal's own text of the page that is asked for."""
        asked = request.GET.get("slug", ""), request.GET.get("language", "de")
        return {**super().get_changeform_initial_data(request), **portal_text(*asked)}

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the texts, and which pages have none."""
        there = set(PageText.objects.values_list("slug", "language"))
        missing = [
            {"slug": slug, "language": language, "title": f"{label} ({words})", "has_own": slug in OF_THE_PORTAL}
            for slug, label in PageText.Slug.choices
            for language, words in PageText._meta.get_field("language").flatchoices
            if (slug, language) not in there
        ]
        return super().changelist_view(request, {"missing": missing, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: PageText, form: Any, change: bool) -> None:
        """Store the text and publish it."""
        services.save_page_text(obj, by=person_of(request))

    def delete_model(self, request: HttpRequest, obj: PageText) -> None:
        """Delete the text and withdraw it."""
        services.delete_page_text(obj, by=person_of(request))

    @admin.display(description=_("Seite"), ordering="slug")
    def page(self, text: PageText) -> str:
        """The page on which it stands."""
        return text.get_slug_display()

    @admin.display(description=_("Stand"), ordering="status")
    def state_badge(self, text: PageText) -> str:
        """The status as a badge."""
        return format_html('<span class="badge badge--{}">{}</span>', text.status, text.get_status_display())

    @admin.display(description=_("So steht er auf der Seite"))
    def preview(self, text: PageText) -> str:
        """The stored text as the page shows it."""
        if not text.body:
            return str(_("Die Vorschau erscheint nach dem ersten Speichern."))
        html = mark_safe(as_html(text.body))  # noqa: S308  (published.markdown lets no markup through)
        return render_to_string("admin/texts/preview.html", {"title": text.title, "html": html})
