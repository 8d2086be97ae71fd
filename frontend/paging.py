"""Long lists in pages: which one is asked for, and which part of the list it shows."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from published.errors import BadParameter

ENTRIES_PER_PAGE = 30


def page_of(request: HttpRequest, total: int) -> Page:
    """Return the page that is asked for; the last one if there are fewer. Raises BadParameter."""
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and 0 < len(asked) < 6 and int(asked) > 0):
        raise BadParameter(_("„page“ muss eine ganze Zahl ab 1 sein."))
    return Paginator(range(total), ENTRIES_PER_PAGE).get_page(int(asked))


def shown(page: Page) -> slice:
    """Return the part of the list that a page shows."""
    return slice(max(page.start_index() - 1, 0), page.end_index())
