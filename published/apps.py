from pathlib import Path

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PublishedConfig(AppConfig):
    name = "published"
    verbose_name = _("Veröffentlichtes")

    def ready(self) -> None:
        from django.apps import apps
        from django.utils.module_loading import autodiscover_modules

        from published import sql_functions

        # The functions of every room are source code: replayed after each migrate, so they are never out of date.
        for config in apps.get_app_configs():
            if (Path(config.path) / "sql").is_dir():
                post_migrate.connect(sql_functions.replay, sender=config)
        autodiscover_modules("public")
