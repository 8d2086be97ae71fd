"""Background work of the published side."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from published.services import publish_due


@app.periodic(cron="* * * * *")
@app.task(name="published.publish_due", queueing_lock="published.publish_due")
def publish_what_fell_due(timestamp: int) -> None:
    """Publish each minute what changed by time alone: validity, stays, phases."""
    publish_due(datetime.fromtimestamp(timestamp, UTC))
