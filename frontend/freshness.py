"""How fresh what is published is: when somebody last confirmed an entry, and what share was within a year."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from frontend.sources import Stock
from published.models import PublicFeature

AREAS = "area"  # outlines have an official source, and nobody confirms them


@dataclass(frozen=True)
class Freshness:
    """Of some entries: how many there are, how many somebody confirmed within twelve months, the last change."""

    entries: int
    confirmed: int
    changed_at: datetime | None

    @property
    def percent(self) -> int:
        """The confirmed ones of a hundred, rounded down: what is not complete never says 100."""
        return self.confirmed * 100 // self.entries if self.entries else 0


def today() -> date:
    """Return the day in the region."""
    return timezone.now().astimezone(settings.REGION.tzinfo).date()


def a_year_before(day: date) -> date:
    """Return the same day of the year before; of a 29th of February the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def freshness(now: Stock, layer: str = "") -> Freshness:
    """Return the freshness of one layer, or of all but the outlines of areas and statistics.

    Counted once a day and version.
    """
    counted = _counted(tuple(now.versions.items()), a_year_before(today()))
    chosen = [layer] if layer else [name for name in counted if name != AREAS]
    return Freshness(
        entries=sum(counted[name][0] for name in chosen if name in counted),
        confirmed=sum(counted[name][1] for name in chosen if name in counted),
        changed_at=max((now.changed[name] for name in chosen if name in now.changed), default=None),
    )


def is_old(confirmed_on: date | None) -> bool:
    """Say whether nobody confirmed an entry within twelve months."""
    return confirmed_on is None or confirmed_on < a_year_before(today())


def confirmed_in_words(confirmed_on: date | None) -> str:
    """Return when an entry was last confirmed, as a card says it; that it is long ago, or never, is said too."""
    if confirmed_on is None:
        return _("noch nicht bestätigt")
    day = date_format(confirmed_on, "DATE_FORMAT")
    if is_old(confirmed_on):
        return _("zuletzt bestätigt am %(day)s, vor mehr als 12 Monaten") % {"day": day}
    return _("zuletzt bestätigt am %(day)s") % {"day": day}


@lru_cache(maxsize=4)
def _counted(_versions: tuple[tuple[str, str], ...], since: date) -> dict[str, tuple[int, int]]:
    """Return by layer the number of entries, and of those confirmed since that day."""
    confirmed = Count("id", filter=Q(confirmed_on__gte=since))
    rows = PublicFeature.objects.without_statistics().values_list("layer")
    rows = rows.annotate(entries=Count("*"), confirmed=confirmed).order_by()
    return {layer: (entries, number) for layer, entries, number in rows}
