"""Background work of participation: word to the office, and what is to be forgotten."""

from datetime import UTC, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from participation.models import Report
from participation.services import TELL_OFFICE, forget_contacts, forget_senders

# A mail server that is away for an hour costs no message.
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=3)


@app.task(name=TELL_OFFICE, retry=PATIENCE)
def tell_office(report: int) -> None:
    """Tell the office by e-mail that a report came in. Who wrote it stands in the administration only."""
    found = Report.objects.filter(pk=report).first()
    if found is None or not settings.OFFICE_EMAILS:
        return
    about = " ".join(f"{found.get_kind_display()}: {found.about}".split())  # a line break would be a second header
    way = f"{settings.OFFICE_URL}{reverse('admin:participation_report_change', args=[found.pk])}"
    EmailMessage(
        subject=f"[{settings.REGION.name}] Meldung – {about}"[:200],
        body=f"{found.text}\n\n--\n{about}\n{found.url}\n\nBearbeiten: {way}\n",
        to=settings.OFFICE_EMAILS,
    ).send()


@app.periodic(cron="17 * * * *")
@app.task(name="participation.forget", queueing_lock="participation.forget")
def forget(timestamp: int) -> None:
    """Forget each hour who sent reports, and the e-mail addresses of those that were settled long ago."""
    now = datetime.fromtimestamp(timestamp, UTC)
    forget_senders(now)
    forget_contacts(now)
