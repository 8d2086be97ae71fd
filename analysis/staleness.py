"""Which runs are stale: those whose rows have changed since they took them, and which rows these are."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from analysis.models import Run
from analysis.questions import QUESTIONS
from analysis.released import say_again
from analysis.selection import PEOPLE_LAYER, Selection
from network.queries import current_version
from published.errors import PortalError
from published.models import LayerVersion

MAX_NAMES = 20
NETWORK = "network"


def look(runs: Iterable[Run] | None = None) -> list[Run]:
    """Compare finished runs with what is published now; store and return those whose verdict changed.

    A run is looked at again only if the version of one of its layers, or the network, has turned since the last look.
    """
    versions = dict(LayerVersion.objects.values_list("layer", "version"))
    network = current_version()
    changed = []
    for run in Run.objects.filter(status=Run.Status.DONE) if runs is None else runs:
        seen = {layer: versions.get(layer, 0) for layer in _layers(run)} | {NETWORK: network}
        if seen == run.looked_at_versions:
            continue
        names = changes(run)
        is_new = names != run.changed_rows
        run.changed_rows, run.looked_at_versions = names, seen
        with transaction.atomic():
            run.save(update_fields=["changed_rows", "looked_at_versions"])
            if is_new:
                changed.append(run)
                say_again(run)
    return changed


def changes(run: Run) -> list[str]:
    """Return in words which rows a new run of the same question would take differently; empty if none."""
    try:
        now = QUESTIONS[run.question].select(run.parameters)
    except PortalError as error:
        return [error.sentence]
    names: list[str] = []
    for name, selection in now.items():
        if selection.hash == run.inputs[name]:
            continue
        names += _differences(Selection.kept(run.inputs[name]), selection)
    if run.inputs.get(NETWORK) != current_version():
        names.append(_("das Straßennetz"))
    if len(names) > MAX_NAMES:
        rest = len(names) - MAX_NAMES
        names = [*names[:MAX_NAMES], _("und %(rest)s weitere") % {"rest": rest}]
    return names


def _differences(before: Selection, now: Selection) -> list[str]:
    old, new = before.digests(), now.digests()
    titles = _titles(before) | _titles(now)
    told = [(_("neu: %(name)s"), new.keys() - old.keys()), (_("nicht mehr dabei: %(name)s"), old.keys() - new.keys())]
    told.append((_("geändert: %(name)s"), {key for key in old.keys() & new.keys() if old[key] != new[key]}))
    return [pattern % {"name": titles[key]} for pattern, keys in told for key in sorted(keys)]


def _titles(selection: Selection) -> dict[str, str]:
    keys = selection.digests()
    if "name" in selection.columns:
        return dict(zip(keys, selection.column("name"), strict=True))
    return {key: _("Bevölkerung in %(unit)s") % {"unit": key.partition("/")[2]} for key in keys}


def _layers(run: Run) -> list[str]:
    named = run.parameters.get("facilities", {}).get("layers", [])
    return sorted({*named, PEOPLE_LAYER} if "people" in run.inputs else {*named})
