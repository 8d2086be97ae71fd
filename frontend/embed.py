"""What others frame on their pages: a selection of the map in small, and the builder that makes its address."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _

from frontend.asked import is_private, one_of, public_part
from frontend.selection import Selection
from published.errors import BadParameter
from published.parameters import parse_integer, parse_view

MAP_AND_LIST, MAP, LIST = "both", "map", "list"
PARTS = (MAP_AND_LIST, MAP, LIST)
WIDTHS_PX, HEIGHTS_PX = (240, 2000), (240, 2000)
HEIGHT_PX = 600
LANGUAGES = ("de", "en")
# What the builder asks beside the view itself.
BUILDER_PARAMETERS = ("width", "height", "language")
NOT_EMBEDDED = (*BUILDER_PARAMETERS, "page", "look", "sort", "bbox", "minutes", "by")


@dataclass(frozen=True)
class Embed:
    """The view that is framed: its selection, which parts are shown, and the map's extent (`zoom/lat/lon` or empty)."""

    selection: Selection
    query: QueryDict
    show: str
    view: str

    @classmethod
    def from_query(cls, query: QueryDict) -> "Embed":
        """Read the map page's parameters and `show`. Raises BadParameter, also for what may stand in no address."""
        if is_private(query):
            raise BadParameter(
                _("Suchwort, Adresse und Standort gehören nicht in eine eingebettete Karte: Ihre Adresse sähen alle.")
            )
        view = query.get("map", "")
        if view:
            parse_view("map", view)
        asked = query.copy()
        show = one_of(asked, "show", PARTS) or MAP_AND_LIST
        asked.pop("show", None)
        return cls(Selection.from_query(asked), asked, show, view)

    @property
    def address(self) -> str:
        """The query of the map page that shows the same."""
        return public_part(self.query, leaving_out=NOT_EMBEDDED).urlencode(safe=",/")

    @property
    def embedded(self) -> str:
        """The query of the view that is framed."""
        part = public_part(self.query, leaving_out=NOT_EMBEDDED)
        if self.show != MAP_AND_LIST:
            part["show"] = self.show
        return part.urlencode(safe=",/")


@dataclass(frozen=True)
class Frame:
    """How large the frame is, in CSS pixels, and its language; `width` is None for all that there is."""

    width: int | None
    height: int
    language: str

    @classmethod
    def from_query(cls, query: QueryDict, language: str) -> "Frame":
        """Read `width`, `height` and `language`, by default that of the page. Raises BadParameter."""
        width, height = query.get("width", ""), query.get("height", "")
        return cls(
            parse_integer("width", width, *WIDTHS_PX) if width else None,
            parse_integer("height", height, *HEIGHTS_PX) if height else HEIGHT_PX,
            one_of(query, "language", LANGUAGES) or language,
        )

    def snippet(self, url: str, title: str) -> str:
        """Return the HTML that frames the view at `url`."""
        return format_html(
            '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" referrerpolicy="no-referrer"></iframe>',
            url,
            title,
            self.width or "100%",
            self.height,
        )
