"""Who may see and change phases: whoever may change their project."""

from layers.rules import add_part_permissions

add_part_permissions("participation", "phase")
