"""Roles say where a person edits, and whether she analyses or administers."""

import pytest

from accounts.models import Person, Role
from tests.staff import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("roles", "areas"),
    [
        ([], []),
        ([("analyst", [], False)], []),
        ([("editor", ["09663000", "09679170"], False)], ["09663000", "09679170"]),
        ([("editor", [], True)], None),
        ([("editor", ["09663000"], False), ("administrator", [], False)], None),
    ],
)
def test_where_a_person_edits(roles: list[tuple[str, list[str], bool]], areas: list[str] | None) -> None:
    somebody = person("somebody")
    for kind, municipalities, whole_region in roles:
        Role.objects.create(person=somebody, kind=kind, municipalities=municipalities, whole_region=whole_region)
    assert somebody.edited_areas() == areas


def test_a_superuser_holds_each_role_and_one_that_is_switched_off_none() -> None:
    root = Person.objects.create_superuser("root")
    assert root.edited_areas() is None
    assert all(root.has_role(kind) for kind in Role.Kind)
    root.is_active = False
    assert root.edited_areas() == []
    assert not any(root.has_role(kind) for kind in Role.Kind)


def test_roles_are_asked_for_once(django_assert_num_queries: object) -> None:
    somebody = person("somebody", "editor", "09663000")
    with django_assert_num_queries(1):
        for _ in range(5):
            somebody.edited_areas()
            somebody.has_role(Role.Kind.ANALYST)
