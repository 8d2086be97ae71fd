"""Writes of the pages' texts: each is atomic, knows who does it, and publishes in the same transaction."""

from django.db import transaction

from layers.services import Actor, acting
from published.services import publish_page_text
from texts.models import PageText


@transaction.atomic
def save_page_text(text: PageText, *, by: Actor) -> PageText:
    """Store a text; a published one stands on its page at once, a draft leaves it.

    Raises django.core.exceptions.ValidationError where a field breaks a rule.
    """
    before = PageText.objects.select_for_update().filter(pk=text.pk).values_list("slug", "language").first()
    text.title = " ".join(text.title.split())
    text.body = text.body.replace("\r\n", "\n").replace("\r", "\n")
    text.full_clean()
    with acting(by):
        text.save()
    if before and before != (text.slug, text.language):
        publish_page_text(*before, None)
    is_public = text.status == PageText.Status.PUBLISHED
    publish_page_text(text.slug, text.language, (text.title, text.body) if is_public else None)
    return text


@transaction.atomic
def delete_page_text(text: PageText, *, by: Actor) -> None:
    """Delete a text; the portal's own stands on the page again."""
    slug, language = text.slug, text.language
    with acting(by):
        text.delete()
    publish_page_text(slug, language, None)
