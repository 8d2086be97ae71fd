"""The phases of participation projects."""

from participation.models.phase import Phase

__all__ = ["Phase"]
