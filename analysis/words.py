"""Numbers in sentences, as people of the language write them."""

from django.utils.formats import number_format


def number(value: float, decimals: int = 0) -> str:
    """Return a number with so many decimals at most, thousands apart: „1.234,5“."""
    rounded = round(float(value), decimals)
    places = 0 if rounded == int(rounded) else decimals
    return number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=abs(rounded) >= 10_000)


def percent(part: float, whole: float) -> str:
    """Return a share in whole per cent; „–“ if there is nobody."""
    return f"{number(100 * part / whole)} %" if whole else "–"
