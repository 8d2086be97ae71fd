"""Receipts: what a run was made from, in a file that somebody else can check and do again."""

from typing import Any

from django.conf import settings

from analysis.models import Run, SelectedRows
from network.queries import edition_of

FORMAT = 1


def receipt(run: Run) -> dict[str, Any]:
    """Return the receipt of a run: question, parameters, hashes of rows, network, code and result."""
    rows = {name: row_hash for name, row_hash in run.inputs.items() if name != "network"}
    counts = dict(SelectedRows.objects.filter(pk__in=rows.values()).values_list("hash", "count"))
    return {
        "receipt": FORMAT,
        "region": settings.REGION.id,
        "question": run.question,
        "parameters": run.parameters,
        "inputs": run.inputs,
        "rows": {name: counts.get(row_hash) for name, row_hash in rows.items()},
        "network": edition_of(run.inputs["network"]),
        "code": run.code_version,
        "result": run.result_hash,
        "sentence": run.sentence,
        "log": run.log,
        "asked_at": run.created_at.isoformat(timespec="seconds"),
        "finished_at": run.finished_at and run.finished_at.isoformat(timespec="seconds"),
    }
