"""The administration of the street network: to look at. Networks come from importers alone."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from rules.contrib.admin import ObjectPermissionsModelAdmin

from layers.admin.read_only import ReadOnlyInWords
from network.models import Edge, Edition

LABELS = {
    "edges": _("Kanten"),
    "junctions": _("Knoten"),
    "length_km": _("Länge in km"),
    "components": _("getrennte Teile"),
    "largest_share": _("Anteil des größten Teils an der Länge"),
    "ways": _("gelesene Wege"),
    "not_public": _("Wege, die niemand öffentlich benutzen darf"),
    "outside": _("Wege außerhalb der Region"),
    "unknown_positions": _("Stücke ohne bekannte Lage"),
    "repeated_nodes": _("Stücke ohne Länge"),
    "barriers_at_junctions": _("Hindernisse an Kreuzungen, nicht zuzuordnen"),
}


class LookOnlyAdmin(ReadOnlyInWords, ObjectPermissionsModelAdmin):
    """Nothing is added, changed or deleted by hand."""

    actions = None
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Networks are imported."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Networks are imported."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Networks are imported."""
        return False


@admin.register(Edition)
class EditionAdmin(LookOnlyAdmin):
    """Which network is in use, where it is from, and what was left out of it."""

    list_display = ("file_name", "source", "imported_at", "is_current", "version")
    list_select_related = ("source",)
    ordering = ("-imported_at",)
    fields = ("file_name", "source", "attribution", "imported_at", "is_current", "version", "figures")
    readonly_fields = ("attribution", "figures")

    @admin.display(description=_("Quellenangabe"))
    def attribution(self, edition: Edition) -> str:
        """What is printed wherever the network is shown."""
        return f"{edition.source.attribution} ({edition.source.get_licence_display()})"

    @admin.display(description=_("Zahlen"))
    def figures(self, edition: Edition) -> str:
        """The counts in words."""
        known = [(LABELS[name], value) for name, value in edition.counts.items() if name in LABELS]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", known))


@admin.register(Edge)
class EdgeAdmin(LookOnlyAdmin):
    """The edges of the network in use."""

    list_display = ("number", "kind", "surface", "way_id", "length_m", "allowed_forward", "allowed_backward")
    list_filter = ("kind", "surface", "raised_kerb")
    search_fields = ("=way_id", "=number")
    ordering = ("number",)
    fields = (
        ("number", "way_id"),
        ("kind", "surface"),
        ("allowed_forward", "allowed_backward"),
        ("length_m", "incline_percent", "max_speed_kmh", "raised_kerb"),
        "geom",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the edges without their lines; the page of one fetches its own."""
        return super().get_queryset(request).defer("geom")
