"""Two years of hourly air temperature and humidity that behave like a city in a valley.

Every station shares one weather: the yearly and the daily wave, spells of warm and cold air that last some days, and
clouds. It differs by height (0.0065 K/m), by how much its surroundings hold the day's heat, and by a little noise.

The heat island follows what was measured in a city of this size: strongest in the early night of clear and calm summer
days, 5.4 K at 22 h against the countryside on a July evening of 2018 and 8.1 K at the most (University of Würzburg,
2019), weak by day and under clouds. Its daily shape is that of Oke (1982, Q. J. R. Meteorol. Soc. 108): it grows
quickly from sunset, stays for some hours and fades towards noon.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

HOURS = 2 * 365 * 24
MEAN_DEGC = 10.4  # DWD station 05705 Würzburg, about the mean of recent years
YEAR_DEGC = 9.2  # half the difference between July and January
CLEAR_DAY_DEGC = 6.6  # half the difference between afternoon and dawn under a clear summer sky
LAPSE_DEGC_PER_M = 0.0065
REFERENCE_HEIGHT_M = 268.0  # of that station
ISLAND_DEGC = 7.6  # mean of a clear summer evening, 21 to 24 h, where the surroundings hold the most heat
LONGITUDE_H = 0.66  # solar time runs ahead of UTC by longitude / 15: 9.9° E
# Share of the heat island at each hour of solar time, 0 to 23.
ISLAND_AT_NIGHT_AND_MORNING = (0.97, 0.93, 0.88, 0.83, 0.78, 0.70, 0.52, 0.32, 0.18, 0.10, 0.06, 0.04)
ISLAND_AFTER_NOON = (0.04, 0.05, 0.06, 0.09, 0.14, 0.24, 0.44, 0.68, 0.88, 1.0, 1.02, 1.0)
ISLAND_BY_HOUR = np.array([*ISLAND_AT_NIGHT_AND_MORNING, *ISLAND_AFTER_NOON])

FloatArray = NDArray[np.floating]


@dataclass(frozen=True)
class Site:
    """A station's place: height in metres, and how much of the heat island it feels, 0 (open country) to 1."""

    name: str
    height_m: float
    island: float


@dataclass(frozen=True)
class Series:
    """Hourly values of one station: times (UTC), temperature in °C, relative humidity in per cent, equally long."""

    times: list[datetime]
    temperature_degc: FloatArray
    humidity_percent: FloatArray


def readings(sites: list[Site], last_day: date, chance: np.random.Generator) -> list[Series]:
    """Return two years of hourly readings that end with the last hour of `last_day` (UTC), one series a site.

    No sites give an empty list. Values have one decimal.
    """
    end = datetime.combine(last_day + timedelta(days=1), time(0), tzinfo=UTC)
    times = [end - timedelta(hours=HOURS - 1 - hour) for hour in range(HOURS)]
    stamp = np.array([moment.replace(tzinfo=None) for moment in times], dtype="datetime64[h]")
    hour = (stamp.astype(np.int64) + LONGITUDE_H) % 24
    day_of_year = (stamp.astype("datetime64[D]") - stamp.astype("datetime64[Y]")).astype(float)
    summer = -np.cos(2 * np.pi * (day_of_year - 17) / 365.25)  # -1 in mid-January, 1 in mid-July
    days = np.arange(HOURS) // 24
    clear = clearness(int(days[-1]) + 1, chance)[days]
    weather = (
        MEAN_DEGC
        + YEAR_DEGC * summer
        + spells(HOURS, chance)
        + (2.2 * summer * (clear - 0.5))  # clear days are warm in summer and cold in winter
        + CLEAR_DAY_DEGC * (0.62 + 0.38 * summer) * (0.25 + 0.75 * clear) * daily_wave(hour)
    )
    shape = np.interp(hour, np.arange(25), np.append(ISLAND_BY_HOUR, ISLAND_BY_HOUR[0]))
    island = ISLAND_DEGC * shape * clear**1.5 * (0.58 + 0.42 * summer)
    dew_point = smooth(weather, 72) - 4.5 - 3.0 * clear + 1.5 * spells(HOURS, chance) / 4
    return [_of_site(site, times, weather, island, dew_point, chance) for site in sites]


def daily_wave(hour: FloatArray) -> FloatArray:
    """Return the daily course, -1 at dawn to 1 in the afternoon, for hours of solar time: a steep rise, a slow fall."""
    rising = (hour >= 5) & (hour < 15)
    rise = -np.cos(np.pi * (hour - 5) / 10)
    fall = np.cos(np.pi * ((hour - 15) % 24) / 14)
    return np.where(rising, rise, np.maximum(fall, -1.0))


def clearness(days: int, chance: np.random.Generator) -> FloatArray:
    """Return how clear the sky is on each day, 0 to 1; clear and cloudy days come in spells."""
    raw = np.zeros(days)
    push = chance.normal(0, 1, days)
    for day in range(1, days):
        raw[day] = 0.72 * raw[day - 1] + push[day]
    return 1 / (1 + np.exp(-1.5 * raw))


def spells(hours: int, chance: np.random.Generator) -> FloatArray:
    """Return warm and cold air masses, K: a slow random wave that stays within some ±9 K."""
    push = chance.normal(0, 1, hours // 24 + 40)
    kernel = np.exp(-np.arange(12) / 3.0)
    daily = np.convolve(push, kernel / np.sqrt((kernel**2).sum()), mode="valid")
    return 3.0 * np.interp(np.arange(hours) / 24, np.arange(len(daily)), daily)


def smooth(values: FloatArray, width: int) -> FloatArray:
    """Return the running mean over `width` values, as long as the input; the ends use what there is."""
    kernel = np.ones(width)
    return np.convolve(values, kernel, "same") / np.convolve(np.ones_like(values), kernel, "same")


def _of_site(
    site: Site,
    times: list[datetime],
    weather: FloatArray,
    island: FloatArray,
    dew_point: FloatArray,
    chance: np.random.Generator,
) -> Series:
    lapse = LAPSE_DEGC_PER_M * (site.height_m - REFERENCE_HEIGHT_M)
    temperature = weather - lapse + site.island * island + smooth(chance.normal(0, 0.6, HOURS), 3)
    humidity = 100 * saturation(np.minimum(dew_point - lapse, temperature)) / saturation(temperature)
    return Series(times, np.round(temperature, 1), np.round(np.clip(humidity, 18, 100), 1))


def saturation(temperature_degc: FloatArray) -> FloatArray:
    """Return the saturation vapour pressure over water in hPa (Magnus form, WMO-No. 8, 2018).

    >>> round(float(saturation(np.array(20.0))), 1)
    23.3
    """
    return 6.112 * np.exp(17.62 * temperature_degc / (243.12 + temperature_degc))
