"""The administration of Heimatforen and their stays."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from layers.admin.entry import EntryAdmin
from layers.admin.fields import KeepGeometryMixin, form_field_for
from layers.admin.history import Part
from layers.admin.read_only import ReadOnlyInWords
from layers.models import Heimatforum, Stay


class StayForm(KeepGeometryMixin, forms.ModelForm):
    """One stay. Whether stays overlap is looked at for all of them together, not against what is still stored."""

    class Meta:
        model = Stay
        fields = ("place_name", "starts_at", "ends_at", "geom")

    def validate_constraints(self) -> None:
        """Check the constraints but for the one on overlaps (StayFormSet) and the order, which `clean` explains."""
        kept_out = self._get_validation_exclusions()  # type: ignore[attr-defined]
        self.instance.validate_constraints(exclude={*kept_out, "starts_at", "ends_at"})


class StayFormSet(forms.BaseInlineFormSet):
    """All stays of one Heimatforum."""

    def clean(self) -> None:
        """Refuse stays that overlap: it cannot stand at two places at once."""
        super().clean()
        stays = sorted(_spans(self.forms, self.deleted_forms), key=lambda stay: stay.starts_at)
        for one, other in pairwise(stays):
            if other.starts_at < one.ends_at:
                raise ValidationError(
                    _("„%(one)s“ und „%(other)s“ überschneiden sich. Zur selben Zeit gibt es nur einen Standort.")
                    % {"one": one.place_name, "other": other.place_name}
                )


def _spans(forms_filled: Iterable[Any], deleted: Iterable[Any]) -> list[Stay]:
    gone = set(map(id, deleted))
    stays = [form.instance for form in forms_filled if id(form) not in gone]
    return [stay for stay in stays if stay.starts_at and stay.ends_at]


class StayInline(ReadOnlyInWords, admin.StackedInline):
    """Where a moving Heimatforum stands, and when."""

    model = Stay
    form = StayForm
    formset = StayFormSet
    extra = 0
    fields = ("place_name", ("starts_at", "ends_at"), "geom")

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Give the place a map."""
        return form_field_for(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Heimatforum)
class HeimatforumAdmin(EntryAdmin):
    """Heimatforen; one that moves has stays instead of a place of its own."""

    what = ("equipment", "offers", "moves")
    inlines = (StayInline,)
    history_parts = (Part(Stay, "heimatforum_id"),)
