"""Who may see and change datastreams: whoever may change their station. Readings are written by no person."""

import rules

from accounts.rules import is_administrator
from layers.rules import add_part_permissions, analyses, edits_something

add_part_permissions("observations", "datastream")
rules.set_perm(
    "observations.change_datastream", rules.always_deny
)  # another property would turn its readings into lies
rules.set_perm("observations.delete_datastream", is_administrator)
rules.add_perm("observations", edits_something | analyses)
