"""Support services as they are published."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from layers.models import Area, SupportService
from layers.models.support_service import Channel, Cost
from layers.public.fields import ENTRY_FIELDS
from layers.rows import due_by_validity, entry_rows, filled
from published.catalogue import Field, PublicLayer, Style, register


def rows(services: QuerySet, at: datetime) -> QuerySet:
    """Publish a support service; one without a place stands in the lists by the area that it serves."""
    through = SupportService.service_areas.through.objects.filter(supportservice_id=OuterRef("pk"))
    areas = Area.objects.filter(pk__in=through.values("area_id")).order_by("id")
    return entry_rows(
        services,
        at,
        properties={
            "minimum_age": F("minimum_age"),
            "maximum_age": F("maximum_age"),
            "cost": F("cost"),
            "channels": filled("channels"),
            "anonymous": F("anonymous"),
            "waiting_time_d": F("waiting_time_d"),
            "service_areas": ArraySubquery(areas.values("name")),
        },
    )


def due(since: datetime, until: datetime) -> list[str]:
    """Return the entries whose validity begins or ends in between."""
    return due_by_validity(SupportService.objects.all(), since, until)


register(
    PublicLayer(
        id="support_service",
        title=_("Hilfe und Beratung"),
        title_one=_("Hilfe und Beratung"),
        description=_("Stellen, die Ihnen bei Sorgen und Fragen helfen: vor Ort, am Telefon oder im Chat."),
        model="layers.SupportService",
        rows=rows,
        due=due,
        fields=(
            *ENTRY_FIELDS,
            Field("minimum_age", _("ab Alter"), "integer", unit="Jahre"),
            Field("maximum_age", _("bis Alter"), "integer", unit="Jahre"),
            Field("cost", _("Kosten"), choices=dict(Cost.choices), filter=True),
            Field("channels", _("So erreichen Sie das Angebot"), "array", choices=dict(Channel.choices), filter=True),
            Field("anonymous", _("anonym möglich"), "boolean", filter=True),
            Field("waiting_time_d", _("Wartezeit"), "integer", unit="Tage"),
            Field("service_areas", _("zuständig für"), "array"),
        ),
        style=Style("#00796B", "#5FD0BF", "square", "lifebuoy"),
        sensitive=True,
        position=20,
    )
)
