"""A fresh link to take it back, for whoever owns the mailbox, and nobody learns whether there is anything."""

import re

import pytest
from django.core import mail

from campaign_site.delivery.models import OutboxItem
from campaign_site.movement import finding, signing
from campaign_site.movement.mail_fingerprints import fingerprint, fingerprints
from campaign_site.movement.models import Commitment
from tests.factories.movement import CommitmentFactory
from tests.movement.visitor import FIND, fill_in, newest_link, press, send

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    """Return the page without what differs from one rendering to the next."""
    return re.sub(r'value="[^"]{30,}"', "", response.content.decode())


def test_who_lost_the_mail_gets_a_link_in_their_language_and_takes_it_back(client, run_commits):
    CommitmentFactory(confirmed=True, address="ama@example.org", language="fr")
    answer = send(client, run_commits, "/ar/stand/find/", email="Ama@Example.ORG")
    assert answer.status_code == 200
    assert newest_link().startswith("/ar/stand/erase/")
    press(client, run_commits, newest_link())
    assert not Commitment.objects.exists()


def test_attacker_who_tries_addresses_sees_the_same_answer_for_known_and_unknown(client, run_commits):
    CommitmentFactory(confirmed=True, address="known@example.org")
    known = send(client, run_commits, FIND, email="known@example.org")
    unknown = send(client, run_commits, FIND, email="unknown@example.org")
    assert text_of(known) == text_of(unknown) and known.status_code == unknown.status_code == 200
    assert dict(known.headers) == dict(unknown.headers)
    assert len(mail.outbox) == 1


def test_the_request_does_the_same_for_known_and_unknown_addresses(client):
    """Without its commits: what differs is done beside the request."""
    CommitmentFactory(confirmed=True, address="known@example.org")
    for email in ("known@example.org", "unknown@example.org"):
        client.post(FIND, fill_in(client, FIND, email=email))
    assert list(OutboxItem.objects.values_list("kind", flat=True)) == [finding.KIND] * 2
    assert "known@" not in str(list(OutboxItem.objects.values()))


def test_attacker_whose_address_only_looks_alike_gets_no_link(client, run_commits):
    CommitmentFactory(confirmed=True, address="kofi@example.org")
    send(client, run_commits, FIND, email="\u212aofi@example.org")
    assert not mail.outbox
    assert fingerprint("KOFI@example.org ") == fingerprint("kofi@example.org")


def test_what_waits_is_not_found_and_what_was_taken_back_neither(client, run_commits):
    CommitmentFactory(address="waits@example.org")
    gone = CommitmentFactory(confirmed=True, address="gone@example.org")
    signing.erase(gone)
    for email in ("waits@example.org", "gone@example.org"):
        send(client, run_commits, FIND, email=email)
    assert not mail.outbox


def test_attacker_gets_somebody_no_more_than_a_few_mails_a_day(client, run_commits):
    CommitmentFactory(confirmed=True, address="ama@example.org")
    for _time in range(finding.MAILS_TO_ONE_ADDRESS + 2):
        assert send(client, run_commits, FIND, email="ama@example.org").status_code == 200
    assert len(mail.outbox) == finding.MAILS_TO_ONE_ADDRESS


def test_a_network_that_searches_too_much_waits(client, run_commits, monkeypatch):
    monkeypatch.setattr(finding, "SEARCHES_OF_ONE_NETWORK", 1)
    assert send(client, run_commits, FIND, email="a@example.org").status_code == 200
    assert send(client, run_commits, FIND, email="b@example.org").status_code == 429


def test_an_address_is_found_after_the_secret_was_changed(settings):
    kept = fingerprint("ama@example.org")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert kept != fingerprint("ama@example.org") and kept in fingerprints("ama@example.org")


def test_who_reads_the_database_cannot_try_addresses_without_the_secret(settings):
    before = fingerprint("ama@example.org")
    settings.SECRET_KEY = "another"
    assert before not in fingerprints("ama@example.org")
