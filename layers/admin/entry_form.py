"""The form of an entry: what it checks beyond its fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from layers.admin.fields import KeepGeometryMixin
from layers.models import Area, Entry
from layers.rules import edits_area
from layers.services import municipality_of
from published.services import lock_entries


class EntryForm(KeepGeometryMixin, forms.ModelForm):
    """An entry's form. It knows which version was read, and who fills it in."""

    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    person: Person  # set by the admin for each request

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["expected_version"] = self.instance.version
            self.fields["expected_version"].required = True
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelMultipleChoiceField) and field.queryset is not None:
                # What is chosen stays choosable, even if this person could not choose it anew.
                chosen = [each.pk for each in self.initial.get(name, ())]
                field.queryset |= field.queryset.model._default_manager.filter(pk__in=chosen)

    def clean(self) -> dict[str, Any]:
        """Refuse what somebody else changed meanwhile, and a place outside the person's municipalities."""
        cleaned = super().clean()
        if not self.instance._state.adding:
            self._check_version(cleaned.get("expected_version"))
        if "geom" in self.fields and "geom" not in self.errors and (self.instance._state.adding or self._moved()):
            self._check_area(cleaned.get("geom"))
        return cleaned

    def _moved(self) -> bool:
        return "geom" in self.changed_data

    def _check_version(self, expected: int | None) -> None:
        model: type[Entry] = self._meta.model
        lock_entries(model, [self.instance.pk])  # until the end of the request's transaction
        stored = model._default_manager.filter(pk=self.instance.pk).values_list("version", flat=True).first()
        if stored != expected:
            self.add_error(
                None,
                _(
                    "Inzwischen hat jemand anderes diesen Eintrag geändert. Gespeichert wurde nichts, Ihre Angaben"
                    " stehen noch hier. Der Verlauf zeigt, was sich geändert hat. Laden Sie die Seite neu und tragen"
                    " Sie Ihre Angaben dort ein."
                ),
            )

    def _check_area(self, geometry: Any) -> None:
        municipality = municipality_of(geometry)
        if edits_area(self.person, municipality):
            return
        own = Area.objects.filter(pk__in=self.person.edited_areas() or []).order_by("name")
        names = ", ".join(own.values_list("name", flat=True))
        if geometry is None:
            sentence = _("Zeichnen Sie die Lage ein. Sie bearbeiten Einträge in: %(names)s.")
        else:
            sentence = _("Diese Lage gehört nicht zu Ihren Gemeinden. Sie bearbeiten Einträge in: %(names)s.")
        self.add_error("geom", sentence % {"names": names})
