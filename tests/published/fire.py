"""One writer or reader of the trial by fire: `python -m tests.published.fire writer|reader SEED SECONDS`.

A process of its own, as a web process is, on the database that GISPORTAL_DB_NAME names. A writer publishes, changes and
withdraws random entries of three layers and prints how often, and every error that a user would have seen. A reader
caches by version, as a browser does, and prints each version with the digest of what it got.
"""

import json
import os
import random
import sys
import time

LAYERS = ("association", "place", "sports_facility")
CONTENT = "md5(coalesce(string_agg(geojson, '' ORDER BY id), ''))"


def write(seed: int, seconds: float) -> dict[str, object]:
    from django.db import transaction

    from layers.services import entry_model, save_entry, set_status
    from published.errors import Conflict

    chance = random.Random(seed)
    ids = {layer: list(entry_model(layer)._default_manager.values_list("pk", flat=True)) for layer in LAYERS}
    done, errors = 0, []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if chance.random() < 0.4:
                layer = chance.choice(LAYERS)
                entry = entry_model(layer)._default_manager.get(pk=chance.choice(ids[layer]))
                entry.name = f"Name {chance.randrange(1000)}"
                save_entry(entry, by="fire", expected_version=entry.version)
            elif chance.random() < 0.5:
                layer = chance.choice(LAYERS)
                status = chance.choice(["published", "published", "withdrawn"])
                set_status(entry_model(layer), chance.sample(ids[layer], 5), status, by="fire")
            else:
                with transaction.atomic():
                    for layer in LAYERS:
                        status = chance.choice(["published", "withdrawn"])
                        set_status(entry_model(layer), chance.sample(ids[layer], 2), status, by="fire")
            done += 1
        except Conflict:
            pass  # the second editor is told so; that is no failure
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
    return {"done": done, "errors": errors}


def read(seed: int, seconds: float) -> dict[str, object]:
    from django.db import connections

    chance = random.Random(seed)
    seen: dict[str, dict[int, str]] = {layer: {} for layer in LAYERS}
    end = time.monotonic() + seconds
    with connections["published"].cursor() as cursor:
        while time.monotonic() < end:
            layer = chance.choice(LAYERS)
            cursor.execute("SELECT version FROM published.layer_version WHERE layer = %s", [layer])
            (version,) = cursor.fetchone()
            if version not in seen[layer]:
                cursor.execute(f"SELECT {CONTENT} FROM published.feature_public WHERE layer = %s", [layer])
                (seen[layer][version],) = cursor.fetchone()
    return {"seen": seen}


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gisportal.settings")
    django.setup()
    role, given_seed, given_seconds = sys.argv[1:]
    sys.stdout.write(json.dumps((write if role == "writer" else read)(int(given_seed), float(given_seconds))))
