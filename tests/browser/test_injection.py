"""What people write stays text: fifty hostile texts in every text field of every noun, on every page, in Chromium.

The policy that forbids foreign scripts is switched off in this browser, so that a fault of ours is seen and not saved.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from layers.models import Area
from published.catalogue import catalogue
from tests.browser.conftest import NO_WEBGL, WIDE, at_rest, open_map
from tests.browser.walk import walk
from tests.everything import text_fields, used_nouns, write_everything
from tests.payloads import PAYLOADS

# Before any script of the page: what the texts call, and what nobody may open.
TRAP = """
window.pwned = [];
window.pwn = (...said) => window.pwned.push(['pwn', ...said]);
for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => window.pwned.push([name]);
"""
SUBMIT = """([path, fields]) => {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = path;
  for (const [name, value] of Object.entries(fields)) {
    const input = form.appendChild(document.createElement('input'));
    input.name = name;
    input.value = value;
  }
  document.body.append(form);
  form.submit();
}"""
FOUND = """() => {
  const ours = ['http:', 'https:', 'mailto:', 'tel:'];
  const schemeOf = address => {
    try { return new URL(address, document.baseURI).protocol; } catch { return 'https:'; }
  };
  const addresses = [...document.querySelectorAll('[href], [src], [action], [formaction], [data]')]
    .flatMap(each => ['href', 'src', 'action', 'formaction', 'data'].map(name => each.getAttribute(name))
    .filter(Boolean));
  return {
    ran: window.pwned,
    marked: [...document.querySelectorAll('.pwned')].map(each => each.outerHTML.slice(0, 80)),
    handlers: [...document.querySelectorAll('*')].filter(each => [...each.attributes].some(
      ({ name }) => name.startsWith('on'))).map(each => each.outerHTML.slice(0, 80)),
    addresses: addresses.filter(each => !ours.includes(schemeOf(each))
      && !each.startsWith('data:image/')),
    elements: [...document.querySelectorAll('object, embed, math, audio, video, animate, marquee, iframe[srcdoc]')]
      .map(each => each.outerHTML.slice(0, 80)),
    scripts: [...document.scripts].filter(each => !each.src && each.type !== 'application/json').length,
    styles: [...document.body.querySelectorAll('style')].length,
    shown: getComputedStyle(document.body).display !== 'none',
  };
}"""
NOTHING = {
    "ran": [],
    "marked": [],
    "handlers": [],
    "addresses": [],
    "elements": [],
    "scripts": 0,
    "styles": 0,
    "shown": True,
}
SHORT_ROUNDS = 1  # entries of each noun; with all fields and nouns each text then occurs several times


def hostile(number: int, field: str) -> str:
    """Another text for each field, moving on with each entry: in fifty entries each field had every one."""
    names = sorted({each.name for noun in used_nouns() for each in text_fields(noun)})
    return PAYLOADS[(number + 7 * names.index(field)) % len(PAYLOADS)]


def harm(page: Page) -> dict[str, Any]:
    """Return what a page shows that it should not."""
    found: dict[str, Any] = page.evaluate(FOUND)
    return {name: value for name, value in found.items() if value != NOTHING[name]}


@pytest.fixture
def unguarded(browser: Browser) -> Iterator[Page]:
    """A page in a browser that heeds no policy, with the trap laid."""
    context = browser.new_context(bypass_csp=True, viewport=WIDE)
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.add_init_script(TRAP)
    yield page
    context.close()


@pytest.fixture(params=[SHORT_ROUNDS, pytest.param(len(PAYLOADS), marks=pytest.mark.long)], ids=["short", "all"])
def hostile_entries(
    request: pytest.FixtureRequest, published_committed: None, areas: dict[str, Area]
) -> dict[str, list[str]]:
    """Entries of every noun that say nothing but hostile texts."""
    return write_everything(hostile, of_each=request.param)


def test_the_texts_are_fifty_and_the_trap_works(unguarded: Page) -> None:
    assert len(set(PAYLOADS)) == 50
    caught = 0
    for text in PAYLOADS:
        unguarded.goto("about:blank")
        unguarded.set_content(
            f"<title>x</title><p id=here></p><template></template>{text}", wait_until="domcontentloaded"
        )
        unguarded.wait_for_timeout(60)
        caught += bool(harm(unguarded))
    assert caught >= 35  # the others need an attribute, a template or a click of their own


def test_no_page_runs_or_shows_what_an_entry_says(
    live_server: Any, unguarded: Page, hostile_entries: dict[str, list[str]]
) -> None:
    unguarded.add_init_script(NO_WEBGL)  # a map draws no text of its own, and is slow
    faults: list[str] = []

    def visit(path: str, response: Response) -> None:
        at_rest(unguarded, fetching="[data-chart], iframe")
        if found := harm(unguarded):
            faults.append(f"{path}: {json.dumps(found)}")

    every_entry = [
        f"/karte/{layer}/{each}/" for layer, ids in hostile_entries.items() if catalogue.is_topic(layer) for each in ids
    ]
    every_popup = [f"{path}kurz/" for path in every_entry]
    layers = ",".join(layer.id for layer in catalogue.topics())
    views = [f"{path}?layers={layers}" for path in ("/karte/", "/drucken/", "/embed/", "/einbetten/", "/en/drucken/")]
    found = walk(unguarded, live_server.url, visit, starts=["/", "/ogc/", *views], each_kind=1, most=400)
    for path in [*every_entry, *every_popup]:
        response = unguarded.goto(live_server.url + path)
        assert response
        assert response.status == 200, path
        visit(path, response)
    assert not faults, "\n".join(faults[:20])
    assert len(found.pages) > 40


@pytest.mark.parametrize("every", [6, pytest.param(1, marks=pytest.mark.long)], ids=["short", "all"])
def test_popup_list_and_answers_by_post_show_text_only(
    live_server: Any, unguarded: Page, published_committed: None, areas: dict[str, Area], every: int
) -> None:
    write_everything(hostile, of_each=SHORT_ROUNDS)
    layers = ",".join(layer.id for layer in catalogue.topics() if layer.id != "area")
    open_map(unguarded, f"{live_server.url}/karte/?layers={layers}")
    buttons = unguarded.locator("[data-find]")
    for place in range(min(buttons.count(), 12)):
        buttons.nth(place).click()
        expect(unguarded.locator(".maplibregl-popup .card__kind")).to_be_visible()
        assert harm(unguarded) == {}
        unguarded.locator(".maplibregl-popup-close-button").click()  # Escape, often enough, leaves a support page
    for text in PAYLOADS[::every]:
        asked = text.replace("\t", " ")
        for path, fields in (("/karte/", {"layers": layers, "q": asked, "address": asked}), ("/suche/", {"q": asked})):
            unguarded.goto(f"{live_server.url}/impressum/")
            unguarded.evaluate(SUBMIT, [path, fields])
            unguarded.wait_for_url(f"**{path}")
            unguarded.wait_for_load_state("domcontentloaded")
            assert harm(unguarded) == {}, f"{path}: {text}"


def test_suggestions_and_what_is_found_show_text_only(
    live_server: Any, unguarded: Page, published_committed: None, areas: dict[str, Area]
) -> None:
    write_everything(hostile, of_each=len(PAYLOADS) // 5)
    for words in ("pwn", "script", "onerror", "javascript"):
        unguarded.goto(live_server.url)
        unguarded.locator("#search-start").press_sequentially(words)
        expect(unguarded.get_by_role("option").first).to_be_visible()
        assert harm(unguarded) == {}, words
        unguarded.locator("#search-start").press("Enter")
        expect(unguarded.locator(".found__item").first).to_be_visible()
        assert harm(unguarded) == {}, words
