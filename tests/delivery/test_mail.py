"""Mail leaves through the outbox, under the same Message-ID however often it is tried."""

import json

import pytest
from cryptography.fernet import InvalidToken
from django.core import mail
from django.template import engines
from django.test import override_settings

from campaign_site.delivery.jobs.outbox import run
from campaign_site.delivery.mail import send as deliver
from campaign_site.delivery.mail import send_later
from campaign_site.delivery.models import OutboxItem

pytestmark = pytest.mark.django_db

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.locmem.Loader",
                    {"emails/test.txt": "{% load i18n %}Your pledge\n\nHello {{ name }}. {% translate 'Yes' %}\n"},
                )
            ]
        },
    }
]


@pytest.fixture(autouse=True)
def _template():
    with override_settings(TEMPLATES=TEMPLATES):
        engines.__dict__.pop("templates", None)
        yield


def send(**options):
    send_later("test", **{"to": "amina@example.org", "key": "k1", "language": "en", **options})


def test_mail_is_sent_after_commit_with_the_first_line_as_subject(run_commits):
    with run_commits():
        send(context={"name": "Amina"})
        assert mail.outbox == []
    message = mail.outbox[0]
    assert message.subject == "Your pledge"
    assert message.body == "Hello Amina. Yes\n"
    assert message.to == ["amina@example.org"]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_mail_is_written_in_the_language_of_the_person(run_commits):
    with run_commits():
        send(language="fr")
    assert "Oui" in mail.outbox[0].body


def test_a_repeated_call_sends_one_mail(run_commits):
    with run_commits():
        send()
        send()
    assert len(mail.outbox) == 1


def test_a_second_try_carries_the_same_message_id():
    send()
    item = OutboxItem.objects.get()
    deliver(item)
    # The server took it and the process died before it could say so.
    assert run(item.key)
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.extra_headers["Message-ID"].endswith("@testserver>")


@override_settings(
    EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1
)
def test_a_mail_server_that_is_away_loses_nothing(run_commits):
    with run_commits():
        send()
    item = OutboxItem.objects.get()
    assert item.done_at is None
    assert item.last_error == "ConnectionRefusedError"
    OutboxItem.objects.update(next_at=item.created_at)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        assert run(item.key)
    assert mail.outbox[0].to == ["amina@example.org"]


def test_a_new_line_typed_into_a_value_never_becomes_a_header(run_commits):
    with run_commits():
        send(context={"name": "x\nBcc: everybody@example.org"})
    assert "Bcc" not in mail.outbox[0].message().as_string().split("\n\n")[0]


def test_whoever_reads_the_database_reads_no_link_and_no_address_of_a_mail(settings):
    send(context={"name": "https://example.org/pledge/confirm/token"})
    (item,) = OutboxItem.objects.all()
    kept = json.dumps(item.payload)
    assert not any(word in kept for word in ("amina", "token", "Your pledge", "example.org"))

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", []
    with pytest.raises(InvalidToken):
        deliver(item)
    assert mail.outbox == []


def test_mail_that_waits_while_the_key_is_changed_still_leaves(settings):
    send()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    assert run(OutboxItem.objects.get().key)
    assert mail.outbox[0].to == ["amina@example.org"]
