"""The administration of sources and organisations."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Model
from django.http import HttpRequest
from rules.contrib.admin import ObjectPermissionsModelAdmin

from accounts.rules import person_of
from layers import services
from layers.models import Organisation, Source
from layers.rules import is_administrator


def is_used(row: Model) -> bool:
    """Say whether anything refers to a row in a way that keeps it from being deleted."""
    relations: list[Any] = [
        relation
        for relation in row._meta.get_fields(include_hidden=True)
        if relation.auto_created and getattr(relation, "on_delete", None) is models.PROTECT
    ]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: row.pk}).exists() for relation in relations
    )


class ReferredAdmin(ObjectPermissionsModelAdmin):
    """What entries refer to: it is deleted only when nothing does any more."""

    actions = None
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse to delete what is used."""
        return super().has_delete_permission(request, obj) and not (obj is not None and is_used(obj))


@admin.register(Source)
class SourceAdmin(ReferredAdmin):
    """Data sets and offices that entries come from."""

    list_display = ("title", "key", "licence", "attribution", "is_demo")
    list_filter = ("licence", "is_demo")
    search_fields = ("title", "key", "attribution")
    ordering = ("title",)
    fields = ("key", "title", "licence", "attribution", "url", "is_demo")

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> Any:
        """The key stays: importers find their source by it."""
        return ("key",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        """Store the source and publish what names it."""
        services.save_source(obj, by=person_of(request))


@admin.register(Organisation)
class OrganisationAdmin(ReferredAdmin):
    """Bodies that run places and services."""

    list_display = ("name", "website", "parent", "is_trusted")
    list_filter = ("is_trusted",)
    list_select_related = ("parent",)
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "website", "parent", "is_trusted")
    autocomplete_fields = ("parent",)

    def get_readonly_fields(self, request: HttpRequest, obj: Organisation | None = None) -> Any:
        """Only administrators say who may publish without being checked."""
        return () if is_administrator(person_of(request)) else ("is_trusted",)

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        """Store the organisation and publish what it runs."""
        services.save_organisation(obj, by=person_of(request))
