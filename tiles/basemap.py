"""The SQL that draws a tile of the basemap: a source-layer for each theme, all in one statement with the edition.

Surfaces too small to be seen are left out, lines of one kind and name are joined, both are simplified by zoom.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connections

from published.crs import DRAWN, SPOKEN
from tiles.edition import EDITION_SQL, Edition
from tiles.tile import BUFFER, EXTENT, Tile

# Layers whose versions make the edition of the basemap.
VERSIONS = ("basemap", "address")
LAST_ZOOM = 17  # the map enlarges these tiles further
STREET_NAMES_FROM = 12
SIMPLIFIED_PX = 0.4


@dataclass(frozen=True)
class Theme:
    """One source-layer: its name is the theme of the rows, its properties are columns of them.

    `template` takes theme, columns and grouping columns; surfaces below `least_px2` square pixels are left out, until
    the last zoom.
    """

    name: str
    template: str
    columns: tuple[str, ...] = ("kind",)
    least_px2: float = 0
    from_zoom: int = 0

    def statement(self, zoom: int) -> str:
        """Return the statement that draws the source-layer, as one scalar."""
        said = [_COLUMNS[column] for column in self.columns if column != "street" or zoom >= STREET_NAMES_FROM]
        rows = self.template.format(
            theme=self.name, columns=", ".join(said), least=0 if zoom >= LAST_ZOOM else self.least_px2
        )
        return f"COALESCE((SELECT public.ST_AsMVT(drawn, '{self.name}', {EXTENT}, 'geom') FROM ({rows}) AS drawn), '')"

    def properties(self) -> list[str]:
        """Return the names of the properties of its features."""
        return ["name" if column == "street" else column for column in self.columns]


def draw_basemap(tile: Tile) -> tuple[Edition, bytes]:
    """Return the tile as MVT with the edition of the same snapshot; empty bytes if nothing lies in it.

    Properties: `kind`, `name` and `rank` where the theme has them; a `housenumber` has its `number`.
    """
    body = " || ".join(each.statement(tile.z) for each in THEMES if tile.z >= each.from_zoom)
    statement = f"SELECT version, changed_ms, {body} FROM ({EDITION_SQL.replace('%s', '%(layers)s')}) AS edition"
    parameters: dict[str, Any] = {
        "layers": list(VERSIONS),
        "zoom": tile.z,
        "west": tile.west,
        "south": tile.south,
        "east": tile.east,
        "north": tile.north,
        "margin": BUFFER * tile.unit_m,
        "px2": tile.pixel_m**2,
        "tolerance": 0 if tile.z >= LAST_ZOOM else SIMPLIFIED_PX * tile.pixel_m,
    }
    with connections["published"].cursor() as cursor:
        cursor.execute(statement, parameters)
        version, changed_ms, drawn = cursor.fetchone()
    return Edition(version, changed_ms), bytes(drawn)


_COLUMNS = {
    "kind": "kind",
    "name": "NULLIF(name, '') AS name",
    "street": "NULLIF(name, '') AS name",
    "rank": "rank",
    "number": "housenumber AS number",
}
_SQUARE = f"public.ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, {DRAWN})"
_WITH_MARGIN = f"public.ST_Expand({_SQUARE}, %(margin)s)"
_ROWS = f"""published.basemap
    WHERE theme = '{{theme}}' AND min_zoom <= %(zoom)s AND geom_3857 && {_WITH_MARGIN}"""


def _drawn(geometry: str) -> str:
    return f"public.ST_AsMVTGeom({geometry}, {_SQUARE}, {EXTENT}, {BUFFER}, true) AS geom"


# Large ones first, so that the park in the quarter is drawn over the quarter.
_SURFACES = f"""
    SELECT {{columns}}, {_drawn("public.ST_Simplify(geom_3857, %(tolerance)s, true)")} FROM {_ROWS}
    AND public.ST_Dimension(geom_3857) = 2 AND public.ST_Area(geom_3857) >= {{least}} * %(px2)s
    ORDER BY public.ST_Area(geom_3857) DESC"""

# Sections are joined end to end before they are simplified: a road of a hundred sections is one feature, and short
# sections do not fall apart. Important ones are drawn last, above the others.
_LINES = f"""
    SELECT {{columns}}, {_drawn("public.ST_Simplify(line, %(tolerance)s)")} FROM (
        SELECT kind, name, max(rank) AS rank,
            public.ST_LineMerge(public.ST_CollectionExtract(public.ST_Collect(geom_3857), 2)) AS line
        FROM {_ROWS} AND public.ST_Dimension(geom_3857) = 1 GROUP BY kind, name) AS joined
    ORDER BY rank"""

# Neighbours share their boundary, and a district's is also one of its municipalities': each piece is drawn once, as
# that of the most important, or the dashes of one would fill the gaps of the other. Surfaces give their outlines.
_BOUNDARIES = f"""
    WITH pieces AS (
        SELECT kind, rank, public.ST_ClipByBox2D(CASE public.ST_Dimension(geom_3857)
            WHEN 2 THEN public.ST_Boundary(geom_3857) ELSE geom_3857 END, {_WITH_MARGIN}) AS line
        FROM {_ROWS}
    ), lines AS MATERIALIZED (
        SELECT kind, max(rank) AS rank, public.ST_UnaryUnion(public.ST_Collect(line)) AS line FROM pieces GROUP BY kind
    )
    SELECT {{columns}}, {_drawn("public.ST_Simplify(public.ST_LineMerge(line), %(tolerance)s)")} FROM (
        SELECT kind, rank, COALESCE(public.ST_CollectionExtract(public.ST_Difference(line, (
            SELECT public.ST_Union(above.line) FROM lines AS above
            WHERE (above.rank, above.kind) > (lines.rank, lines.kind))), 2), line) AS line
        FROM lines) AS once
    ORDER BY rank"""

_POINTS = f"SELECT {{columns}}, {_drawn('geom_3857')} FROM {_ROWS} AND public.ST_Dimension(geom_3857) = 0"

# The square is transformed, not the column, so that the index serves.
_HOUSENUMBERS = f"""
    SELECT {{columns}}, {_drawn(f"public.ST_Transform(geom, {DRAWN})")} FROM published.address
    WHERE geom && public.ST_Transform({_WITH_MARGIN}, {SPOKEN})"""

THEMES = (
    Theme("land", _SURFACES, least_px2=16),
    Theme("landuse", _SURFACES, least_px2=16),
    Theme("water", _SURFACES, ("kind", "name"), least_px2=8),
    Theme("waterway", _LINES, ("kind", "name")),
    Theme("building", _SURFACES, least_px2=4),
    Theme("road", _LINES, ("kind", "street")),
    Theme("rail", _LINES),
    Theme("boundary", _BOUNDARIES),
    Theme("place", _POINTS, ("kind", "name", "rank")),
    Theme("housenumber", _HOUSENUMBERS, ("number",), from_zoom=17),
)
