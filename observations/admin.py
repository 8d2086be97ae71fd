"""The administration of climate stations with their datastreams, and a look at the readings."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from rules.contrib.admin import ObjectPermissionsModelAdmin

from accounts.rules import person_of
from layers.admin.entry import EntryAdmin
from layers.models import ClimateStation
from layers.rules import visible_to
from observations.models import Datastream, Reading

SHOWN_READINGS = 48


class DatastreamInline(admin.TabularInline):
    """What a station measures. A datastream can be added; what is there stays as it is."""

    model = Datastream
    extra = 0
    fields = ("observed_property", "latest")
    readonly_fields = ("latest",)
    show_change_link = True
    can_delete = False

    @admin.display(description=_("letzter Messwert"))
    def latest(self, datastream: Datastream) -> str:
        """The latest value with its time."""
        return latest_words(datastream)


admin.site.unregister(ClimateStation)  # the plain one, without datastreams


@admin.register(ClimateStation)
class ClimateStationAdmin(EntryAdmin):
    """Climate stations."""

    kind_field = "surroundings"
    what = (("operator", "surroundings"), ("height_above_ground_m", "elevation_m"), "is_rural_reference")
    inlines = (DatastreamInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A station with readings is archived, not deleted: its readings would go with it."""
        if obj is None:
            return False  # the list cannot look at the readings of each chosen station
        return (
            super().has_delete_permission(request, obj) and not Reading.objects.filter(datastream__station=obj).exists()
        )


@admin.register(Datastream)
class DatastreamAdmin(ObjectPermissionsModelAdmin):
    """Datastreams with their latest readings: to look at."""

    list_display = ("station", "observed_property", "latest", "latest_at")
    list_filter = ("observed_property",)
    search_fields = ("station__name",)
    ordering = ("station__name", "observed_property")
    list_per_page = 50
    actions = None
    fields = ("station", "observed_property", "latest", "recent_readings")
    readonly_fields = ("latest", "recent_readings")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the datastreams of the stations that this person may see."""
        stations = visible_to(person_of(request), ClimateStation.objects.all())
        return super().get_queryset(request).filter(station__in=stations.values("pk")).select_related("station")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the datastream. Raises Http404 for what is not there and for what this person may not see, alike."""
        datastream = super().get_object(request, object_id, from_field)
        if datastream is None:
            raise Http404
        return datastream

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A datastream is added on its station's page."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Datastream | None = None) -> bool:
        """A datastream with readings stays."""
        return (
            obj is not None
            and super().has_delete_permission(request, obj)
            and not Reading.objects.filter(datastream=obj).exists()
        )

    @admin.display(description=_("letzter Messwert"), ordering="latest_value")
    def latest(self, datastream: Datastream) -> str:
        """The latest value with its time."""
        return latest_words(datastream)

    @admin.display(description=_("jüngste Messwerte"))
    def recent_readings(self, datastream: Datastream) -> str:
        """The latest readings as a table, times in the region's time zone."""
        readings = Reading.objects.filter(datastream=datastream).order_by("-time")[:SHOWN_READINGS]
        rows = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td></tr>",
            ((_time_words(reading.time), value_words(reading.value, datastream.unit)) for reading in readings),
        )
        return format_html('<table class="readings"><tbody>{}</tbody></table>', rows) if rows else str(_("keine"))


def latest_words(datastream: Datastream) -> str:
    """Return "21,4 °C um 14.07.2026 15:00", or a dash."""
    if datastream.latest_at is None or datastream.latest_value is None:
        return "–"
    return f"{value_words(datastream.latest_value, datastream.unit)}, {_time_words(datastream.latest_at)}"


def value_words(value: float, unit: str) -> str:
    """Return a value with one decimal and its unit, as people of the language write it."""
    return f"{formats.number_format(value, decimal_pos=1)} {unit}"


def _time_words(moment: Any) -> str:
    return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
