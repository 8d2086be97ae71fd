"""One noun per file."""

from layers.models.area import Area, PopulationCell
from layers.models.association import Association
from layers.models.change import Change
from layers.models.climate_station import ClimateStation
from layers.models.counting_station import CountingStation
from layers.models.entry import Entry
from layers.models.heimatforum import Heimatforum, Stay
from layers.models.participation_project import ParticipationProject
from layers.models.place import Place, PlaceKind
from layers.models.population_unit import PopulationUnit
from layers.models.source import Organisation, Source
from layers.models.sports_facility import SportsFacility
from layers.models.support_service import SupportService

__all__ = [
    "Area",
    "Association",
    "Change",
    "ClimateStation",
    "CountingStation",
    "Entry",
    "Heimatforum",
    "Organisation",
    "ParticipationProject",
    "Place",
    "PlaceKind",
    "PopulationCell",
    "PopulationUnit",
    "Source",
    "SportsFacility",
    "Stay",
    "SupportService",
]
