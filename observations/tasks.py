"""Background work on readings."""

from procrastinate.contrib.django import app

from observations.services import announce_latest


@app.periodic(cron="* * * * *")
@app.task(name="observations.announce_latest", queueing_lock="observations.announce_latest")
def announce_latest_readings(timestamp: int) -> None:
    """Let caches know of new latest values, at most once a minute."""
    announce_latest()
