"""Writes of participation: each is atomic and knows who does it."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from layers.services import Actor, acting
from participation.models import Report, ReportKind, ReportSender
from published.catalogue import catalogue
from published.errors import Conflict, NotPublished, TooMany
from published.models import PublicFeature

# Nobody who means it writes more often; a whole office behind one address may.
WINDOW = timedelta(minutes=10)
REPORTS_OF_A_SENDER = 5
REPORTS_OF_ALL = 100
SENDERS_KEPT = timedelta(hours=1)
CONTACTS_KEPT = timedelta(days=90)  # after a report is answered or closed; docs/operating.md and the form say so
# A part of the network address is enough to tell senders apart, and too little to tell who it was.
IPV4_BITS, IPV6_BITS = 24, 48
TELL_OFFICE = "participation.tell_office"
_LOCK = 0x7265706F7274  # "report": one writer at a time, or two at once would both be below the limit


@dataclass(frozen=True)
class Message:
    """What somebody sent: about an entry (layer and id) or about a page; `form` names the form that was sent, once."""

    kind: str
    text: str
    form: str
    contact: str = ""
    layer: str = ""
    entry_id: str = ""
    url: str = ""
    language: str = "de"


@transaction.atomic
def send_report(message: Message, *, sender: str) -> Report:
    """Put a message into the office's inbox; `sender` is the network address, of which nothing readable is kept.

    The same form sent twice with the same text gives the report that there is. Raises Conflict if the text is another
    one, NotPublished if the entry is not public (any more), TooMany if too much came from there or from all.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if (known := Report.objects.filter(form=message.form).first()) is not None:
        if known.text == message.text:
            return known
        raise Conflict(_("Diese Meldung ist schon angekommen. Wollen Sie noch etwas melden, senden Sie noch einmal."))
    about, municipality = _about(message)
    _count_sender(sender, timezone.now())
    report = Report(
        kind=message.kind,
        layer=message.layer,
        entry_id=message.entry_id,
        municipality=municipality,
        about=about,
        url=message.url,
        text=message.text,
        contact=message.contact,
        language=message.language,
        form=message.form,
    )
    report.full_clean()
    with acting(by="public form"):
        report.save()
    if settings.OFFICE_EMAILS:
        app.configure_task(TELL_OFFICE).defer(report=report.pk)  # in this transaction: it goes out after commit only
    return report


@transaction.atomic
def settle_report(report: Report, *, by: Actor) -> Report:
    """Store the state and the answer of a report, with who settled it and when; an open one has neither."""
    if report.state == Report.State.OPEN:
        report.answered_by, report.answered_at = None, None
    elif report.answered_at is None:
        report.answered_by = None if isinstance(by, str) else by
        report.answered_at = timezone.now()
    report.full_clean()
    with acting(by):
        report.save()
    return report


def forget_contacts(now: datetime) -> int:
    """Forget the e-mail addresses of reports that were settled long ago. Returns how many there were."""
    settled = Report.objects.exclude(state=Report.State.OPEN).exclude(contact="")
    return settled.filter(answered_at__lt=now - CONTACTS_KEPT).update(contact="")


def forget_senders(now: datetime) -> int:
    """Forget who sent reports before the last hour. Returns how many rows there were."""
    return ReportSender.objects.filter(sent_at__lt=now - SENDERS_KEPT).delete()[0]


def sender_digest(address: str, now: datetime) -> str:
    """Return what tells senders of one day apart: a keyed hash of the network part of an address.

    The key is the portal's secret, which is not in the database; an address that is none counts as one sender.
    """
    try:
        known = ipaddress.ip_address(address)
        bits = IPV4_BITS if known.version == 4 else IPV6_BITS
        network = str(ipaddress.ip_network((known, bits), strict=False))
    except ValueError:
        network = ""
    said = f"report {now:%Y-%m-%d} {network}"
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


def _count_sender(sender: str, now: datetime) -> None:
    """Note one more report of a sender. Raises TooMany beyond the limits."""
    forget_senders(now)
    digest = sender_digest(sender, now)
    recent = ReportSender.objects.filter(sent_at__gt=now - WINDOW)
    if recent.filter(digest=digest).count() >= REPORTS_OF_A_SENDER:
        raise TooMany(
            _("Von Ihrem Anschluss kamen eben schon mehrere Meldungen. Versuchen Sie es in 10 Minuten wieder.")
        )
    if recent.count() >= REPORTS_OF_ALL:
        raise TooMany(_("Gerade kommen sehr viele Meldungen an. Versuchen Sie es in 10 Minuten wieder."))
    ReportSender.objects.create(digest=digest, sent_at=now)


def _about(message: Message) -> tuple[str, str]:
    """Return what a message is about in words, and the municipality in which its entry lies. Raises NotPublished."""
    if message.kind != ReportKind.ENTRY:
        return message.url[:200], ""
    entry = None
    if catalogue.is_topic(message.layer):
        entries = PublicFeature.objects.filter(layer=message.layer, id=message.entry_id)
        entry = entries.values_list("name", "municipality").first()
    if entry is None:
        raise NotPublished(_("Diesen Eintrag gibt es nicht mehr."))
    name, municipality = entry
    return " ".join(name.split())[:200], municipality or ""
