"""The administration of other places and of their kinds."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rules.contrib.admin import ObjectPermissionsModelAdmin

from accounts.rules import person_of
from layers import services
from layers.admin.entry import EntryAdmin
from layers.models import Place, PlaceKind


@admin.register(Place)
class PlaceAdmin(EntryAdmin):
    """Schools, pharmacies, drinking fountains: whatever has a kind and no rules of its own."""

    kind_field = "kind"
    what = ("kind",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the places with their kinds."""
        return super().get_queryset(request).select_related("kind")


@admin.register(PlaceKind)
class PlaceKindAdmin(ObjectPermissionsModelAdmin):
    """Kinds of place. Label, sign and colour are published at once."""

    list_display = ("label", "code", "icon", "colour", "audience", "position", "places_count")
    list_filter = ("audience",)
    search_fields = ("label", "label_en", "code")
    fields = ("code", ("label", "label_en"), ("icon", "colour"), "position", "audience")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the kinds with the number of their places."""
        return super().get_queryset(request).annotate(places_number=Count("places"))

    def get_readonly_fields(self, request: HttpRequest, obj: PlaceKind | None = None) -> Any:
        """The key of a kind stays: places refer to it, and so do saved addresses of the map."""
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: PlaceKind | None = None) -> bool:
        """A kind goes only when no place has it."""
        used = obj is not None and obj.places.exists()
        return not used and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: PlaceKind, form: Any, change: bool) -> None:
        """Store and publish the kind."""
        services.save_place_kinds([obj], by=person_of(request))

    def delete_model(self, request: HttpRequest, obj: PlaceKind) -> None:
        """Delete the kind and its published label."""
        services.delete_place_kinds([obj], by=person_of(request))

    @admin.display(description=_("Orte"), ordering="places_number")
    def places_count(self, kind: Any) -> int:
        """How many places have this kind."""
        return kind.places_number
