"""The screen that opens a file of evidence."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from stories.consent import evidence, vault
from stories.consent.choices import EvidenceKind
from stories.consent.models import AuditEvent
from tests.factories.accounts import UserFactory, signed_in
from tests.factories.stories import ConsentFactory, active_consent
from tests.stories.consent.reader import REASON, officer
from tests.stories.consent.test_evidence import path_of, upload

pytestmark = pytest.mark.django_db

PAGE = b"<html><script>alert(1)</script>"


def may_enter_the_admin(user):
    """Give a user the one right that opens the admin."""
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


@pytest.fixture
def reader(client):
    user = may_enter_the_admin(officer("read_evidence"))
    client.force_login(user)
    return user


@pytest.fixture
def row():
    return evidence.store_file(ConsentFactory(), EvidenceKind.FORM, upload(PAGE), None)


def test_screen_asks_for_a_reason_and_gives_nothing_yet(client, reader, row):
    page = client.get(reverse("open_evidence", args=[row.pk]))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert not AuditEvent.objects.filter(kind="evidence.read").exists()


def test_file_is_sent_as_bytes_to_keep_and_never_to_show(client, reader, row):
    answer = client.post(reverse("open_evidence", args=[row.pk]), {"reason": REASON})
    assert answer.getvalue() == PAGE
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-{row.pk}.bin"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Length"] == str(row.size)
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.get(kind="evidence.read").actor == str(reader)


@pytest.mark.parametrize("reason", ["", "short"])
def test_no_file_without_a_reason(client, reader, row, reason):
    page = client.post(reverse("open_evidence", args=[row.pk]), {"reason": reason})
    assert "text/html" in page["Content-Type"]
    assert not AuditEvent.objects.filter(kind="evidence.read").exists()


def test_old_sign_in_is_asked_for_the_second_factor(client, reader, row):
    signed_in(client, ago=timedelta(minutes=11))
    answer = client.post(reverse("open_evidence", args=[row.pk]), {"reason": REASON})
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert not AuditEvent.objects.filter(kind="evidence.read").exists()


def test_damaged_and_erased_files_are_told_plainly(client, reader, row, run_commits):
    address = reverse("open_evidence", args=[row.pk])
    path_of(row).write_bytes(b"x")
    assert "altered or is damaged" in client.post(address, {"reason": REASON}).content.decode()
    with run_commits():
        vault.erase(row.consent.contributor)
    assert "key is gone" in client.post(address, {"reason": REASON}).content.decode()


def test_nobody_else_reaches_the_screen(client, row):
    address = reverse("open_evidence", args=[row.pk])
    assert client.get(address)["Location"].startswith("/admin/login/")
    for user in (UserFactory(is_superuser=True), officer("view_evidence")):
        client.force_login(may_enter_the_admin(user))
        for answer in (client.get(address), client.post(address, {"reason": REASON})):
            assert answer.status_code == 302
            assert answer["Location"] == reverse("wagtailadmin_home")


def test_paper_and_unknown_evidence_have_no_screen(client, reader):
    paper = active_consent().evidence.get()
    for pk in (paper.pk, 10**9):
        assert client.get(reverse("open_evidence", args=[pk]), follow=True).status_code == 404
