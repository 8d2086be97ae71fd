"""The work on runs, by any worker on any host; and runs whose worker died are taken up again."""

from typing import Any

from procrastinate import JobContext
from procrastinate.contrib.django import app

from analysis import services, staleness, work

# A worker tells each ten seconds that it lives (procrastinate's default); three times unheard, it is dead.
DEAD_AFTER_S = 30
OURS = (services.BEGIN, services.DO_PART, services.FINISH, services.SHOW)


@app.task(name=services.BEGIN)
def begin(run: str) -> None:
    """Divide a run into parts."""
    work.begin(run)


@app.task(name=services.DO_PART)
def do_part(run: str, number: int) -> None:
    """Compute a part of a run."""
    work.do_part(run, number)


@app.task(name=services.FINISH)
def finish(run: str) -> None:
    """Put the parts of a run together."""
    work.finish(run)


@app.task(name=services.SHOW, lock=services.SHOW)
def show(run: str) -> None:
    """Publish the rows of a released run."""
    work.show(run)


@app.periodic(cron="* * * * *")
@app.task(name="analysis.take_up", queueing_lock="analysis.take_up", pass_context=True)
async def take_up(context: JobContext, timestamp: int) -> None:
    """Put back the jobs of runs whose worker is gone; each does again only what was not done yet."""
    jobs: Any = context.app.job_manager
    for name in OURS:
        for job in await jobs.get_stalled_jobs(task_name=name, seconds_since_heartbeat=DEAD_AFTER_S):
            await jobs.retry_job(job)


@app.periodic(cron="* * * * *")
@app.task(name="analysis.look_for_changes", queueing_lock="analysis.look_for_changes")
def look_for_changes(timestamp: int) -> None:
    """Note which rows have changed since runs took them."""
    staleness.look()
