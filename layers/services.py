"""Writes of entries: each is atomic, knows who does it, and publishes in the same transaction."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import pghistory
from django.contrib.gis.db.models.functions import PointOnSurface
from django.contrib.gis.geos import GEOSGeometry
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import Value
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Person
from layers.models import Area, Change, Entry, Organisation, Place, PlaceKind, PopulationUnit, Source
from layers.models.vocabulary import Status
from published.catalogue import Kind, catalogue
from published.errors import Conflict, NotPublished, Refused
from published.services import lock_entries, publish, publish_kinds

AnyEntry = TypeVar("AnyEntry", bound=Entry)
# Who acts: a person with an account, or what acts by itself, named in plain words ("import wuerzburg-pitches").
Actor = Person | str

# What a change may never touch: who an entry is, where it stands in its life, and what is derived.
FIXED_FIELDS = {"id", "version", "status", "municipality", "district", "created_at", "changed_at", "demo", "source"}
FIXED_FIELDS |= {"source_ref"}

UMLAUTS = {
    ord(letter): plain for letter, plain in zip("äöüÄÖÜß", ("ae", "oe", "ue", "Ae", "Oe", "Ue", "ss"), strict=True)
}


@contextmanager
def acting(by: Actor) -> Iterator[None]:
    """Write down in the history who acts, for all that happens inside."""
    who = {"person": by.pk} if isinstance(by, Person) else {"system": by}
    with pghistory.context(**who):
        yield


def layer_of(entry: Entry | type[Entry]) -> str:
    """Return the layer under which a noun is published."""
    for layer in catalogue:
        if layer.model == entry._meta.label:
            return layer.id
    raise KeyError(entry._meta.label)


def entry_model(layer: str) -> type[Entry]:
    """Return the noun that is published under a layer. Raises KeyError for an area or an unknown layer."""
    model = catalogue[layer].domain_model
    if not issubclass(model, Entry):
        raise KeyError(layer)
    return model


def locate(model: type[Entry | PopulationUnit], ids: Iterable[str] | None = None) -> None:
    """Set municipality and district of entries from their geometry; None means all. Set-based, writes what differs.

    An area counts if it holds a point on the entry's surface, of a population unit the point around which its people
    live; an entry without geometry keeps none.
    """
    if ids is None:
        lock_entries(model, None)  # an UPDATE of all would lock in the order of its plan
    table = model._meta.db_table
    point = "e.centre" if model is PopulationUnit else "ST_PointOnSurface(e.geom)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH found AS (
                SELECT e.id, min(a.id) FILTER (WHERE a.kind <> 'district') AS municipality,
                       min(a.id) FILTER (WHERE a.kind = 'district') AS district
                FROM {table} e LEFT JOIN layers_area a ON ST_Covers(a.geom, {point})
                WHERE %s::text[] IS NULL OR e.id = ANY(%s)
                GROUP BY e.id
            )
            UPDATE {table} e SET municipality_id = found.municipality, district_id = found.district
            FROM found WHERE found.id = e.id
             AND (e.municipality_id, e.district_id) IS DISTINCT FROM (found.municipality, found.district)
            """,
            [ids := None if ids is None else sorted(ids), ids],
        )


def municipality_of(geometry: GEOSGeometry | None) -> str | None:
    """Return the key of the municipality in which a geometry (EPSG:25832) lies, as `locate` does; None if none."""
    if geometry is None:
        return None
    covering = Area.objects.exclude(kind=Area.Kind.DISTRICT).filter(geom__covers=PointOnSurface(Value(geometry)))
    return covering.order_by("pk").values_list("pk", flat=True).first()


@transaction.atomic
def save_entry(entry: AnyEntry, *, by: Actor, expected_version: int | None = None) -> AnyEntry:
    """Store a new or changed entry and publish it. Raises Conflict if somebody changed it since `expected_version`.

    Raises django.core.exceptions.ValidationError where a field breaks a rule.
    """
    model = type(entry)
    if not entry._state.adding:
        lock_entries(model, [entry.pk])
        stored = model._default_manager.filter(pk=entry.pk).values_list("version", flat=True).first()
        if stored is None or (expected_version is not None and stored != expected_version):
            raise Conflict(
                _("Dieser Eintrag wurde inzwischen geändert. Laden Sie ihn neu und prüfen Sie Ihre Angaben.")
            )
        entry.version = stored + 1
    entry.slug = entry.slug or slug_of(entry.name)
    entry.full_clean()
    with acting(by):
        entry.save()
    settle(model, [entry.pk])
    entry.refresh_from_db()
    return entry


def slug_of(name: str) -> str:
    """Return the short name that stands in an entry's address; empty if the name has no letter or digit.

    >>> slug_of("Grünanlage am Alten Kranen")
    'gruenanlage-am-alten-kranen'
    """
    return slugify(_without_umlauts(name))[:80]


def settle(model: type[Entry], ids: Iterable[str]) -> None:
    """After domain rows were written: find their areas and publish them. Forms and importers end with it."""
    ids = list(ids)
    locate(model, ids)
    publish(layer_of(model), ids)


@transaction.atomic
def set_status(model: type[Entry], ids: Iterable[str], status: Status, *, by: Actor) -> int:
    """Publish, withdraw or archive entries together; return how many changed. Locks them in the order of their ids."""
    ids = sorted(set(ids))
    lock_entries(model, ids)
    with acting(by):
        changed = (
            model._default_manager.filter(pk__in=ids)
            .exclude(status=status)
            .update(status=status, version=models.F("version") + 1, changed_at=timezone.now())
        )
    settle(model, ids)
    return changed


@transaction.atomic
def confirm_entries(model: type[Entry], ids: Iterable[str], *, by: Actor) -> int:
    """Note that these entries were found right today; return how many. Locks them in the order of their ids."""
    ids = sorted(set(ids))
    lock_entries(model, ids)
    now = timezone.now()
    with acting(by):
        confirmed = model._default_manager.filter(pk__in=ids).update(
            last_confirmed_at=now, version=models.F("version") + 1, changed_at=now
        )
    settle(model, ids)
    return confirmed


@transaction.atomic
def delete_entries(model: type[Entry], ids: Iterable[str], *, by: Actor) -> int:
    """Delete entries for good, with what is public of them; changes that wait for them are turned down.

    Returns how many went. Raises django.db.models.ProtectedError where something else still needs one.
    """
    ids = sorted(set(ids))
    waiting = Change.objects.filter(layer=layer_of(model), entry_id__in=ids, state=Change.State.WAITING)
    changes = list(waiting.order_by("pk").select_for_update())  # before the entries, as approve_change does
    lock_entries(model, ids)
    for change in changes:
        reject_change(change, answer=_("Der Eintrag wurde gelöscht."), by=by)
    with acting(by):
        _all, by_model = model._default_manager.filter(pk__in=ids).delete()
    publish(layer_of(model), ids)
    return by_model.get(model._meta.label, 0)


@transaction.atomic
def propose_change(entry: Entry, values: Mapping[str, Any], *, by: Actor) -> Change:
    """Let new values wait for approval; the entry and what is published stay as they are.

    `values` are field names with JSON values; a geometry is WKT in EPSG:25832 with SRID. Raises Refused for a field
    that a change may not touch, ValidationError for a value that breaks a rule.
    """
    candidate = type(entry)._default_manager.get(pk=entry.pk)
    _apply(candidate, values)  # refuses unknown fields; many-to-many fields are edited by staff only
    candidate.full_clean()
    return Change.objects.create(
        layer=layer_of(entry),
        entry_id=entry.pk,
        values=dict(values),
        base_version=entry.version,
        base_values=current_values(entry, values),
        author=by if isinstance(by, Person) else None,
    )


@transaction.atomic
def approve_change(change: Change, *, by: Actor) -> Entry:
    """Apply a waiting change to its entry and publish it, in one transaction.

    Raises Conflict if the entry changed in the fields concerned since the author saw it, or if the change was decided.
    """
    change = Change.objects.select_for_update().get(pk=change.pk)
    if change.state != Change.State.WAITING:
        raise Conflict(_("Über diese Änderung wurde schon entschieden."))
    model = entry_model(change.layer)
    lock_entries(model, [change.entry_id])
    entry = model._default_manager.filter(pk=change.entry_id).first()
    if entry is None:
        raise NotPublished(_("Diesen Eintrag gibt es nicht mehr."))
    if not still_fits(change, entry):
        raise Conflict(_("Der Eintrag wurde nach dieser Änderung schon anders geändert. Vergleichen Sie beide."))
    _apply(entry, change.values)
    entry = save_entry(entry, by=by)
    _decide(change, Change.State.APPROVED, by)
    return entry


@transaction.atomic
def reject_change(change: Change, *, answer: str, by: Actor) -> None:
    """Turn a waiting change down, with an answer to its author."""
    change = Change.objects.select_for_update().get(pk=change.pk)
    if change.state != Change.State.WAITING:
        raise Conflict(_("Über diese Änderung wurde schon entschieden."))
    change.answer = answer
    _decide(change, Change.State.REJECTED, by)


@transaction.atomic
def save_place_kinds(kinds: Iterable[PlaceKind], *, by: Actor) -> None:
    """Store kinds of place and publish their labels; places follow if the audience of their kind changed."""
    kinds = list(kinds)
    _hold(PlaceKind, [kind.pk for kind in kinds])
    with acting(by):
        for kind in kinds:
            kind.full_clean(validate_unique=False)
            kind.save()
    publish_place_kinds()
    publish("place", Place.objects.filter(kind__in=[kind.pk for kind in kinds]).values_list("pk", flat=True))


def publish_place_kinds() -> None:
    """Publish the labels of all kinds that the public may see."""
    rows = PlaceKind.objects.filter(audience="public")
    publish_kinds("place", {row.code: (Kind(row.code, row.label, row.icon, row.colour), row.label_en) for row in rows})


@transaction.atomic
def delete_place_kinds(kinds: Iterable[PlaceKind], *, by: Actor) -> None:
    """Delete kinds that no place has, and their published labels. Raises ProtectedError where a place has one."""
    with acting(by):
        PlaceKind.objects.filter(pk__in=[kind.pk for kind in kinds]).delete()
    publish_place_kinds()


@transaction.atomic
def save_source(source: Source, *, by: Actor) -> None:
    """Store a source and publish what names it: title, licence and attribution stand beside every entry."""
    source.full_clean(validate_unique=False)
    _hold(Source, [source.pk])
    with acting(by):
        source.save()
    _publish_where(source=source)


@transaction.atomic
def save_organisation(organisation: Organisation, *, by: Actor) -> None:
    """Store an organisation and publish the entries that it runs."""
    organisation.full_clean()
    _hold(Organisation, [organisation.pk])
    with acting(by):
        organisation.save()
    _publish_where(organisation=organisation)


@transaction.atomic
def save_area(area: Area, *, by: Actor) -> None:
    """Store a municipality or a district, publish it, and find anew where every entry lies."""
    area.full_clean(validate_unique=False)
    _hold(Area, [area.pk])
    with acting(by):
        area.save()
    settle_areas()


@transaction.atomic
def settle_areas() -> None:
    """After areas were written: publish them, and find anew where every entry lies."""
    publish("area", None)
    for layer in sorted(catalogue, key=lambda each: each.id):
        model = layer.domain_model
        if issubclass(model, Entry | PopulationUnit):
            locate(model)
            publish(layer.id, None)


def _hold(model: type[models.Model], keys: Iterable[Any]) -> None:
    """Lock rows whose words or audience are published with the entries that name them.

    The full lock waits for entries that are just being stored with such a foreign key, and makes new ones wait: none
    can be published with the words of before and be overlooked here.
    """
    list(model._default_manager.filter(pk__in=list(keys)).order_by("pk").select_for_update().values_list("pk"))


def _publish_where(**condition: models.Model) -> None:
    """Publish anew, in the order of the layers, the entries and areas for which a condition holds."""
    for layer in sorted(catalogue, key=lambda each: each.id):
        model = layer.domain_model
        if all(name in {field.name for field in model._meta.fields} for name in condition):
            publish(layer.id, model._default_manager.filter(**condition).values_list("pk", flat=True))


def still_fits(change: Change, entry: Entry) -> bool:
    """Say whether the fields that a change concerns are as its author saw them."""
    return current_values(entry, change.values) == change.base_values


def current_values(entry: Entry, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of some fields as JSON can hold them, a geometry as EWKT: what a change is compared with."""
    fields = {field.name: field for field in entry._meta.concrete_fields}
    values = {name: getattr(entry, fields[name].attname) for name in names}
    spoken = {name: value.ewkt if isinstance(value, GEOSGeometry) else value for name, value in values.items()}
    return json.loads(json.dumps(spoken, cls=DjangoJSONEncoder))


def _apply(entry: Entry, values: Mapping[str, Any]) -> None:
    fields = {field.name: field for field in entry._meta.concrete_fields}
    for name, value in values.items():
        if name not in fields or name in FIXED_FIELDS:
            raise Refused(_("Das Feld „%(name)s“ kann so nicht geändert werden.") % {"name": name})
        if name == "geom" and value is not None:
            value = GEOSGeometry(value)
        setattr(entry, fields[name].attname, value)


def _decide(change: Change, state: Change.State, by: Actor) -> None:
    change.state = state
    change.decided_by = by if isinstance(by, Person) else None
    change.decided_at = timezone.now()
    change.save()


def _without_umlauts(text: str) -> str:
    return text.translate(UMLAUTS)
