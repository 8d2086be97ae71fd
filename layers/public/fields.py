"""The properties that every entry publishes, described once."""

from django.utils.translation import gettext_lazy as _

from layers.models.vocabulary import Language, Licence, LocationPrecision, TargetGroup, Topic, Wheelchair
from published.catalogue import Field

ENTRY_FIELDS = (
    Field("name", _("Name"), search=True),
    Field("name_en", _("Name auf Englisch"), search=True),
    Field("slug", _("Kurzname in der Adresse")),
    Field("summary", _("Kurz gesagt"), search=True),
    Field("summary_en", _("Kurz gesagt auf Englisch"), search=True),
    Field("description", _("Beschreibung"), search=True),
    Field("description_en", _("Beschreibung auf Englisch"), search=True),
    Field("description_easy", _("Beschreibung in Leichter Sprache"), search=True),
    Field("address", _("Straße und Hausnummer"), search=True),
    Field("postcode", _("Postleitzahl"), search=True),
    Field("city", _("Ort"), search=True),
    Field("municipality", _("Gemeinde"), search=True),
    Field("district", _("Stadtbezirk"), search=True),
    Field("location_precision", _("Genauigkeit der Lage"), choices=dict(LocationPrecision.choices)),
    Field("website", _("Website")),
    Field("email", _("E-Mail")),
    Field("phone", _("Telefon")),
    Field("opening_hours", _("Öffnungszeiten (Schreibweise von OpenStreetMap)")),
    Field("wheelchair", _("Rollstuhl"), choices=dict(Wheelchair.choices), filter=True),
    Field("step_free_entrance", _("stufenloser Eingang"), "boolean"),
    Field("accessible_toilet", _("barrierefreie Toilette"), "boolean"),
    Field("hearing_loop", _("Höranlage"), "boolean"),
    Field("accessible_parking", _("Behindertenparkplatz"), "boolean"),
    Field("accessibility_note", _("Hinweis zur Barrierefreiheit")),
    Field("languages", _("Sprachen"), "array", choices=dict(Language.choices), filter=True),
    Field("target_groups", _("Zielgruppen"), "array", choices=dict(TargetGroup.choices), filter=True),
    Field("topics", _("Themen"), "array", choices=dict(Topic.choices), filter=True),
    Field("organisation", _("Träger"), search=True),
    Field("source", _("Quelle")),
    Field("attribution", _("Quellenangabe")),
    Field("licence", _("Lizenz"), choices=dict(Licence.choices)),
    Field("valid_from", _("gültig ab"), "datetime"),
    Field("valid_to", _("gültig bis"), "datetime"),
    Field("last_confirmed_on", _("zuletzt bestätigt am"), "date"),
    Field("demo", _("Beispieldaten"), "boolean"),
    Field("version", _("Fassung"), "integer"),
)
