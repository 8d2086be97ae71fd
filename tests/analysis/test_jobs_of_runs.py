"""Jobs of a run are noted when their rows can be seen: a worker notes them on a connection of its own, at once."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from analysis import services, work
from analysis.models import Run
from analysis.services import DO_PART, FINISH
from tests.analysis.conftest import Town, asked


@pytest.fixture
def published_in_test(published_committed: None) -> Iterator[None]:
    """The town is committed here, so that only the transactions of the work itself are open."""
    return


@pytest.mark.parametrize("question", ["nearest", "isochrone"])
def test_no_job_is_noted_within_a_transaction(town: Town, monkeypatch: pytest.MonkeyPatch, question: str) -> None:
    noted: list[tuple[str, dict[str, Any], bool]] = []

    class Jobs:
        def configure_task(self, name: str) -> "Jobs":
            self.name = name
            return self

        def defer(self, **arguments: Any) -> None:
            noted.append((self.name, arguments, connection.in_atomic_block))

    monkeypatch.setattr(work, "procrastinate_app", Jobs())
    run = asked(town) if question == "nearest" else services.start(question, {"point": [9.93, 49.79]}, by=town.analyst)
    work.begin(str(run.pk))
    parts = [arguments for name, arguments, _within in noted if name == DO_PART]
    for arguments in parts:
        work.do_part(arguments["run"], arguments["number"])
    assert len(parts) == (1 if question == "nearest" else 0)
    assert [name for name, _arguments, _within in noted][len(parts) :] == [FINISH]
    assert not any(within for _name, _arguments, within in noted)
    work.finish(str(run.pk))
    run.refresh_from_db()
    assert run.status == Run.Status.DONE
