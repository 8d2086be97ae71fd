"""What of an entry can be summed up: the numbers that layers publish, such as a usable area."""

from analysis.selection import facility_layers

# Numbers that say where or which, not how much.
NO_AMOUNTS = {"version", "year", "elevation_m", "latitude", "longitude"}


def amounts() -> dict[str, str]:
    """Return the properties that can be an amount, with their words and unit, in the order of the layers."""
    return {
        each.name: f"{each.label} ({each.unit})" if each.unit else str(each.label)
        for layer in facility_layers()
        for each in layer.fields
        if each.type in ("integer", "number") and each.name not in NO_AMOUNTS
    }


def amount_label(name: str) -> str:
    """Return the words of an amount; its name where no layer publishes it any more."""
    return amounts().get(name, name)
