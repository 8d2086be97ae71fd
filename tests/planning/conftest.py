"""What the tests of the workspace share: the small town of the analyses, somebody who plans, a built front end."""

import json
from pathlib import Path

import pytest
from django.test import Client

from frontend import assets, shell, sources
from tests.analysis.conftest import Town, town
from tests.frontend.conftest import MANIFEST

__all__ = ["town"]
BUILT = MANIFEST | {
    name: {"file": f"assets/{Path(name).stem}-12345678{suffix}"}
    for name, suffix in [
        ("src/styles/planning.css", ".css"),
        ("src/planning/kinds.ts", ".js"),
        ("src/planning/question.ts", ".js"),
        ("src/planning/progress.ts", ".js"),
        ("src/planning/result-map.ts", ".js"),
    ]
}


@pytest.fixture(autouse=True)
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A manifest as Vite writes it, in place of the one that a build would leave."""
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(BUILT), encoding="utf-8")
    monkeypatch.setattr(assets, "MANIFEST", path)
    sources._uses.cache_clear()
    shell._areas_of.cache_clear()


@pytest.fixture
def planner(town: Town) -> Client:
    """A browser in which the analyst of the town is signed in."""
    client = Client()
    client.force_login(town.analyst)
    return client
