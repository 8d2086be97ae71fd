"""Demo readings behave like a city in a valley."""

from datetime import UTC, date

import numpy as np
import pytest

from importers.demo.entries.readings import HOURS, Series, Site, daily_wave, readings

OLD_TOWN, QUARTER, FIELD, HILL = range(4)
SITES = [Site("Altstadt", 175, 1.0), Site("Viertel", 190, 0.5), Site("Feld", 175, 0.0), Site("Höhe", 340, 0.0)]


@pytest.fixture(scope="module")
def series() -> list[Series]:
    return readings(SITES, date(2026, 5, 31), np.random.default_rng(1))


def of(series: Series, *, months: set[int], hours: set[int]) -> np.ndarray:
    return np.array([moment.month in months and moment.hour in hours for moment in series.times])


def test_two_years_by_the_hour_end_with_the_last_day(series: list[Series]) -> None:
    for each in series:
        assert len(each.times) == len(each.temperature_degc) == len(each.humidity_percent) == HOURS
        assert each.times[-1].date() == date(2026, 6, 1)
        assert each.times[-1].hour == 0
        assert each.times[0].tzinfo is UTC
        assert np.isfinite(each.temperature_degc).all()


def test_the_heat_island_of_clear_summer_evenings_is_5_to_8_kelvin(series: list[Series]) -> None:
    # 21 to 24 h in summer time are 19 to 22 h UTC; the clear evenings are those after the warmest days.
    evening = of(series[FIELD], months={6, 7, 8}, hours={19, 20, 21, 22})
    island = (series[OLD_TOWN].temperature_degc - series[FIELD].temperature_degc)[evening].reshape(-1, 4).mean(axis=1)
    clear = np.sort(island)[-len(island) // 4 :]
    assert 5 <= clear.mean() <= 8
    assert clear.max() < 9.5
    noon = of(series[FIELD], months={6, 7, 8}, hours={11, 12, 13})
    assert (series[OLD_TOWN].temperature_degc - series[FIELD].temperature_degc)[noon].mean() < 1


def test_the_old_town_is_warmest_and_the_hill_coolest(series: list[Series]) -> None:
    means = [each.temperature_degc.mean() for each in series]
    assert means[OLD_TOWN] > means[QUARTER] > means[FIELD] > means[HILL]
    assert means[FIELD] - means[HILL] == pytest.approx(165 * 0.0065, abs=0.05)


def test_the_year_and_the_day_have_their_course(series: list[Series]) -> None:
    temperature = series[FIELD].temperature_degc
    july, january = (temperature[of(series[FIELD], months={m}, hours=set(range(24)))].mean() for m in (7, 1))
    assert 17 < july < 23
    assert -3 < january < 4.5
    afternoon, dawn = (temperature[of(series[FIELD], months={7}, hours={h})].mean() for h in (14, 4))
    assert 5 < afternoon - dawn < 14
    assert 30 < temperature.max() < 42
    assert -22 < temperature.min() < -3


def test_humidity_is_a_share_and_high_at_dawn(series: list[Series]) -> None:
    humidity = series[FIELD].humidity_percent
    assert humidity.min() >= 18
    assert humidity.max() <= 100
    at = {hour: humidity[of(series[FIELD], months={7}, hours={hour})].mean() for hour in (4, 14)}
    assert at[4] > at[14] + 15


def test_the_same_seed_gives_the_same_readings(series: list[Series]) -> None:
    again = readings(SITES, date(2026, 5, 31), np.random.default_rng(1))
    for first, second in zip(series, again, strict=True):
        assert (first.temperature_degc == second.temperature_degc).all()


def test_no_sites_give_no_series() -> None:
    assert readings([], date(2026, 5, 31), np.random.default_rng(1)) == []


def test_the_daily_wave_rises_from_dawn_to_afternoon() -> None:
    wave = daily_wave(np.arange(24.0))
    assert wave.argmin() in (4, 5)
    assert wave.argmax() == 15
    assert abs(np.diff(wave)).max() < 0.4
