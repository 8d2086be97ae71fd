"""The map in one HTML file, opened from disk: it draws itself, asks nobody, and what entries say stays text.

The policy of the file is switched off where hostile texts are shown, so that a fault of ours is seen and not saved.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from analysis.exports import FORMATS, of_run
from layers.models import Area, Source
from tests.analysis.finished_runs import finished_run, published_facilities, published_units, without_network
from tests.browser.conftest import WIDE, watch
from tests.browser.test_injection import FOUND, TRAP
from tests.payloads import PAYLOADS

CALCULATED = "{{ 7 * 191 }}"  # what Jinja would make 1337 of
# What every exported map has: folium's switches, Leaflet, and the map itself.
OWN_SCRIPTS = 3
UNITS = 6
# Leaflet shows the one tooltip of a layer over whichever of its features the pointer is.
TOOLTIPS = """() => {
  const map = window[Object.keys(window).find(name => /^map_\\d+$/.test(name))];
  const shown = [];
  map.eachLayer(group => {
    const tooltip = group.eachLayer && group.getTooltip();
    if (!tooltip) return;
    group.eachLayer(feature => {
      tooltip._source = feature;
      group.openTooltip(feature.getLatLng ? feature.getLatLng() : feature.getBounds().getCenter());
      shown.push(tooltip.getElement().textContent);
    });
  });
  return shown;
}"""


def exported(tmp_path: Path) -> str:
    """Return the address of the exported map of a run over all that is published."""
    said = f"<b class=pwned>{CALCULATED}</b></script><script>pwn()</script>"
    path = tmp_path / "map.html"
    path.write_bytes(FORMATS["html"].write(of_run(finished_run(sentence=said, log=PAYLOADS, title=said[:200]))))
    return path.as_uri()


@pytest.fixture
def names(
    monkeypatch: pytest.MonkeyPatch, published_in_test: None, source: Source, areas: dict[str, Area]
) -> list[str]:
    """The names of the facilities: hostile, all of them."""
    without_network(monkeypatch)
    source.attribution = PAYLOADS[13]
    source.save()
    published_units(source, UNITS)
    names = [*PAYLOADS, CALCULATED]
    published_facilities(source, names)
    return names


@pytest.fixture
def unguarded(browser: Browser) -> Iterator[Page]:
    """A page in a browser that heeds no policy, with the trap laid."""
    context = browser.new_context(bypass_csp=True, viewport=WIDE)
    page = context.new_page()
    page.add_init_script(TRAP)
    yield page
    context.close()


def test_what_entries_say_stays_text(names: list[str], unguarded: Page, tmp_path: Path) -> None:
    unguarded.goto(exported(tmp_path))
    expect(unguarded.locator(".leaflet-container")).to_be_visible()
    shown = unguarded.evaluate(TOOLTIPS)
    assert {" ".join(each.split()) for each in names} <= {" ".join(each.split()) for each in shown}
    found = unguarded.evaluate(FOUND)
    assert {name: found[name] for name in ("ran", "marked", "handlers", "elements", "shown")} == {
        "ran": [],
        "marked": [],
        "handlers": [],
        "elements": [],
        "shown": True,
    }
    assert found["scripts"] == OWN_SCRIPTS
    assert "1337" not in unguarded.content()
    assert CALCULATED in unguarded.locator("h1").inner_text()


def test_it_draws_itself_under_its_own_policy_and_asks_nobody(names: list[str], page: Page, tmp_path: Path) -> None:
    seen = watch(page)
    address = exported(tmp_path)
    page.goto(address)
    expect(page.locator(".leaflet-container canvas")).to_be_visible()
    expect(page.locator(".leaflet-control-layers label")).to_have_count(3)
    assert len(page.evaluate(TOOLTIPS)) == len(names) + UNITS
    assert seen.hosts == {""}
    assert seen.complaints == []


def test_a_script_that_is_not_its_own_does_not_run(names: list[str], page: Page, tmp_path: Path) -> None:
    page.goto(exported(tmp_path))
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = true'}))")
    assert page.evaluate("window.ran") is None
