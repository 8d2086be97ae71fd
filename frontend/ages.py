"""How long ago something was, and which day it was, as people say it."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

COUNTED_IN_HOURS = timedelta(hours=48)
COUNTED_IN_DAYS = timedelta(days=30)  # what is older is said by its date


def ago(moment: datetime, now: datetime) -> str:
    """Return „vor 12 Minuten“, „vor 3 Stunden“, „vor 5 Tagen“ or the date; a moment to come is now."""
    age = max(now - moment, timedelta(0))
    if age < timedelta(minutes=1):
        return _("gerade eben")
    if age < timedelta(hours=1):
        minutes = age // timedelta(minutes=1)
        return ngettext("vor %(number)s Minute", "vor %(number)s Minuten", minutes) % {"number": minutes}
    if age < COUNTED_IN_HOURS:
        hours = age // timedelta(hours=1)
        return ngettext("vor %(number)s Stunde", "vor %(number)s Stunden", hours) % {"number": hours}
    if age < COUNTED_IN_DAYS:
        days = age // timedelta(days=1)
        return ngettext("vor %(number)s Tag", "vor %(number)s Tagen", days) % {"number": days}
    return _("am %(date)s") % {"date": date_format(timezone.localtime(moment), "DATE_FORMAT")}


def day_name(day: date, today: date) -> str:
    """Return „heute“, „gestern“ or „7. Oktober 2023“, without the year in the present one."""
    if day == today:
        return _("heute")
    if day == today - timedelta(days=1):
        return _("gestern")
    return day_and_month(day, today)


def on_day(day: date, today: date) -> str:
    """Return „heute“, „gestern“ or „am 7. Oktober 2023“: when something was."""
    name = day_name(day, today)
    return name if (today - day).days in (0, 1) else _("am %(date)s") % {"date": name}


def day_and_month(day: date, today: date) -> str:
    """Return „7. Oktober“, with the year where it is not the present one."""
    return date_format(day, _("j. F") if day.year == today.year else "DATE_FORMAT")
