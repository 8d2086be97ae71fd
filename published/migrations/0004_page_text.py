"""The texts of pages that the office edits, as far as they are published."""

from django.db import migrations, models

CREATE = """
-- One row for each published text; drafts and the history stay with the domain table (texts_pagetext).
CREATE TABLE published.page_text (
    slug text NOT NULL,
    language text NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT page_text_pkey PRIMARY KEY (slug, language)
);
GRANT SELECT ON published.page_text TO gisportal_public, gisportal_staff;
"""


class Migration(migrations.Migration):
    dependencies = [("published", "0003_opening")]
    operations = [
        migrations.RunSQL(CREATE, "DROP TABLE published.page_text"),
        migrations.CreateModel(
            name="PublishedText",
            fields=[
                ("slug", models.TextField(primary_key=True, serialize=False)),
                ("language", models.TextField()),
                ("title", models.TextField()),
                ("body", models.TextField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={"db_table": '"published"."page_text"', "managed": False},
        ),
    ]
