"""Template tags of the workspace."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BoundField, Select

from planning import wording
from planning.question_form import GROUPS

register = template.Library()


@register.filter
def question_title(question: str) -> str:
    """Return the words of a question by its id; other texts as they are."""
    return wording.question_title(question)


@register.filter
def is_grouped(field: BoundField) -> bool:
    """Say whether a field is a group of several controls, which has a legend in place of a label."""
    return isinstance(field.field.widget, GROUPS)


@register.filter
def at(values: Sequence[Any], place: int) -> Any:
    """Return the value at a place."""
    return values[place]


@register.filter
def is_select(field: BoundField) -> bool:
    """Say whether a field is a list to choose from, which stands in a frame of its own."""
    return type(field.field.widget) is Select
