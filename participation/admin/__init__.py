"""The administration of participation: projects with their phases, and the inbox of reports."""

from participation.admin import project, report  # noqa: F401  (importing registers)
