"""How much warmer a station is than the open country around the city, at the same hour and on the same height."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from django.utils.translation import gettext as _

from frontend.ages import on_day
from frontend.hours import day_of, hours_of
from frontend.values import measure
from published.models import PublicFeature
from published.observed import ObservedProperty
from published.readings import Datastream

LAPSE_DEGC_PER_M = 0.0065  # standard atmosphere, ISO 2533
SAME_K = 0.05  # what rounds to nothing is no difference
COMPARED_HOURS = 24


@dataclass(frozen=True)
class HeatIsland:
    """A station beside the open country: air temperature by the end of the hour, degrees Celsius.

    `stream` is the station's datastream; `outside` is the median of the reference stations, brought to the station's
    height if `names` of them all have one.
    """

    stream: int
    here: Mapping[datetime, float]
    outside: Mapping[datetime, float]
    names: tuple[str, ...]
    height_is_considered: bool

    def sentences(self, today: date) -> tuple[str, ...]:
        """Return what the comparison says: the last hour, and the greatest difference within a day before it."""
        common = sorted(self.here.keys() & self.outside.keys())[-COMPARED_HOURS:]
        if not common:
            return (_("Aus dem Umland liegen für diese Zeit keine Werte vor."),)
        last = common[-1]
        said = [self._at(last, today)]
        greatest = max(common, key=lambda hour: self.here[hour] - self.outside[hour])
        difference = self.here[greatest] - self.outside[greatest]
        if greatest != last and difference >= SAME_K:
            said.append(
                _("Am größten war der Unterschied %(when)s: %(difference)s wärmer.")
                % {"when": _when(greatest, today), "difference": measure(difference, "K")}
            )
        said.append(self._compared_with())
        return tuple(said)

    def _at(self, hour: datetime, today: date) -> str:
        difference = self.here[hour] - self.outside[hour]
        words = {"when": _when(hour, today), "difference": measure(abs(difference), "K")}
        if abs(difference) < SAME_K:
            return _("Hier war es %(when)s so warm wie im Umland.") % words
        if difference > 0:
            return _("Hier war es %(when)s %(difference)s wärmer als im Umland.") % words
        return _("Hier war es %(when)s %(difference)s kühler als im Umland.") % words

    def _compared_with(self) -> str:
        names = ", ".join(self.names)
        if self.height_is_considered:
            return _("Verglichen mit: %(names)s. Der Höhenunterschied ist eingerechnet. 1 K ist 1 Grad.") % {
                "names": names
            }
        return _("Verglichen mit: %(names)s. Der Höhenunterschied ist nicht eingerechnet. 1 K ist 1 Grad.") % {
            "names": names
        }


def heat_island(
    station: PublicFeature,
    own: Sequence[Datastream],
    references: Sequence[PublicFeature],
    compared: Sequence[Datastream],
    values: Mapping[int, Mapping[datetime, float]],
) -> HeatIsland | None:
    """Return the comparison of a station with the reference stations, None if it or they measure no temperature."""
    here = [stream for stream in own if stream.observed_property == ObservedProperty.AIR_TEMPERATURE]
    outside = [stream for stream in compared if stream.observed_property == ObservedProperty.AIR_TEMPERATURE]
    if not here or not outside:
        return None
    by_id = {each.id: each for each in references}
    heights = [each.properties.get("elevation_m") for each in (station, *(by_id[stream.station] for stream in outside))]
    considered = None not in heights
    lifted: dict[datetime, list[float]] = {}
    for stream, height in zip(outside, heights[1:], strict=True):
        lift = LAPSE_DEGC_PER_M * (height - heights[0]) if considered else 0.0
        for hour, value in values[stream.id].items():
            lifted.setdefault(hour, []).append(value + lift)
    return HeatIsland(
        stream=here[0].id,
        here=values[here[0].id],
        outside={hour: median(found) for hour, found in lifted.items()},
        names=tuple(by_id[stream.station].name for stream in outside),
        height_is_considered=considered,
    )


def _when(hour: datetime, today: date) -> str:
    """Return „heute um 16 Uhr“."""
    day = day_of(hour)
    clock = next(each.clock for each in hours_of(day) if each.end == hour)
    return _("%(day)s um %(time)s") % {"day": on_day(day, today), "time": clock}
