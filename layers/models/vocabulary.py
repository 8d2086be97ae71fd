"""The words that all entries share, as closed lists. Codes are English and stable; labels are what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where an entry stands. Only `published` is public."""

    DRAFT = "draft", _("Entwurf")
    SUBMITTED = "submitted", _("eingereicht")
    PUBLISHED = "published", _("veröffentlicht")
    WITHDRAWN = "withdrawn", _("zurückgezogen")
    ARCHIVED = "archived", _("archiviert")


class LocationPrecision(models.TextChoices):
    """How exactly the public sees the place."""

    EXACT = "exact", _("genaue Adresse")
    STREET = "street", _("nur die Straße")
    DISTRICT = "district", _("nur Stadtbezirk oder Gemeinde")
    NONE = "none", _("kein Kartenpunkt")


class Wheelchair(models.TextChoices):
    """OSM key `wheelchair`; unknown is said, not hidden."""

    YES = "yes", _("rollstuhlgerecht")
    LIMITED = "limited", _("teilweise rollstuhlgerecht")
    NO = "no", _("nicht rollstuhlgerecht")
    UNKNOWN = "unknown", _("unbekannt")


class Topic(models.TextChoices):
    """What an entry is about."""

    SPORT = "sport", _("Sport und Bewegung")
    CULTURE = "culture", _("Kultur und Brauchtum")
    MUSIC = "music", _("Musik und Gesang")
    NATURE = "nature", _("Natur und Umwelt")
    EDUCATION = "education", _("Bildung")
    SOCIAL = "social", _("Soziales und Nachbarschaft")
    HEALTH = "health", _("Gesundheit")
    MENTAL_HEALTH = "mental_health", _("Seelische Gesundheit")
    FAMILY = "family", _("Familie und Kinder")
    YOUTH = "youth", _("Jugend")
    AGEING = "ageing", _("Älter werden")
    CARE = "care", _("Pflege")
    DISABILITY = "disability", _("Leben mit Behinderung")
    MIGRATION = "migration", _("Ankommen und Integration")
    HOUSING = "housing", _("Wohnen")
    MONEY = "money", _("Geld und Schulden")
    WORK = "work", _("Arbeit und Ausbildung")
    ADDICTION = "addiction", _("Sucht")
    VIOLENCE = "violence", _("Schutz vor Gewalt")
    GRIEF = "grief", _("Trauer")
    RESCUE = "rescue", _("Rettung und Feuerwehr")
    CLIMATE = "climate", _("Klima und Hitze")
    MOBILITY = "mobility", _("Verkehr und Wege")
    PLANNING = "planning", _("Stadt und Dorf gestalten")
    VOLUNTEERING = "volunteering", _("Ehrenamt")


class TargetGroup(models.TextChoices):
    """For whom an entry is meant."""

    EVERYONE = "everyone", _("alle")
    CHILDREN = "children", _("Kinder")
    YOUTH = "youth", _("Jugendliche und junge Erwachsene")
    PARENTS = "parents", _("Eltern")
    SINGLE_PARENTS = "single_parents", _("Alleinerziehende")
    OLDER_PEOPLE = "older_people", _("ältere Menschen")
    RELATIVES = "relatives", _("Angehörige")
    WOMEN = "women", _("Frauen")
    MEN = "men", _("Männer")
    QUEER_PEOPLE = "queer_people", _("queere Menschen")
    DISABLED_PEOPLE = "disabled_people", _("Menschen mit Behinderung")
    MENTALLY_ILL_PEOPLE = "mentally_ill_people", _("Menschen mit seelischer Erkrankung")
    REFUGEES = "refugees", _("Geflüchtete")
    MIGRANTS = "migrants", _("Zugewanderte")
    STUDENTS = "students", _("Studierende")
    UNEMPLOYED_PEOPLE = "unemployed_people", _("Arbeitsuchende")
    HOMELESS_PEOPLE = "homeless_people", _("wohnungslose Menschen")


class Language(models.TextChoices):
    """Languages spoken at a place: ISO 639-1 codes, and two that have none."""

    DE = "de", _("Deutsch")
    EN = "en", _("Englisch")
    FR = "fr", _("Französisch")
    ES = "es", _("Spanisch")
    IT = "it", _("Italienisch")
    PT = "pt", _("Portugiesisch")
    PL = "pl", _("Polnisch")
    RO = "ro", _("Rumänisch")
    BG = "bg", _("Bulgarisch")
    HU = "hu", _("Ungarisch")
    TR = "tr", _("Türkisch")
    AR = "ar", _("Arabisch")
    FA = "fa", _("Persisch (Farsi, Dari)")
    KU = "ku", _("Kurdisch")
    PS = "ps", _("Paschtu")
    RU = "ru", _("Russisch")
    UK = "uk", _("Ukrainisch")
    SQ = "sq", _("Albanisch")
    SR = "sr", _("Serbisch")
    HR = "hr", _("Kroatisch")
    TI = "ti", _("Tigrinya")
    SO = "so", _("Somali")
    VI = "vi", _("Vietnamesisch")
    ZH = "zh", _("Chinesisch")
    GSG = "gsg", _("Deutsche Gebärdensprache")
    DE_EASY = "de-easy", _("Leichte Sprache")


class Licence(models.TextChoices):
    """Under which licence an entry's data may be used."""

    DL_DE_BY = "dl-de/by-2-0", _("Datenlizenz Deutschland – Namensnennung 2.0")
    DL_DE_ZERO = "dl-de/zero-2-0", _("Datenlizenz Deutschland – Zero 2.0")
    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC0 = "CC0-1.0", "CC0 1.0"
    ODBL = "ODbL-1.0", "Open Database License 1.0"


class Audience(models.TextChoices):
    """Who may read what is published."""

    PUBLIC = "public", _("alle")
    STAFF = "staff", _("nur die Verwaltung")


# OSM values of the key `sport` in words. Not a closed list: a source may bring others, which stand as they are.
SPORTS = {
    "soccer": _("Fußball"),
    "handball": _("Handball"),
    "basketball": _("Basketball"),
    "volleyball": _("Volleyball"),
    "beachvolleyball": _("Beachvolleyball"),
    "tennis": _("Tennis"),
    "table_tennis": _("Tischtennis"),
    "badminton": _("Badminton"),
    "squash": _("Squash"),
    "padel": _("Padel"),
    "hockey": _("Hockey"),
    "field_hockey": _("Feldhockey"),
    "baseball": _("Baseball"),
    "softball": _("Softball"),
    "american_football": _("American Football"),
    "rugby": _("Rugby"),
    "fistball": _("Faustball"),
    "gymnastics": _("Turnen"),
    "athletics": _("Leichtathletik"),
    "running": _("Laufen"),
    "hiking": _("Wandern"),
    "orienteering": _("Orientierungslauf"),
    "fitness": _("Fitness"),
    "yoga": _("Yoga"),
    "dancesport": _("Tanzen"),
    "swimming": _("Schwimmen"),
    "scuba_diving": _("Tauchen"),
    "rowing": _("Rudern"),
    "canoe": _("Kanu"),
    "sailing": _("Segeln"),
    "fishing": _("Angeln"),
    "climbing": _("Klettern"),
    "bouldering": _("Bouldern"),
    "shooting": _("Schießen"),
    "archery": _("Bogenschießen"),
    "cycling": _("Radfahren"),
    "bmx": _("BMX"),
    "mtb": _("Mountainbike"),
    "skateboard": _("Skateboard"),
    "roller_skating": _("Rollschuhlaufen"),
    "ice_skating": _("Eislaufen"),
    "ice_stock": _("Eisstock"),
    "skiing": _("Skifahren"),
    "toboggan": _("Rodeln"),
    "equestrian": _("Reiten"),
    "golf": _("Golf"),
    "miniature_golf": _("Minigolf"),
    "boules": _("Boule"),
    "9pin": _("Kegeln"),
    "10pin": _("Bowling"),
    "billiards": _("Billard"),
    "darts": _("Dart"),
    "chess": _("Schach"),
    "judo": _("Judo"),
    "karate": _("Karate"),
    "martial_arts": _("Kampfsport"),
    "boxing": _("Boxen"),
    "wrestling": _("Ringen"),
    "parkour": _("Parkour"),
    "gliding": _("Segelflug"),
    "model_aerodrome": _("Modellflug"),
    "motor": _("Motorsport"),
    "karting": _("Kart"),
    "multi": _("mehrere Sportarten"),
}
