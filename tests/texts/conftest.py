"""The pages' texts are looked at on the pages: with the front end that those tests use."""

from tests.frontend.conftest import manifest, nothing_kept  # noqa: F401  (fixtures)
