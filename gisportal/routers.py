"""Which database alias a model is read from and written to."""

from typing import Any


class PublishedRouter:
    """Send every read of the published side through the role that can see nothing else.

    Models of the room `published` are read through the alias `published` (role gisportal_public) and written through
    `default` (role gisportal, the owner). All migrations run on `default`.
    """

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "published" if model._meta.app_label == "published" else None

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        return "default"

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool | None:
        return None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return db == "default"
