"""A sports facility, in the terms of the Bundesinstitut für Sportwissenschaft (BISp)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.entry import Entry, code_known
from layers.models.history import track_entry
from layers.models.vocabulary import LocationPrecision


class FacilityKind(models.TextChoices):
    """Kinds of facility after the BISp guide for sports development planning (2000): core and special facilities."""

    LARGE_PITCH = "large_pitch", _("Großspielfeld")
    SMALL_PITCH = "small_pitch", _("Kleinspielfeld")
    ATHLETICS = "athletics", _("Leichtathletikanlage")
    SINGLE_HALL = "single_hall", _("Einzelhalle")
    DOUBLE_HALL = "double_hall", _("Zweifachhalle")
    TRIPLE_HALL = "triple_hall", _("Dreifachhalle")
    GYMNASTICS_ROOM = "gymnastics_room", _("Gymnastikraum")
    INDOOR_POOL = "indoor_pool", _("Hallenbad")
    OUTDOOR_POOL = "outdoor_pool", _("Freibad")
    TENNIS = "tennis", _("Tennisanlage")
    TABLE_TENNIS = "table_tennis", _("Tischtennisplatte")
    BOULES = "boules", _("Boulebahn")
    SKATING = "skating", _("Skate- und Bikeanlage")
    CLIMBING = "climbing", _("Kletteranlage")
    SHOOTING = "shooting", _("Schießanlage")
    RIDING = "riding", _("Reitanlage")
    WATER_SPORTS = "water_sports", _("Wassersportanlage")
    FITNESS_TRAIL = "fitness_trail", _("Fitness- und Laufstrecke")
    ICE = "ice", _("Eissportanlage")
    MULTI = "multi", _("Anlage für mehrere Sportarten")
    OTHER = "other", _("andere Sportstätte")


class Surface(models.TextChoices):
    """Surfaces in BISp terms."""

    GRASS = "grass", _("Naturrasen")
    ARTIFICIAL_GRASS = "artificial_grass", _("Kunstrasen")
    TENNE = "tenne", _("Tenne")
    SYNTHETIC = "synthetic", _("Kunststoff")
    ASPHALT = "asphalt", _("Asphalt oder Beton")
    SAND = "sand", _("Sand")
    CLAY = "clay", _("Ziegelmehl")
    SPRUNG_FLOOR = "sprung_floor", _("Schwingboden")
    WATER = "water", _("Wasser")
    OTHER = "other", _("anderer Belag")
    UNKNOWN = "unknown", _("unbekannt")


class PublicAccess(models.TextChoices):
    """Who may use the facility."""

    FREE = "free", _("frei zugänglich")
    BY_ARRANGEMENT = "by_arrangement", _("nach Absprache")
    MEMBERS = "members", _("nur für Mitglieder")
    SCHOOL = "school", _("Schule, abends Vereine")
    UNKNOWN = "unknown", _("unbekannt")


class Condition(models.TextChoices):
    """Building condition in the four classes of the BISp guide."""

    GOOD = "1", _("gebrauchsfähig")
    MINOR_DEFECTS = "2", _("geringe Mängel")
    MAJOR_DEFECTS = "3", _("schwerwiegende Mängel")
    UNUSABLE = "4", _("unbrauchbar")
    UNKNOWN = "unknown", _("unbekannt")


@track_entry
class SportsFacility(Entry):
    """A sports ground, hall or pool. Its place is always exact: it is no private address."""

    kind = models.CharField(_("Art"), max_length=20, choices=FacilityKind.choices, default=FacilityKind.OTHER)
    sports = ArrayField(models.CharField(max_length=40), verbose_name=_("Sportarten"), default=list, blank=True)
    usable_area_m2 = models.FloatField(_("nutzbare Fläche in m²"), null=True, blank=True)
    length_m = models.FloatField(_("Länge in Metern"), null=True, blank=True)
    width_m = models.FloatField(_("Breite in Metern"), null=True, blank=True)
    surface = models.CharField(_("Belag"), max_length=20, choices=Surface.choices, default=Surface.UNKNOWN)
    floodlight = models.BooleanField(_("Flutlicht"), null=True, blank=True)
    indoor = models.BooleanField(_("überdacht"), default=False)
    changing_rooms = models.PositiveSmallIntegerField(_("Umkleiden"), null=True, blank=True)
    public_access = models.CharField(
        _("Zugang"), max_length=15, choices=PublicAccess.choices, default=PublicAccess.UNKNOWN
    )
    owner = models.CharField(_("Eigentümer"), max_length=200, blank=True)
    condition = models.CharField(_("Zustand"), max_length=7, choices=Condition.choices, default=Condition.UNKNOWN)

    class Meta(Entry.Meta):
        verbose_name = _("Sportstätte")
        verbose_name_plural = _("Sportstätten")
        constraints = [
            *Entry.Meta.constraints,
            code_known("sportsfacility_kind_known", "kind", FacilityKind),
            code_known("sportsfacility_surface_known", "surface", Surface),
            code_known("sportsfacility_access_known", "public_access", PublicAccess),
            code_known("sportsfacility_condition_known", "condition", Condition),
            models.CheckConstraint(
                name="sportsfacility_always_exact",
                condition=models.Q(location_precision=LocationPrecision.EXACT),
            ),
        ]
