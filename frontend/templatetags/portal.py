"""Template tags of the public pages: built assets, signs, icons, numbers."""

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.urls import translate_url
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from frontend import assets
from frontend.picture import MARK_PX
from frontend.shell import Shell, shell
from frontend.shell import map_locale as shell_map_locale
from frontend.signs import Sign, shape_for_number, shapes

register = template.Library()


@register.simple_tag(takes_context=True)
def portal(context: template.Context) -> Shell:
    """Return what stands on every page; the base template asks, so that no view has to think of it."""
    return shell(context["request"])


@register.simple_tag
def legal_url(address: str) -> str:
    """Return the address of a legal page: one of this portal in the language of the reader, others as they are."""
    return translate_url(address, get_language() or "de") if address.startswith("/") else address


@register.simple_tag
def language_path() -> str:
    """Return what stands before an address of the services so that they answer in the reader's language."""
    return "/en" if get_language() == "en" else ""


@register.simple_tag
def german() -> SafeString:
    """Return the attribute of an element whose text is German whatever the language of the page: ` lang="de"`."""
    return SafeString("" if get_language() == "de" else ' lang="de"')


@register.simple_tag
def map_locale() -> dict[str, str]:
    """Return the words of a map's own controls, for a page of another room that shows a map."""
    return shell_map_locale()


@register.simple_tag
def vite_asset(name: str, later: bool = False) -> SafeString:
    """Return the tags that load a built script with its styles, or a built stylesheet.

    With `later`, what the script will import later is loaded ahead as well: where it is sure to be needed.
    """
    if name.endswith(".css"):
        return format_html('<link rel="stylesheet" href="{}">', assets.asset_url(name))
    styles = format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((url,) for url in assets.stylesheet_urls(name, later=later))
    )
    ahead = format_html_join(
        "", '<link rel="modulepreload" href="{}">', ((url,) for url in assets.preload_urls(name, later=later))
    )
    return styles + ahead + format_html('<script type="module" src="{}"></script>', assets.asset_url(name))


@register.simple_tag
def stylesheet_if_built(name: str) -> SafeString:
    """Return the tag of a built stylesheet, or nothing where it is missing: our own faults have a page even then."""
    try:
        return vite_asset(name)
    except ImproperlyConfigured:
        return SafeString("")


@register.simple_tag
def asset_url(name: str) -> str:
    """Return the URL of a built file."""
    return assets.asset_url(name)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return an icon in the colour of the text; it says nothing to screen readers, so a word stands beside it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        assets.asset_url("icons.svg"),
        name,
    )


@register.simple_tag
def sign(drawn: Sign) -> SafeString:
    """Return a sign: shape in its colour with the icon on it. Always beside its name, so hidden from screen readers."""
    shape = shapes()[drawn.shape]
    x, y, size = shape["icon"]
    inner = format_html(
        '<svg class="sign__icon" x="{}" y="{}" width="{}" height="{}" viewBox="0 0 24 24"><use href="{}#{}"/></svg>',
        *(f"{number:g}" for number in (x - size / 2, y - size / 2, size, size)),
        assets.asset_url("icons.svg"),
        drawn.icon,
    )
    return format_html(
        '<svg class="sign sign--{} sign--is-{}" viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
        '<path class="sign__shape" d="{}"/>{}</svg>',
        drawn.key,
        drawn.shape,
        shape["path"],
        inner if size else "",
    )


@register.simple_tag
def numbered_sign(drawn: Sign, number: int, x: float = 16, y: float = 16) -> SafeString:
    """Return a sign with a number in place of the icon, with its middle at x, y of the picture around it, if any.

    The colour stands in the picture itself: it is light on every device, as paper is.
    """
    path, number_y = shape_for_number(drawn)
    return format_html(
        '<svg class="mark" viewBox="0 0 32 32" x="{}" y="{}" width="{}" height="{}" aria-hidden="true"'
        ' focusable="false"><path d="{}" fill="{}"/><text x="16" y="{}">{}</text></svg>',
        *(f"{place:g}" for place in (x - MARK_PX / 2, y - MARK_PX / 2, MARK_PX, MARK_PX)),
        path,
        drawn.colour,
        f"{number_y:g}",
        number,
    )


@register.filter
def number(value: int | float) -> str:
    """Return a number as people of the language write it: 1.166 in German, 1,166 in English."""
    return formats.number_format(value, use_l10n=True, force_grouping=True)
