"""The administration of sports facilities."""

from django.contrib import admin

from layers.admin.entry import EntryAdmin
from layers.models import SportsFacility


@admin.register(SportsFacility)
class SportsFacilityAdmin(EntryAdmin):
    """Sports facilities. Their place is always exact, so nobody is asked how exact."""

    kind_field = "kind"
    what = (
        "kind",
        "sports",
        ("usable_area_m2", "length_m", "width_m"),
        ("surface", "condition"),
        ("public_access", "changing_rooms"),
        ("indoor", "floodlight"),
        "owner",
    )
    where = (("street", "housenumber"), ("postcode", "city"), "geom", ("municipality", "district"))
