"""The inbox of reports: who reads what, how it is settled, what is forgotten, and the word to the office."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from layers.models import Area, Association, SupportService
from layers.services import save_entry
from participation import services
from participation.models import Report, ReportSender
from participation.services import Message, forget_contacts, forget_senders, send_report, sender_digest
from participation.tasks import tell_office
from published.errors import Conflict, NotPublished, TooMany
from tests.conftest import OLD_TOWN, VILLAGE
from tests.forms import read_form
from tests.staff import person

pytestmark = pytest.mark.usefixtures("published_in_test")
INBOX = reverse("admin:participation_report_changelist")


def message(form: str, **values: str) -> Message:
    return Message(**({"kind": "other", "text": f"Text {form}", "form": form, "url": "/karte/"} | values))


@pytest.fixture
def reports(areas: dict[str, Area]) -> dict[str, Report]:
    """One on an entry in the city, one in the village, one on a service without a place, one on the portal."""
    entries = {
        "city": Association(name="Verein Mitte", status="published", geom=OLD_TOWN),
        "village": Association(name="Verein Dorf", status="published", geom=VILLAGE),
        "nowhere": SupportService(name="Telefon", status="published"),
    }
    found = {}
    for name, entry in entries.items():
        save_entry(entry, by="test")
        layer = "support_service" if name == "nowhere" else "association"
        asked = message(name, kind="entry", layer=layer, entry_id=entry.pk, contact="max@beispiel.invalid")
        found[name] = send_report(asked, sender="203.0.113.1")
    found["portal"] = send_report(message("portal"), sender="203.0.113.1")
    return found


READS = {
    "editor city": {"city"},
    "editor region": {"city", "village", "nowhere", "portal"},
    "administrator": {"city", "village", "nowhere", "portal"},
    "analyst": set(),
    "nobody": set(),
}


def signed_in(who: str) -> Client:
    kind = {"analyst": "analyst", "administrator": "administrator", "nobody": None}.get(who, "editor")
    areas = ["09663000"] if who == "editor city" else []
    client = Client()
    client.force_login(person(who.replace(" ", "-"), kind, *areas, whole_region=who == "editor region"))
    return client


@pytest.mark.parametrize("who", READS)
def test_who_reads_and_settles_which_reports(reports: dict[str, Report], who: str) -> None:
    client = signed_in(who)
    listed = client.get(INBOX)
    assert listed.status_code == (200 if READS[who] else 403)
    for name, report in reports.items():
        page = reverse("admin:participation_report_change", args=[report.pk])
        answer = client.get(page)
        assert answer.status_code == (200 if name in READS[who] else 404), name
        assert (f"Text {name}" in listed.content.decode()) == (name in READS[who])
        if name in READS[who]:
            client.post(page, read_form(answer) | {"state": "answered", "answer": "Berichtigt."})
            report.refresh_from_db()
            assert (report.state, report.answer) == ("answered", "Berichtigt.")
            assert report.answered_by is not None
    assert client.get(reverse("admin:participation_report_add")).status_code == 403


def test_the_inbox_opens_with_what_is_to_be_done(reports: dict[str, Report]) -> None:
    done = reports["village"]
    done.state = "closed"
    services.settle_report(done, by="test")
    client = signed_in("administrator")
    first = client.get(INBOX).content.decode()
    assert "Verein Mitte" in first
    assert "Verein Dorf" not in first
    assert "Verein Dorf" in client.get(f"{INBOX}?state=all").content.decode()
    assert "Verein Dorf" in client.get(f"{INBOX}?state=closed").content.decode()


def test_a_report_opened_again_has_no_one_who_settled_it(reports: dict[str, Report]) -> None:
    report = reports["city"]
    anna = person("anna", "administrator")
    for state in ("closed", "open"):
        report.state = state
        services.settle_report(report, by=anna)
    assert (report.answered_by, report.answered_at) == (None, None)


def test_text_and_address_are_no_markup_in_the_administration(reports: dict[str, Report]) -> None:
    evil = "<script>alert(1)</script>"
    Report.objects.filter(pk=reports["portal"].pk).update(text=evil, url="javascript:alert(1)", about=evil)
    page = signed_in("administrator").get(reverse("admin:participation_report_change", args=[reports["portal"].pk]))
    assert evil not in page.content.decode()
    assert 'href="javascript' not in page.content.decode()


def test_the_history_knows_states_but_neither_words_nor_addresses(reports: dict[str, Report]) -> None:
    report = reports["city"]
    report.state, report.answer = "answered", "Berichtigt."
    services.settle_report(report, by=person("anna", "administrator"))
    history = signed_in("administrator").get(reverse("admin:participation_report_history", args=[report.pk]))
    assert "Berichtigt." in history.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, '') FROM participation_reportevent e")
        (events,) = cursor.fetchone()
    assert "max@beispiel.invalid" not in events
    assert "Text city" not in events


# --- the service ---


def test_the_same_form_is_one_report(areas: dict[str, Area]) -> None:
    first = send_report(message("a"), sender="")
    assert send_report(message("a"), sender="") == first
    with pytest.raises(Conflict):
        send_report(message("a", text="anders"), sender="")


def test_only_what_is_public_can_be_reported(areas: dict[str, Area]) -> None:
    draft = save_entry(Association(name="Entwurf", geom=OLD_TOWN), by="test")
    for layer, entry_id in (("association", draft.pk), ("secret", "x")):
        with pytest.raises(NotPublished):
            send_report(message("a", kind="entry", layer=layer, entry_id=entry_id), sender="")


def test_all_senders_together_have_a_limit(areas: dict[str, Area], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "REPORTS_OF_ALL", 3)
    for number in range(3):
        send_report(message(str(number)), sender=f"203.0.{number}.1")
    with pytest.raises(TooMany):
        send_report(message("4"), sender="198.51.100.1")


def test_senders_of_one_network_and_day_are_one(areas: dict[str, Area]) -> None:
    now = timezone.now()
    assert sender_digest("203.0.113.7", now) == sender_digest("203.0.113.200", now)
    assert sender_digest("203.0.113.7", now) != sender_digest("203.0.114.7", now)
    assert sender_digest("2001:db8:1:2::3", now) == sender_digest("2001:db8:1:ffff::9", now)
    assert sender_digest("203.0.113.7", now) != sender_digest("203.0.113.7", now + timedelta(days=1))
    assert sender_digest("", now) == sender_digest("unknown", now) == sender_digest("1.2.3.4.5", now)


def test_senders_are_forgotten_after_an_hour_and_contacts_after_90_days(reports: dict[str, Report]) -> None:
    now = timezone.now()
    assert forget_senders(now) == 0
    assert forget_senders(now + timedelta(minutes=61)) == 4
    assert not ReportSender.objects.exists()
    report = reports["city"]
    report.state = "answered"
    services.settle_report(report, by="test")
    assert forget_contacts(now + timedelta(days=89)) == 0
    assert forget_contacts(now + timedelta(days=91)) == 1
    report.refresh_from_db()
    assert report.contact == ""
    assert Report.objects.get(pk=reports["village"].pk).contact, "an open report keeps it"


@pytest.mark.parametrize(
    "values", [{"text": ""}, {"text": "x" * 2001}, {"kind": "rumour"}, {"state": "lost"}, {"state": "closed"}]
)
def test_the_database_keeps_what_a_report_must_obey(areas: dict[str, Area], values: dict[str, str]) -> None:
    good = {"kind": "other", "text": "x", "language": "de", "form": "f"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(**(good | values))


# --- the word to the office ---


def jobs() -> list[dict[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE task_name = %s", [services.TELL_OFFICE])
        return [json.loads(row[0]) for row in cursor.fetchall()]


def test_without_an_address_of_the_office_no_mail_is_planned(reports: dict[str, Report]) -> None:
    assert jobs() == []
    tell_office(reports["city"].pk)
    assert mail.outbox == []


@override_settings(OFFICE_EMAILS=["buero@beispiel.invalid"], OFFICE_URL="https://karte.beispiel.invalid")
def test_the_office_hears_of_a_report_after_commit_without_who_wrote_it(areas: dict[str, Area]) -> None:
    name = "Verein\nBcc: alle@beispiel.invalid"
    entry = save_entry(Association(name=name, status="published", geom=OLD_TOWN), by="test")
    asked = message("a", kind="entry", layer="association", entry_id=entry.pk, contact="max@beispiel.invalid")
    report = send_report(asked, sender="")
    assert jobs() == [{"report": report.pk}]
    assert mail.outbox == []
    tell_office(report.pk)
    (sent,) = mail.outbox
    assert sent.to == ["buero@beispiel.invalid"]
    assert "\n" not in sent.subject
    assert f"https://karte.beispiel.invalid/verwaltung/participation/report/{report.pk}/change/" in sent.body
    assert "max@beispiel.invalid" not in sent.message().as_string()
    assert sent.message()["Bcc"] is None


def test_a_report_that_is_gone_is_told_to_nobody() -> None:
    with override_settings(OFFICE_EMAILS=["buero@beispiel.invalid"]):
        tell_office(4711)
    assert mail.outbox == []
