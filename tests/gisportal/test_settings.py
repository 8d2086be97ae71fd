"""Settings that a running server depends on, asked of the server itself."""

import pytest
from django.db import connections


@pytest.mark.django_db
def test_history_needs_no_caught_error_per_row():
    """Its trigger reads `pgtrigger.ignore` at every row and catches the error where nobody has set it."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_setting('pgtrigger.ignore')")
        assert cursor.fetchone() == ("{}",)
