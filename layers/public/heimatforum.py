"""Heimatforen as they are published: one that moves stands where its stay of the moment is."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext_lazy as _

from layers.models import Heimatforum, Stay
from layers.models.vocabulary import LocationPrecision
from layers.public.fields import ENTRY_FIELDS
from layers.rows import PublishedLocation, due_by_validity, entry_rows, filled
from published.catalogue import Field, PublicLayer, Style, register
from published.rows import StoredGeometry

EXACTLY = Q(location_precision=LocationPrecision.EXACT)


def rows(heimatforen: QuerySet, at: datetime) -> QuerySet:
    """Publish a Heimatforum with its stays; its geometry is the stay of the moment, else its own place."""
    stays = Stay.objects.filter(heimatforum_id=OuterRef("pk")).order_by("starts_at")
    here = stays.filter(starts_at__lte=at, ends_at__gt=at)
    own = PublishedLocation("geom", "location_precision", "municipality_id", "district_id", "street")
    said = JSONObject(place=F("place_name"), starts_at=F("starts_at"), ends_at=F("ends_at"))
    # A place that is not to be seen exactly keeps its stays to itself as well.
    place = Coalesce(Subquery(here.annotate(place=StoredGeometry("geom")).values("place")[:1]), own)
    return entry_rows(
        heimatforen,
        at,
        geometry=Case(When(EXACTLY, then=place), default=own),
        properties={
            "equipment": filled("equipment"),
            "offers": filled("offers"),
            "moves": F("moves"),
            "stay": Case(When(EXACTLY, then=Subquery(here.annotate(said=said).values("said")[:1]))),
            "stays": Case(When(EXACTLY, then=ArraySubquery(stays.annotate(said=said).values("said")))),
        },
    )


def due(since: datetime, until: datetime) -> list[str]:
    """Return what begins, ends or moves in between."""
    moving = Stay.objects.filter(
        Q(starts_at__gt=since, starts_at__lte=until) | Q(ends_at__gt=since, ends_at__lte=until)
    ).values_list("heimatforum_id", flat=True)
    return sorted({*moving, *due_by_validity(Heimatforum.objects.all(), since, until)})


register(
    PublicLayer(
        id="heimatforum",
        title=_("Heimatforen"),
        title_one=_("Heimatforum"),
        description=_("Treffpunkte mit Ausstattung und Angeboten, auch das Klimarondell, das von Ort zu Ort zieht."),
        model="layers.Heimatforum",
        rows=rows,
        due=due,
        fields=(
            *ENTRY_FIELDS,
            Field("equipment", _("Ausstattung"), "array"),
            Field("offers", _("Angebote"), "array"),
            Field("moves", _("wechselt den Ort"), "boolean"),
            Field("stay", _("jetziger Standort"), "object"),
            Field("stays", _("Standorte von … bis …"), "array"),
        ),
        style=Style("#C2185B", "#FF8DB8", "house", "home-heart"),
        position=30,
    )
)
