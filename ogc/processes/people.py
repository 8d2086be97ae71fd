"""Tables of a result as pages show them."""

from typing import Any

from django.utils.translation import gettext as _

MAX_ROWS = 100  # of a table on a page; all of them are in the data


def result_tables(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table with its title, heads of columns, and its first rows as texts; geometries by their type."""
    columns = table["columns"]
    values = [table["values"][each["name"]] for each in columns]
    rows = [[_words(value) for value in row] for row in zip(*(each[:MAX_ROWS] for each in values), strict=True)]
    total = len(values[0]) if values else 0
    heads = [f"{each['label']} ({each['unit']})" if each["unit"] else each["label"] for each in columns]
    return {"title": table["title"], "heads": heads, "rows": rows, "total": total, "left_off": total - len(rows)}


def _words(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, dict):
        return _("Geometrie (%(type)s)") % {"type": value.get("type", "")}
    return str(value)
