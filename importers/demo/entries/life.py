"""When invented entries were confirmed, and where they stand in their life."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from importers.demo.entries.placing import Placer


def lived(placer: Placer, number: int, today: date) -> dict[str, Any]:
    """Return status and confirmation: nine in ten public, some waiting or gone, some not confirmed for two years."""
    status = {17: "draft", 18: "submitted", 19: "withdrawn"}.get(number % 20, "published")
    days = int(placer.chance.integers(760, 1100)) if number % 12 == 5 else int(placer.chance.integers(3, 360))
    return {"status": status, "last_confirmed_at": at(today - timedelta(days=days), 10)}


def at(day: date, hour: int) -> datetime:
    """Return a moment of a day, UTC."""
    return datetime.combine(day, time(hour), tzinfo=UTC)


def accessible(placer: Placer) -> dict[str, Any]:
    """Return what is known of wheelchairs, entrances and toilets."""
    wheelchair = placer.pick(["yes", "yes", "yes", "limited", "limited", "no", "unknown", "unknown"])
    known = wheelchair != "unknown"
    return {
        "wheelchair": wheelchair,
        "step_free_entrance": (wheelchair == "yes") if known else None,
        "accessible_toilet": placer.happens(0.5) if wheelchair == "yes" else None,
        "hearing_loop": placer.happens(0.15) if known else None,
        "accessible_parking": placer.happens(0.4) if known else None,
        "accessibility_note": "Eine Stufe am Eingang, Klingel vorhanden." if wheelchair == "limited" else "",
    }
