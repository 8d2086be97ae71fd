"""The published tables, as models that are only read. `published.services` alone writes them, in SQL.

The tables live in the PostgreSQL schema `published`, are made by this room's migrations, and are read through the alias
`published` (role gisportal_public) or, the staff part, through `staff` (role gisportal_staff).
"""

from typing import TYPE_CHECKING

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField

from published.crs import DRAWN, SPOKEN
from published.queries import FeatureQuerySet

if TYPE_CHECKING:
    from datetime import datetime


class Feature(models.Model):
    """One published entry, ready to be served."""

    # (layer, id) is the key; Django needs one column, and no code here looks a row up by it.
    id = models.TextField(primary_key=True)
    layer = models.TextField()
    kind = models.TextField()
    name = models.TextField()
    municipality = models.TextField(null=True)
    district = models.TextField(null=True)
    geom = models.GeometryField(srid=SPOKEN, null=True)
    geom_3857 = models.GeometryField(srid=DRAWN, null=True)
    properties = models.JSONField()
    geojson = models.TextField()
    terms = ArrayField(models.TextField())
    opening_hours = models.TextField(null=True)  # generated from the properties: how entries find their opening
    valid_from = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True)
    confirmed_on = models.DateField(null=True)
    changed_at = models.DateTimeField()

    objects = FeatureQuerySet.as_manager()

    class Meta:
        abstract = True


class PublicFeature(Feature):
    """An entry that anyone may see: the partition `published.feature_public`."""

    class Meta:
        managed = False
        db_table = '"published"."feature_public"'


class StaffFeature(Feature):
    """An entry that signed-in staff may see as well: the whole of `published.feature`. Read it `using("staff")`."""

    audience = models.TextField()

    class Meta:
        managed = False
        db_table = '"published"."feature"'


class LayerVersion(models.Model):
    """The version of a layer: the cache key of everything made from it. Raised once per transaction, at commit."""

    layer = models.TextField(primary_key=True)
    version = models.BigIntegerField()
    changed_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()

    class Meta:
        managed = False
        db_table = '"published"."layer_version"'


class PublishedKind(models.Model):
    """A category of a layer whose categories are rows of a table, such as the kinds of place."""

    code = models.TextField(primary_key=True)
    layer = models.TextField()
    label = models.TextField()
    label_en = models.TextField()
    icon = models.TextField()
    colour = models.TextField()
    position = models.IntegerField()

    class Meta:
        managed = False
        db_table = '"published"."kind"'


class PublishedText(models.Model):
    """The text of a page that the office edits, in restricted Markdown (`published.markdown`), in one language."""

    slug = models.TextField(primary_key=True)  # (slug, language) is the key; Django needs one column
    language = models.TextField()
    title = models.TextField()
    body = models.TextField()
    changed_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()

    class Meta:
        managed = False
        db_table = '"published"."page_text"'


class BasemapFeature(models.Model):
    """A piece of the basemap from OpenStreetMap: a road, a wood, a building, the name of a village."""

    id = models.BigIntegerField(primary_key=True)
    source = models.TextField()  # key of the source that it came with
    theme = models.TextField()  # land, landuse, water, waterway, building, road, rail, boundary, place
    kind = models.TextField()
    name = models.TextField()
    rank = models.IntegerField()  # higher is more important
    min_zoom = models.IntegerField()
    geom_3857 = models.GeometryField(srid=DRAWN)

    class Meta:
        managed = False
        db_table = '"published"."basemap"'


class Address(models.Model):
    """A house with its number and position."""

    id = models.BigIntegerField(primary_key=True)
    source = models.TextField()
    street = models.TextField()
    housenumber = models.TextField()
    postcode = models.TextField()
    city = models.TextField()
    municipality = models.TextField(null=True)
    geom = models.PointField(srid=SPOKEN)

    class Meta:
        managed = False
        db_table = '"published"."address"'


class PublicDatastream(models.Model):
    """A datastream of a station that is public now: the view `published.datastream`.

    Its latest reading is the last one that is not after now; a clock that runs ahead does not keep a station alive.
    """

    id = models.BigIntegerField(primary_key=True)
    station_id = models.TextField()
    observed_property = models.TextField()
    latest_at = models.DateTimeField(null=True)
    latest_value = models.FloatField(null=True)

    class Meta:
        managed = False
        db_table = '"published"."datastream"'


class PublicReading(models.Model):
    """A reading of a station that is public now: the view `published.reading`."""

    pk = models.CompositePrimaryKey("datastream_id", "time")
    datastream_id = models.BigIntegerField()
    time = models.DateTimeField()
    value = models.FloatField()

    class Meta:
        managed = False
        db_table = '"published"."reading"'
