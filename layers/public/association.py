"""Associations as they are published."""

from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from layers.models import Association
from layers.models.association import IcnpoCategory, LegalForm
from layers.models.vocabulary import SPORTS
from layers.public.fields import ENTRY_FIELDS
from layers.rows import due_by_validity, entry_rows, filled
from published.catalogue import Field, Kind, PublicLayer, Style, register


def rows(associations: QuerySet, at: datetime) -> QuerySet:
    """Publish an association without its register number and its members."""
    return entry_rows(
        associations,
        at,
        kind=F("icnpo_category"),
        properties={
            "kind": F("icnpo_category"),
            "legal_form": F("legal_form"),
            "sports": filled("sports"),
            "volunteers_wanted": F("volunteers_wanted"),
            "founded_year": F("founded_year"),
        },
    )


def due(since: datetime, until: datetime) -> list[str]:
    """Return the entries whose validity begins or ends in between."""
    return due_by_validity(Association.objects.all(), since, until)


register(
    PublicLayer(
        id="association",
        title=_("Vereine und Initiativen"),
        title_one=_("Verein, Initiative"),
        description=_("Vereine, Initiativen und Gruppen, bei denen Sie mitmachen können."),
        model="layers.Association",
        rows=rows,
        due=due,
        kinds=lambda: [Kind(code, label) for code, label in IcnpoCategory.choices],
        fields=(
            *ENTRY_FIELDS,
            Field("kind", _("Tätigkeitsfeld"), choices=dict(IcnpoCategory.choices), filter=True),
            Field("legal_form", _("Rechtsform"), choices=dict(LegalForm.choices)),
            Field("sports", _("Sportarten"), "array", choices=SPORTS, others_occur=True, filter=True, search=True),
            Field("volunteers_wanted", _("sucht Ehrenamtliche"), "boolean", filter=True),
            Field("founded_year", _("gegründet"), "integer"),
        ),
        style=Style("#3B2F8F", "#B4ABF5", "circle", "users-group"),
        position=10,
    )
)
