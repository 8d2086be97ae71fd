"""Filters beside the lists of entries."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.rules import person_of
from layers.models import Area
from layers.models.vocabulary import Topic

NOWHERE = "-"


class MunicipalityFilter(admin.SimpleListFilter):
    """By municipality: those of which this person may see entries."""

    title = _("Gemeinde")
    template = "admin/layers/long_filter.html"
    parameter_name = "municipality"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return keys and names; outlines stay in the database."""
        municipalities = Area.objects.exclude(kind=Area.Kind.DISTRICT).order_by("name")
        person = person_of(request)
        areas = person.edited_areas()
        if areas is not None and not person.has_role(Role.Kind.ANALYST):
            return list(municipalities.filter(pk__in=areas).values_list("pk", "name"))
        return [*municipalities.values_list("pk", "name"), (NOWHERE, _("ohne Gemeinde"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep what lies there."""
        if self.value() == NOWHERE:
            return queryset.filter(municipality__isnull=True)
        return queryset.filter(municipality_id=self.value()) if self.value() else queryset


class TopicFilter(admin.SimpleListFilter):
    """By topic."""

    title = _("Thema")
    template = "admin/layers/long_filter.html"
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return all topics."""
        return list(Topic.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep what has the topic among its own."""
        return queryset.filter(topics__contains=[self.value()]) if self.value() in Topic.values else queryset


class ConfirmedFilter(admin.SimpleListFilter):
    """By how long ago somebody confirmed the entry."""

    title = _("zuletzt bestätigt")
    parameter_name = "confirmed"
    DAYS = {"month": 31, "half": 183, "year": 365, "two": 730}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return spans backwards from today, and what is due."""
        return [
            ("month", _("im letzten Monat")),
            ("half", _("im letzten halben Jahr")),
            ("year", _("im letzten Jahr")),
            ("over-year", _("vor mehr als einem Jahr")),
            ("over-two", _("vor mehr als zwei Jahren")),
            ("never", _("noch nie")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep what was confirmed within the span, or before it."""
        value = self.value() or ""
        if value == "never":
            return queryset.filter(last_confirmed_at__isnull=True)
        days = self.DAYS.get(value.removeprefix("over-"))
        if days is None:
            return queryset
        since = timezone.now() - timedelta(days=days)
        within = Q(last_confirmed_at__gte=since)
        return queryset.filter(~within & Q(last_confirmed_at__isnull=False) if value.startswith("over-") else within)


class PlacedFilter(admin.SimpleListFilter):
    """By whether the entry has a place on the map."""

    title = _("Lage")
    parameter_name = "placed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return with and without."""
        return [("yes", _("mit Lage")), ("no", _("ohne Lage"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep what has a geometry, or has none."""
        return queryset.filter(geom__isnull=self.value() == "no") if self.value() in ("yes", "no") else queryset
