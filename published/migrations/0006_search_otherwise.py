"""What the search offers where nothing is found: other words, and the municipalities beside the one that was named."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
FUNCTIONS = {
    "word_as_written": "text",
    "words_instead": "text, integer",
    "neighbours_with": "text, integer",
}


def create(apps, schema_editor):
    for name, arguments in FUNCTIONS.items():
        schema_editor.execute((SQL / f"{name}.sql").read_text(), params=None)
        schema_editor.execute(
            f"GRANT EXECUTE ON FUNCTION published.{name}({arguments}) TO gisportal_public, gisportal_staff", params=None
        )


def drop(apps, schema_editor):
    for name, arguments in FUNCTIONS.items():
        schema_editor.execute(f"DROP FUNCTION IF EXISTS published.{name}({arguments})", params=None)


class Migration(migrations.Migration):
    dependencies = [("published", "0005_search")]
    operations = [migrations.RunPython(create, drop)]
