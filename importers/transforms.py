"""Small pure functions that field maps call by name: text in, value out, RowFault for what makes no sense."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from importers.errors import RowFault
from importers.readers.numbers import parse_number, shorten

ARS = re.compile(r"\d{12}")
METRES = re.compile(r"([\d.,]+)\s*(m|cm|km)?", re.IGNORECASE)
METRES_OF = {"": 1.0, "m": 1.0, "cm": 0.01, "km": 1000.0}
CELL = re.compile(r"(?:CRS3035RES)?(\d+)(k?)m?N(\d+)E(\d+)")


def ars_to_ags(text: str) -> str:
    """Return the 8-digit municipality key (AGS) of a 12-digit regional key (ARS); an AGS stays as it is.

    The ARS has the association of municipalities in digits 6 to 9, which the AGS leaves out (Destatis).

    >>> ars_to_ags("096795644114")
    '09679114'
    """
    digits = text.strip()
    if ARS.fullmatch(digits):
        return digits[:5] + digits[9:]
    if re.fullmatch(r"\d{8}", digits):
        return digits
    raise RowFault(f"„{shorten(text)}“ ist kein Gemeindeschlüssel (8 Ziffern) und kein Regionalschlüssel (12 Ziffern).")


def district_key(text: str) -> str:
    """Return the key of a city district: the city's eight digits and the district's number in two.

    >>> district_key("096630003"), district_key("0966300013")
    ('0966300003', '0966300013')
    """
    match = re.fullmatch(r"(\d{8})(\d{1,2})", text.strip())
    if not match:
        raise RowFault(f"„{shorten(text)}“ ist nicht Gemeindeschlüssel und Nummer eines Bezirks.")
    return match.group(1) + match.group(2).zfill(2)


def rounded(text: str) -> int:
    """Return a number with a decimal point as the nearest whole number.

    >>> rounded("2.7")
    3
    """
    return round(parse_number(text))


def census_cell(text: str) -> str:
    """Return the INSPIRE id of a census cell in its long form, metres from the south-west corner, EPSG:3035.

    >>> census_cell("1kmN2954E4292"), census_cell("CRS3035RES100mN2955300E4292700")
    ('CRS3035RES1000mN2954000E4292000', 'CRS3035RES100mN2955300E4292700')
    """
    match = CELL.fullmatch(text.strip())
    if not match:
        raise RowFault(f"„{shorten(text)}“ ist keine Kennung einer Gitterzelle.")
    size, kilo, north, east = match.groups()
    metres = int(size) * (1000 if kilo else 1)
    # The short form counts cells, the long form metres: coordinates of Europe have seven digits.
    unit = metres if len(north) < 7 else 1
    return f"CRS3035RES{metres}mN{int(north) * unit}E{int(east) * unit}"


def web_address(text: str) -> str:
    """Return a web address with its scheme; other schemes than http and https are a fault.

    >>> web_address("www.example.org/a")
    'https://www.example.org/a'
    """
    address = text.strip().split(";")[0].strip()
    if re.match(r"(?i)[\w-]+(\.[\w-]+)+(/|$)", address):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme.lower() not in ("http", "https") or "." not in parts.netloc or re.search(r"[\s<>\"']", address):
        raise RowFault(f"„{shorten(text)}“ ist keine Adresse im Netz.")
    return address


def metres(text: str) -> float:
    """Return a length as OSM writes it, in metres.

    >>> metres("1,5 m"), metres("80 cm")
    (1.5, 0.8)
    """
    match = METRES.fullmatch(text.strip())
    if not match:
        raise RowFault(f"„{shorten(text)}“ ist keine Länge.")
    return float(match.group(1).replace(",", ".")) * METRES_OF[(match.group(2) or "").lower()]


def first_of_list(text: str) -> str:
    """Return the first item of a list with semicolons.

    >>> first_of_list("+49 931 1; +49 931 2")
    '+49 931 1'
    """
    return text.split(";")[0].strip()


TRANSFORMS: dict[str, Callable[[str], Any]] = {
    "ars_to_ags": ars_to_ags,
    "census_cell": census_cell,
    "district_key": district_key,
    "first_of_list": first_of_list,
    "metres": metres,
    "rounded": rounded,
    "web_address": web_address,
}
