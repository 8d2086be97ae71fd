"""ZIP archives that are equal for equal content."""

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime

REGULAR_FILE = 0o644 << 16


def zipped(files: Iterable[tuple[str, bytes]], of: datetime) -> bytes:
    """Return an archive of named files that all carry one time."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, of.astimezone(UTC).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = REGULAR_FILE
            archive.writestr(entry, content)
    return written.getvalue()
