"""The administration of municipalities, city districts and census cells."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from rules.contrib.admin import ObjectPermissionsModelAdmin

from accounts.rules import person_of
from layers import services
from layers.admin.fields import KeepGeometryMixin, form_field_for
from layers.admin.history import ReadableHistory
from layers.admin.read_only import ReadOnlyInWords
from layers.models import Area, PopulationCell


class AreaForm(KeepGeometryMixin, forms.ModelForm):
    """A municipality or a district."""


@admin.register(Area)
class AreaAdmin(ReadableHistory, ReadOnlyInWords, ObjectPermissionsModelAdmin):
    """Municipalities and districts. They come from importers and are never deleted here: too much hangs on them."""

    form = AreaForm
    list_display = ("name", "id", "kind", "designation", "parent_name", "population", "population_on")
    list_filter = ("kind", "source")
    search_fields = ("name", "=id")
    ordering = ("name", "pk")
    actions = None
    fields = (
        "id",
        ("name", "designation"),
        ("kind", "parent"),
        ("population", "population_on"),
        "source",
        "geom",
    )
    change_form_template = "admin/layers/map_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the areas without their outlines; the form fetches the one it shows."""
        return super().get_queryset(request).select_related("parent").defer("geom", "parent__geom")

    @admin.display(description=Area._meta.get_field("parent").verbose_name, ordering="parent__name")
    def parent_name(self, area: Area) -> str:
        """The municipality to which a district belongs."""
        return area.parent.name if area.parent else ""

    def get_readonly_fields(self, request: HttpRequest, obj: Area | None = None) -> Any:
        """The official key stays: entries and roles refer to it."""
        return (*super().get_readonly_fields(request, obj), *(("id",) if obj else ()))

    def has_delete_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        """Nobody deletes an area here."""
        return False

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Give the outline a map."""
        return form_field_for(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer municipalities as what a district belongs to."""
        if db_field.name == "parent":
            kwargs["queryset"] = Area.objects.exclude(kind=Area.Kind.DISTRICT).only("id", "name").order_by("name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Area, form: Any, change: bool) -> None:
        """Store and publish the area, and find anew where every entry lies."""
        if form.has_changed():
            services.save_area(obj, by=person_of(request))


@admin.register(PopulationCell)
class PopulationCellAdmin(ObjectPermissionsModelAdmin):
    """Cells of the census grid: to look at. Figures come from the statistical offices alone."""

    list_display = ("id", "size_m", "year", "population", "under_18", "from_65", "is_masked", "is_estimate")
    list_filter = ("year", "size_m", "is_masked", "is_estimate")
    search_fields = ("id",)
    ordering = ("id",)
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Cells are imported."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: PopulationCell | None = None) -> bool:
        """Cells are imported."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PopulationCell | None = None) -> bool:
        """Cells are imported."""
        return False
