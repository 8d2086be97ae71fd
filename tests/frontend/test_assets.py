"""The built front end, looked up by the names of its sources."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.test import Client

from frontend import assets


def test_a_source_has_the_url_of_its_built_file() -> None:
    assert assets.asset_url("src/map.ts") == "/static/build/assets/map-12345678.js"


def test_a_script_brings_its_styles_and_those_of_what_it_imports() -> None:
    tags = Template('{% load portal %}{% vite_asset "src/map.ts" %}').render(Context())
    assert tags == (
        '<link rel="stylesheet" href="/static/build/assets/map-12345678.css">'
        '<link rel="stylesheet" href="/static/build/assets/shared-12345678.css">'
        '<link rel="modulepreload" href="/static/build/assets/shared-12345678.js">'
        '<script type="module" src="/static/build/assets/map-12345678.js"></script>'
    )


def test_what_a_script_imports_later_is_loaded_ahead_where_that_is_wanted() -> None:
    later = '<link rel="modulepreload" href="/static/build/assets/mapview-12345678.js">'
    tags = Template('{% load portal %}{% vite_asset "src/map.ts" later=True %}').render(Context())
    assert tags.count(later) == 1
    assert later not in Template('{% load portal %}{% vite_asset "src/map.ts" %}').render(Context())


def test_a_new_build_is_seen_without_a_restart(manifest: Path) -> None:
    assert assets.asset_url("icons.svg").endswith("icons-12345678.svg")
    manifest.write_text('{"icons.svg": {"file": "assets/icons-abcdefgh.svg"}}', encoding="utf-8")
    assert assets.asset_url("icons.svg").endswith("icons-abcdefgh.svg")


def test_a_missing_build_says_what_to_do(manifest: Path) -> None:
    manifest.unlink()
    with pytest.raises(ImproperlyConfigured, match="npm run build"):
        assets.asset_url("src/map.ts")


def test_a_name_that_was_not_built_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"src/other\.ts"):
        assets.asset_url("src/other.ts")


def test_without_a_build_the_page_for_our_own_faults_comes_all_the_same(
    client: Client, published_in_test: None, manifest: Path
) -> None:
    manifest.unlink()
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Der Fehler liegt bei uns." in answer.content.decode()
