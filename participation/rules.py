"""Who may see and change phases and reports."""

import rules
from django.db.models import QuerySet

from accounts.models import Person
from accounts.rules import is_administrator
from layers.rules import add_part_permissions, edits_area, edits_something
from participation.models import Report


def reports_read_by(person: Person, reports: QuerySet) -> QuerySet:
    """Return the reports that this person reads: on entries that she edits; who edits the whole region reads all."""
    areas = person.edited_areas()
    return reports if areas is None else reports.filter(municipality__in=areas).exclude(municipality="")


@rules.predicate
def settles_report(person: Person, report: Report | None = None) -> bool:
    """Hold for reports on entries that this person edits; what lies nowhere is for those of the whole region."""
    if report is None or not edits_something(person):
        return edits_something(person)
    return edits_area(person, report.municipality or None)


add_part_permissions("participation", "phase")  # whoever may change the project
rules.add_perm("participation", edits_something)
rules.add_perm("participation.view_report", settles_report)
rules.add_perm("participation.change_report", settles_report)
rules.add_perm("participation.add_report", rules.always_deny)
rules.add_perm("participation.delete_report", is_administrator)
