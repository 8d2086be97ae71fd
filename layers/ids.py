"""Public ids: short, stable, safe in a URL, and never reused."""

import hashlib
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u to misread
LENGTH = 12  # 60 bits: a clash among a million entries has a chance of one in two million


def new_id() -> str:
    """Return a new random id of 12 characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def derived_id(source: str, reference: str) -> str:
    """Return the id of what a source calls `reference`: the same in every database and at every import.

    >>> derived_id("osm", "way/4711") == derived_id("osm", "way/4711")
    True
    >>> len(derived_id("osm", "way/4711"))
    12
    """
    number = int.from_bytes(hashlib.sha256(f"{source}\0{reference}".encode()).digest()[:8])
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))
