"""Signs: told apart by colour, shape and icon, on light and on dark."""

import tomllib
from pathlib import Path

import pytest

from frontend.signs import FALLBACK_ICON, Sign, icon_names, shapes, sign_of, stylesheet
from published.catalogue import Kind, PublicLayer, catalogue

PLACE_KINDS = Path(__file__).resolve().parents[2] / "importers" / "maps" / "shared" / "place_kinds.toml"
# Base colours of the map (shared look: quiet land, settlement, green, water, building, road).
LIGHT_BASE = ("#F5F3EE", "#ECE9E4", "#DDE8D3", "#BBD7E6", "#E4DFD8", "#FFFFFF")
DARK_BASE = ("#1E2226", "#243027", "#16303F", "#2B2F34", "#3A4047")
LEAST_CONTRAST = 3.2  # as measured when the colours were chosen, to one decimal; WCAG 1.4.11 asks for 3
SIGNED = [layer for layer in catalogue if layer.style.shape != "area"]


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_knows_its_extremes() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#5A7D00", "#5A7D00") == pytest.approx(1)


@pytest.mark.parametrize("layer", SIGNED, ids=lambda layer: layer.id)
def test_every_sign_stands_out_from_every_base_colour(layer: PublicLayer) -> None:
    assert round(min(contrast(layer.style.colour, base) for base in LIGHT_BASE), 1) >= LEAST_CONTRAST
    assert round(min(contrast(layer.style.colour_dark, base) for base in DARK_BASE), 1) >= LEAST_CONTRAST


def test_no_two_layers_share_shape_and_icon() -> None:
    looks = [(layer.style.shape, layer.style.icon) for layer in catalogue.topics()]
    assert len(set(looks)) == len(looks)


@pytest.mark.parametrize("layer", list(catalogue), ids=lambda layer: layer.id)
def test_shape_and_icon_of_every_layer_can_be_drawn(layer: PublicLayer) -> None:
    assert layer.style.shape in shapes()
    assert layer.style.icon in icon_names()


def test_every_kind_of_place_that_importers_make_has_an_icon_that_can_be_drawn() -> None:
    kinds = tomllib.loads(PLACE_KINDS.read_text(encoding="utf-8"))["kinds"]
    icons = {kind["icon"] for kind in kinds.values()}
    assert len(icons) > 10
    assert icons - icon_names() == set()


def place() -> PublicLayer:
    return next(layer for layer in catalogue if layer.style.shape == "dot")


def test_a_kind_with_an_icon_of_its_own_has_a_sign_of_its_own() -> None:
    sign = sign_of(place(), Kind("pharmacy", "Apotheke", "pill", "#8A1C1C"))
    assert sign == Sign("place-pharmacy", "#8A1C1C", "#D4ABAB", "dot", "pill")
    assert min(contrast(sign.colour_dark, base) for base in DARK_BASE) >= LEAST_CONTRAST


def test_a_kind_in_the_colour_of_its_layer_keeps_both_colours_of_the_layer() -> None:
    sign = sign_of(place(), Kind("school", "Schule", "school", place().style.colour.lower()))
    assert (sign.colour, sign.colour_dark) == (place().style.colour, place().style.colour_dark)


def test_a_kind_that_looks_like_its_layer_shares_its_sign() -> None:
    assert sign_of(place(), Kind("other", "anderes")) == sign_of(place())


@pytest.mark.parametrize("icon", ["no-such-icon", "../../etc/passwd", '"/><script>'])
def test_an_icon_that_is_not_in_the_sprite_becomes_a_pin(icon: str) -> None:
    assert sign_of(place(), Kind("odd", "Sonderbares", icon, "#3F444B")).icon == FALLBACK_ICON


def test_a_colour_that_is_none_never_reaches_the_stylesheet() -> None:
    sign = sign_of(place(), Kind("odd", "Sonderbares", "school", "red}body{display:none"))
    assert "display" not in stylesheet([sign])
    assert f".sign--place-odd{{--sign:{place().style.colour}}}" in stylesheet([sign])
