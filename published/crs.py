"""The coordinate reference systems of the portal, as EPSG numbers (as text PostGIS is a thousand times slower)."""

STORED = 25832  # ETRS89 / UTM 32N, metres: domain tables
SPOKEN = 4326  # WGS84, stored lon/lat as in CRS84: GeoJSON and parameters
DRAWN = 3857  # Web Mercator: tiles
CENSUS = 3035  # ETRS89 / LAEA Europe: the census grid
