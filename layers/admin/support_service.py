"""The administration of support services."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from layers.admin.entry import EntryAdmin
from layers.models import SupportService


@admin.register(SupportService)
class SupportServiceAdmin(EntryAdmin):
    """Help and advice."""

    kind_field = "cost"
    what = (
        "channels",
        ("minimum_age", "maximum_age"),
        ("cost", "waiting_time_d", "anonymous"),
        "service_areas",
    )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the areas served as boxes to tick; none means the whole region."""
        kwargs["widget"] = forms.CheckboxSelectMultiple
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.help_text = _("Ohne Auswahl: die ganze Region.")
        return field
