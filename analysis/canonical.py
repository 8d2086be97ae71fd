"""Equal content as equal bytes: what receipts and hashes rest on."""

import hashlib
import json
import zlib
from typing import Any

COMPRESSION = 6


def canonical(content: Any) -> bytes:
    """Return JSON with sorted keys and no blanks. Raises ValueError for NaN and infinity.

    >>> canonical({"b": 1, "a": "ü"})
    b'{"a":"\\xc3\\xbc","b":1}'
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def digest(content: bytes) -> str:
    """Return the SHA-256 of the bytes in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def packed(content: bytes) -> bytes:
    """Return the bytes compressed."""
    return zlib.compress(content, COMPRESSION)


def unpacked(data: bytes | memoryview) -> Any:
    """Return the content of packed canonical JSON."""
    return json.loads(zlib.decompress(data))
