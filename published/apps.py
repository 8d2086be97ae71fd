from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def index_topics(using: str, **_kwargs: Any) -> None:
    """Put what the code says of its layers into the index, and layers that say something new again as a whole."""
    from published.catalogue import catalogue
    from published.models import PublicFeature
    from published.services import publish
    from published.topics import publish_topics

    with transaction.atomic(using=using):
        for layer in sorted(catalogue, key=lambda each: each.id):
            is_new = publish_topics(layer.id)
            if is_new and PublicFeature.objects.using(using).filter(layer=layer.id).exists():
                publish(layer.id, None)


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
        post_migrate.connect(index_topics, sender=self)
