"""Background work of the tiles."""

from procrastinate.contrib.django import app

from tiles import grid


@app.periodic(cron="* * * * *")
@app.task(name="tiles.build_grids", queueing_lock="tiles.build_grids", lock="tiles.build_grids")
def build_outdated_grids(timestamp: int) -> None:
    """Build each minute the overviews of large layers that have changed."""
    grid.refresh()
