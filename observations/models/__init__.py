"""Datastreams and their readings (terms of OGC SensorThings)."""

from observations.models.datastream import Datastream
from observations.models.reading import Reading

__all__ = ["Datastream", "Reading"]
