"""Participation projects as they are published, with their phases."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from layers.models import ParticipationProject
from layers.models.participation_project import ProjectState
from layers.public.fields import ENTRY_FIELDS
from layers.rows import due_by_validity, entry_rows, given
from participation.models import Phase
from participation.models.phase import PhaseKind
from published.catalogue import Field, Kind, PublicLayer, Style, register


def rows(projects: QuerySet, at: datetime) -> QuerySet:
    """Publish a project with all its phases and the kind of the one that runs at that moment."""
    today = at.astimezone(settings.REGION.tzinfo).date()
    phases = Phase.objects.filter(project_id=OuterRef("pk")).order_by("starts_on", "pk")
    said = JSONObject(kind=F("kind"), title=given("title"), starts_on=F("starts_on"), ends_on=F("ends_on"))
    return entry_rows(
        projects,
        at,
        kind=F("state"),
        properties={
            "kind": F("state"),
            "responsible_office": given("responsible_office"),
            "results": given("results"),
            "platform_url": given("platform_url"),
            "phase": Subquery(phases.filter(starts_on__lte=today, ends_on__gte=today).values("kind")[:1]),
            "phases": ArraySubquery(phases.annotate(said=said).values("said")),
        },
    )


def due(since: datetime, until: datetime) -> list[str]:
    """Return projects of which a phase begins, or ended the day before, in between."""
    first, last = (moment.astimezone(settings.REGION.tzinfo).date() for moment in (since, until))
    turning = Phase.objects.filter(
        Q(starts_on__gt=first, starts_on__lte=last) | Q(ends_on__gte=first, ends_on__lte=last - timedelta(days=1))
    ).values_list("project_id", flat=True)
    return sorted({*turning, *due_by_validity(ParticipationProject.objects.all(), since, until)})


register(
    PublicLayer(
        id="participation_project",
        title=_("Mitmachen"),
        title_one=_("Mitmachen: Vorhaben"),
        description=_("Vorhaben, bei denen Sie mitreden können: Ideen, Umfragen, Werkstätten und ihre Ergebnisse."),
        model="layers.ParticipationProject",
        rows=rows,
        due=due,
        kinds=lambda: [Kind(code, label) for code, label in ProjectState.choices],
        fields=(
            *ENTRY_FIELDS,
            Field("kind", _("Fortschritt"), choices=dict(ProjectState.choices), filter=True),
            Field("responsible_office", _("zuständige Stelle"), search=True),
            Field("results", _("Ergebnisse"), search=True),
            Field("platform_url", _("Adresse der Beteiligungsplattform")),
            Field("phase", _("jetzige Phase"), choices=dict(PhaseKind.choices), filter=True),
            Field("phases", _("Phasen"), "array"),
        ),
        style=Style("#7A3600", "#FFB36B", "bubble", "message-circle"),
        position=40,
    )
)
