"""Words with digits are numbers, years and codes: nobody looks for them misspelt, and they are most of what is unique."""

from django.db import migrations

INDEXES = {
    "word_keys": "gin (published.word_keys(word))",
    "word_trigrams": "gin (word public.gin_trgm_ops)",
}


def indexes(condition: str) -> str:
    return "".join(
        f"DROP INDEX published.{name};"
        f" CREATE INDEX {name} ON published.word USING {what} WITH (fastupdate = off){condition};"
        for name, what in INDEXES.items()
    )


class Migration(migrations.Migration):
    dependencies = [("published", "0006_search_otherwise")]
    operations = [migrations.RunSQL(indexes(" WHERE word !~ '[0-9]'"), indexes(""))]
