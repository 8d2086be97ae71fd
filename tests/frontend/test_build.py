"""A new build takes the place of an old one while the portal runs: at no moment is anything missing."""

import json
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

FRONTEND = settings.BASE_DIR / "frontend"
VITE = FRONTEND / "node_modules" / "vite" / "bin" / "vite.js"
# A front end of one script; halfway through a build it writes down what a page would find.
CONFIG = """
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { compressed } from "FRONTEND/compressed.ts";
import { handover, NEW_MANIFEST } from "FRONTEND/handover.ts";

const halfway = {
  name: "halfway",
  writeBundle() {
    const found = existsSync("out/manifest.json") ? JSON.parse(readFileSync("out/manifest.json", "utf8")) : {};
    const files = Object.values(found).map(({ file }) => [file, existsSync(`out/${file}`)]);
    writeFileSync("halfway.json", JSON.stringify(files));
  },
};

export default {
  plugins: [halfway, compressed(), handover()],
  build: { outDir: "out", emptyOutDir: false, manifest: NEW_MANIFEST, rolldownOptions: { input: ["one.js"] } },
};
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder that Vite can build."""
    if not VITE.exists():
        pytest.skip("Node's packages are missing: ./test fetches them")
    (tmp_path / "vite.config.ts").write_text(CONFIG.replace("FRONTEND", str(FRONTEND)), encoding="utf-8")
    return tmp_path


def build(project: Path, source: str) -> bool:
    """Build the script; return whether that worked."""
    (project / "one.js").write_text(source, encoding="utf-8")
    done = subprocess.run([settings.NODE, VITE, "build"], cwd=project, capture_output=True, check=False)
    return done.returncode == 0


def built(project: Path) -> str:
    """Return the path of the script that pages would load."""
    manifest = json.loads((project / "out" / "manifest.json").read_text(encoding="utf-8"))
    return str(manifest["one.js"]["file"])


def long_script(word: str) -> str:
    """Return a script that is worth compressing."""
    return f"console.log({json.dumps(' '.join(f'{word}{number}' for number in range(900)))});"


def test_the_old_build_serves_until_the_new_one_is_complete(project: Path) -> None:
    assert build(project, long_script("old"))
    old = built(project)
    assert build(project, long_script("new"))
    assert json.loads((project / "halfway.json").read_text(encoding="utf-8")) == [[old, True]]
    new = built(project)
    assert new != old
    assert {each.name for each in (project / "out" / "assets").iterdir()} == {
        f"{Path(new).name}{ending}" for ending in ("", ".br", ".gz")
    }


def test_a_build_that_fails_leaves_the_old_one(project: Path) -> None:
    assert build(project, long_script("old"))
    old = built(project)
    assert not build(project, "this is no script")
    assert built(project) == old
    assert (project / "out" / old).exists()
