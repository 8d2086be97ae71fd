"""Background work of the published side."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from published.renewal import renew
from published.services import RENEW_SOON, publish_due

# The other jobs of the minute wait behind a renewal of many texts, so it stops now and then to let them pass.
RENEWAL_S = 20


@app.periodic(cron="* * * * *")
@app.task(name="published.publish_due", queueing_lock="published.publish_due")
def publish_what_fell_due(timestamp: int) -> None:
    """Publish each minute what changed by time alone: validity, stays, phases."""
    publish_due(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="* * * * *")
@app.task(name="published.renew_opening_hours", queueing_lock="published.opening", lock="published.opening")
def renew_what_runs_short(timestamp: int) -> None:
    """Evaluate each minute the opening hours that are new or whose days run short."""
    renew(datetime.fromtimestamp(timestamp, UTC), seconds=RENEWAL_S)


@app.task(name=RENEW_SOON, lock="published.opening")
def renew_soon() -> None:
    """Evaluate opening hours that were published just now."""
    renew(seconds=RENEWAL_S)
