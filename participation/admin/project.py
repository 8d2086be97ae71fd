"""The administration of participation projects with their phases."""

from django.contrib import admin

from layers.admin.entry import EntryAdmin
from layers.admin.history import Part
from layers.models import ParticipationProject
from participation.models import Phase


class PhaseInline(admin.StackedInline):
    """The phases of a project; they may overlap."""

    model = Phase
    extra = 0
    fields = (("kind", "title"), ("starts_on", "ends_on"))
    ordering = ("starts_on", "pk")


admin.site.unregister(ParticipationProject)  # the plain one, without phases


@admin.register(ParticipationProject)
class ParticipationProjectAdmin(EntryAdmin):
    """Projects in which people have a say."""

    kind_field = "state"
    what = ("state", "responsible_office", "platform_url", "results")
    inlines = (PhaseInline,)
    history_parts = (Part(Phase, "project_id"),)
