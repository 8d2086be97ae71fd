"""Statements composed of identifiers and literals, run through Django's connection.

Values stand in them as literals, quoted by psycopg, because the history of changes puts parameters of its own before
every statement that writes.
"""

from typing import Any

from django.db import connection
from psycopg import sql

name = sql.Identifier
value = sql.Literal


def compose(template: str, /, **parts: sql.Composable) -> sql.Composed:
    """Return a statement from a template with {names}; doubled braces stand for themselves."""
    return sql.SQL(template).format(**parts)


def listed(columns: list[str] | tuple[str, ...], *, of: str = "") -> sql.Composed:
    """Return column names with commas between them, each of the table or alias `of` if given."""
    return sql.SQL(", ").join(name(of, column) if of else name(column) for column in columns)


def write(statement: sql.Composable) -> int:
    """Run a statement and return how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(_text(statement), [])
        return cursor.rowcount


def rows(statement: sql.Composable) -> list[tuple[Any, ...]]:
    """Run a statement that returns rows, and return them."""
    with connection.cursor() as cursor:
        cursor.execute(_text(statement), [])
        return cursor.fetchall()


def _text(statement: sql.Composable) -> str:
    connection.ensure_connection()
    return statement.as_string(connection.connection).replace("%", "%%")
