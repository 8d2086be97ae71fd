"""The administration of associations."""

from django.contrib import admin

from layers.admin.entry import EntryAdmin
from layers.models import Association


@admin.register(Association)
class AssociationAdmin(EntryAdmin):
    """Associations and initiatives."""

    kind_field = "icnpo_category"
    what = (("legal_form", "icnpo_category"), ("volunteers_wanted", "founded_year"), "sports", "facilities")
    internal_what = ("register_number", "members")
    autocomplete_fields = ("organisation", "facilities")
