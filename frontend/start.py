"""What the start page tells at a glance: what one can take part in now, and where the moving Heimatforum stands."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from frontend.cards import Card, by_name, cards, for_cards
from frontend.legend import Legend
from participation.models.phase import PhaseKind
from published.models import PublicFeature
from published.queries import FeatureQuerySet

PROJECTS = "participation_project"
HEIMATFOREN = "heimatforum"
# Phases in which people have a say; in the others an office informs, evaluates or builds.
OPEN_PHASES = (PhaseKind.IDEAS, PhaseKind.SURVEY, PhaseKind.DISCUSSION, PhaseKind.WORKSHOP, PhaseKind.VOTE)
LOOKED_AT = 200  # projects that run at once; a region has a few dozen


@dataclass(frozen=True)
class Running:
    """A project in which people can take part today, in which way and until which day (included)."""

    card: Card
    phase: str
    until: date


@dataclass(frozen=True)
class Stay:
    """Where a moving Heimatforum stands now, or next; both moments in the region's time."""

    card: Card
    place: str
    starts_at: datetime
    ends_at: datetime
    is_now: bool


def running_projects(legend: Legend, *, area: str = "", limit: int = 4) -> list[Running]:
    """Return the projects with an open phase today, those that end first coming first; of one area if it is named."""
    terms = [f"phase:{kind}" for kind in OPEN_PHASES]
    projects: FeatureQuerySet = PublicFeature.objects.filter(layer=PROJECTS, terms__overlap=terms)
    if area:
        projects = projects.in_area(area)
    today = timezone.now().astimezone(settings.REGION.tzinfo).date()
    entries = list(by_name(for_cards(projects))[:LOOKED_AT])
    found = [
        Running(card, str(PhaseKind(phase["kind"]).label), until)
        for card, entry in zip(cards(entries, legend), entries, strict=True)
        for phase, until in _open_phases(entry.properties, today)[:1]
    ]
    return sorted(found, key=lambda each: each.until)[:limit]


def stays(legend: Legend, *, limit: int = 2) -> list[Stay]:
    """Return for each moving Heimatforum where it stands now, else where it goes next; none without a stay ahead."""
    moving = PublicFeature.objects.filter(layer=HEIMATFOREN, properties__moves=True)
    entries = list(by_name(for_cards(moving))[:LOOKED_AT])
    now = timezone.now()
    found = []
    for card, entry in zip(cards(entries, legend), entries, strict=True):
        ahead = sorted(_stays_ahead(entry.properties, now), key=lambda each: each[1])
        found += [Stay(card, *stay, is_now=stay[1] <= now) for stay in ahead[:1]]
    return sorted(found, key=lambda each: each.starts_at)[:limit]


def _open_phases(said: dict[str, Any], today: date) -> list[tuple[dict[str, Any], date]]:
    """Return the open phases of today with their last day, the one that ends first coming first."""
    found = []
    for phase in said.get("phases") or ():
        start, end = parse_date(phase["starts_on"]), parse_date(phase["ends_on"])
        if start and end and start <= today <= end and phase["kind"] in OPEN_PHASES:
            found.append((phase, end))
    return sorted(found, key=lambda each: each[1])


def _stays_ahead(said: dict[str, Any], now: datetime) -> list[tuple[str, datetime, datetime]]:
    """Return place, beginning and end of the stays that are not over."""
    found = []
    for stay in said.get("stays") or ():
        start, end = parse_datetime(stay["starts_at"]), parse_datetime(stay["ends_at"])
        if start and end and end > now:
            zone = settings.REGION.tzinfo
            found.append((str(stay["place"]), start.astimezone(zone), end.astimezone(zone)))
    return found
