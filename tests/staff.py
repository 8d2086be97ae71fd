"""People of the administration, as tests need them."""

from accounts.models import Person, Role


def person(name: str, kind: str | None = None, *municipalities: str, whole_region: bool = False) -> Person:
    """Return somebody without a password who may open the administration, with one role or none."""
    somebody = Person.objects.create_user(name, is_staff=True, first_name=name.title())
    if kind:
        Role.objects.create(person=somebody, kind=kind, municipalities=list(municipalities), whole_region=whole_region)
    return somebody
