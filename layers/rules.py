"""Who may see and change entries, as predicates of django-rules and as the same rules on querysets.

Administrators, and editors of the whole region, edit every entry. An editor of some municipalities edits the entries
that lie in them; what has no place lies in none. Analysts read all entries, but nothing internal. Nobody else reads
anything.
"""

import rules
from django.apps import apps
from django.db.models import Q, QuerySet

from accounts.models import Person, Role
from accounts.rules import is_administrator
from layers.models import Change, Entry
from layers.models.vocabulary import Status
from published.catalogue import catalogue

SHARED_NOUNS = ("area", "populationcell", "placekind", "source", "organisation")


def edits_area(person: Person, municipality: str | None) -> bool:
    """Say whether this person edits what lies in a municipality (its key); None is what has no place."""
    areas = person.edited_areas()
    return areas is None or municipality in areas


def visible_to(person: Person, entries: QuerySet) -> QuerySet:
    """Return those entries that this person may see in the administration."""
    return entries if person.has_role(Role.Kind.ANALYST) else editable_by(person, entries)


def editable_by(person: Person, entries: QuerySet) -> QuerySet:
    """Return those entries that this person may change."""
    areas = person.edited_areas()
    return entries if areas is None else entries.filter(municipality_id__in=areas)


def choosable_by(person: Person, entries: QuerySet) -> QuerySet:
    """Return those entries that this person may refer to: what she sees, and what is public anyway."""
    areas = person.edited_areas()
    if areas is None or person.has_role(Role.Kind.ANALYST):
        return entries
    return entries.filter(Q(municipality_id__in=areas) | Q(status=Status.PUBLISHED))


def changes_decided_by(person: Person, changes: QuerySet) -> QuerySet:
    """Return those changes over which this person may decide: the ones of entries that she edits."""
    areas = person.edited_areas()
    if areas is None:
        return changes
    hers = Q(pk__in=[])
    for layer in catalogue:
        if issubclass(layer.domain_model, Entry):
            entries = layer.domain_model._default_manager.filter(municipality_id__in=areas)
            hers |= Q(layer=layer.id, entry_id__in=entries.values("pk"))
    return changes.filter(hers)


@rules.predicate
def edits_something(person: Person) -> bool:
    """Hold for administrators and for editors with at least one municipality."""
    return person.is_authenticated and person.edited_areas() != []


@rules.predicate
def edits_whole_region(person: Person) -> bool:
    """Hold for administrators and for editors of the whole region."""
    return person.is_authenticated and person.edited_areas() is None


@rules.predicate
def edits_entry(person: Person, entry: Entry | None = None) -> bool:
    """Hold for entries where this person edits; without an entry: whether there can be any."""
    return edits_something(person) and (entry is None or edits_area(person, entry.municipality_id))


@rules.predicate
def analyses(person: Person) -> bool:
    """Hold for analysts."""
    return person.is_authenticated and person.has_role(Role.Kind.ANALYST)


@rules.predicate
def decides_change(person: Person, change: Change | None = None) -> bool:
    """Hold for changes of entries that this person edits."""
    if change is None or not edits_something(person):
        return edits_something(person)
    return changes_decided_by(person, Change.objects.filter(pk=change.pk)).exists()


def add_entry_permissions(room: str, noun: str) -> None:
    """Let entries of a noun be seen, added, changed and deleted by those who may."""
    rules.add_perm(f"{room}.view_{noun}", edits_entry | analyses)
    rules.add_perm(f"{room}.add_{noun}", edits_something)
    rules.add_perm(f"{room}.change_{noun}", edits_entry)
    # To withdraw or archive is what editors do; what is deleted is gone for good.
    rules.add_perm(f"{room}.delete_{noun}", is_administrator)


def add_part_permissions(room: str, noun: str) -> None:
    """Let parts of an entry (stays, phases, datastreams) follow whoever may change the entry as a whole."""
    rules.add_perm(f"{room}.view_{noun}", edits_something | analyses)
    for action in ("add", "change", "delete"):
        rules.add_perm(f"{room}.{action}_{noun}", edits_something)


def _add_all() -> None:
    for model in apps.get_app_config("layers").get_models():
        if issubclass(model, Entry):
            add_entry_permissions("layers", model._meta.model_name or "")
    add_part_permissions("layers", "stay")
    for noun in SHARED_NOUNS:
        rules.add_perm(f"layers.view_{noun}", edits_something | analyses)
        for action in ("add", "change", "delete"):
            rules.add_perm(f"layers.{action}_{noun}", is_administrator)
    rules.set_perm("layers.add_organisation", edits_something)
    rules.set_perm("layers.change_organisation", edits_whole_region)
    rules.set_perm("layers.delete_populationcell", rules.always_deny)
    rules.add_perm("layers.view_change", decides_change)
    rules.add_perm("layers.change_change", decides_change)
    rules.add_perm("layers", edits_something | analyses)


_add_all()
