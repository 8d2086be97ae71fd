"""What this room publishes: one noun per file, each with its publish function and its PublicLayer."""

from layers.public import (  # noqa: F401  (importing registers)
    area,
    association,
    climate_station,
    counting_station,
    heimatforum,
    place,
    population,
    sports_facility,
    support_service,
)
