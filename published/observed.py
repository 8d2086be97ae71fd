"""What stations observe: properties with their labels, units and the rule by which hours become days."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ObservedProperty(TextChoices):
    """What is measured; the unit follows from it."""

    AIR_TEMPERATURE = "air_temperature", _("Lufttemperatur")
    RELATIVE_HUMIDITY = "relative_humidity", _("relative Luftfeuchte")
    WIND_SPEED = "wind_speed", _("Windgeschwindigkeit")
    PRECIPITATION = "precipitation", _("Niederschlag")
    SOIL_MOISTURE = "soil_moisture", _("Bodenfeuchte")


UNITS = {
    ObservedProperty.AIR_TEMPERATURE: "°C",
    ObservedProperty.RELATIVE_HUMIDITY: "%",
    ObservedProperty.WIND_SPEED: "m/s",
    ObservedProperty.PRECIPITATION: "mm",
    ObservedProperty.SOIL_MOISTURE: "%",
}
# Amounts that fall within an interval: shorter intervals add up to longer ones. All others are averaged.
AMOUNTS = frozenset({ObservedProperty.PRECIPITATION})
