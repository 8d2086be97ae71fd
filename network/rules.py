"""Who may look at the street network: whoever works with data. Nobody changes it by hand."""

import rules

from layers.rules import analyses, edits_something

looks = edits_something | analyses
rules.add_perm("network", looks)
for model in ("edition", "edge"):
    rules.add_perm(f"network.view_{model}", looks)
    for action in ("add", "change", "delete"):
        rules.add_perm(f"network.{action}_{model}", rules.always_deny)
