"""The officers' desk, through its addresses: vault, code, receipt, second officer, evidence, calls."""

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from campaign_site.accounts.roles import sync_roles
from stories.consent import calls, codes, lifecycle, vault
from stories.consent.choices import EvidenceKind, Status, VaultPartName
from stories.consent.models import AccessCode, AuditEvent, Evidence
from tests.factories.accounts import UserFactory
from tests.factories.stories import ConsentFactory, ContributorFactory, active_consent, story_index

pytestmark = pytest.mark.django_db

NAME = "Sihamunit Rahelar"
REASON = "The person asked for a letter"
TELLING = ("anyone", "victim", "traffick", "la traite", "la trata", "surviv", r"\biom\b", "migra", "اتجار", "ضحي")


@pytest.fixture
def officer(client):
    story_index()
    sync_roles()
    user = UserFactory(role="Protection officer")
    client.force_login(user)
    return user


@pytest.fixture
def person():
    contributor = ContributorFactory()
    vault.write(contributor, VaultPartName.NAMES, [NAME])
    return contributor


def given_during_assistance(collector):
    consent = ConsentFactory(in_assistance=True, told_help_is_independent=True)
    lifecycle.give(
        consent, evidence_kind=EvidenceKind.FORM, evidence_location="Mission safe, folder 12", actor=collector
    )
    return consent


def test_vault_opens_with_a_reason_and_the_reason_is_kept(client, officer, person):
    address = reverse("open_vault", args=[person.pk, "names"])

    assert NAME not in client.get(address).content.decode()
    answer = client.post(address, {"reason": REASON})

    assert NAME in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    event = AuditEvent.objects.get(kind="vault.read")
    assert REASON in event.sentence
    assert NAME not in event.sentence


@pytest.mark.parametrize("reason", ["", "because"])
def test_vault_stays_closed_without_a_reason(client, officer, person, reason):
    answer = client.post(reverse("open_vault", args=[person.pk, "names"]), {"reason": reason})

    assert answer.status_code == 200
    assert NAME not in answer.content.decode()
    assert not AuditEvent.objects.filter(kind="vault.read").exists()


def test_vault_stays_closed_when_the_officer_signed_in_long_ago(client, officer, person):
    officer.last_login = timezone.now() - timedelta(minutes=11)
    officer.save()

    answer = client.post(reverse("open_vault", args=[person.pk, "names"]), {"reason": REASON})

    assert NAME not in answer.content.decode()
    assert "Sign out and in again" in answer.content.decode()


def test_what_is_typed_into_a_vault_is_sealed(client, officer, person):
    address = reverse("write_vault", args=[person.pk, "match_terms"])

    answer = client.post(address, {"relative": "Orsolam\nVeltrude"})

    assert answer.status_code == 302
    terms = dict(vault.match_terms_of_everybody())[person.pk]
    assert {"kind": "relative", "value": "Veltrude"} in terms
    assert all(b"Veltrude" not in bytes(row.sealed) for row in person.vault_parts.all())


def test_code_is_shown_once_on_the_receipt_and_opens_the_page(client, officer):
    person = active_consent().contributor

    answer = client.post(reverse("issue_code", args=[person.pk]))

    digits = answer.context["digits"]
    assert digits in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert codes.check(digits, "192.0.2.1") == person
    assert digits not in client.get(reverse("contributor:inspect", args=[person.pk])).content.decode()


def test_revoked_code_opens_nothing(client, officer):
    person = active_consent().contributor
    digits = codes.issue(person, officer)

    client.post(reverse("revoke_code", args=[person.pk]))

    assert codes.check(digits, "192.0.2.1") is None
    assert not AccessCode.objects.filter(contributor=person, revoked_at=None).exists()


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("es", "ltr"), ("ar", "rtl")])
def test_printed_receipt_names_neither_campaign_nor_subject(client, officer, language, direction):
    consent = active_consent()

    answer = client.get(reverse("consent_receipt", args=[consent.pk]), {"language": language})

    page = answer.content.decode().lower()
    assert f'dir="{direction}"' in page
    assert [word for word in TELLING if re.search(word, page)] == []


def test_receipt_has_the_sections_of_the_standard(client, officer):
    consent = active_consent()

    record = json.loads(client.get(reverse("consent_receipt_json", args=[consent.pk])).content)

    assert record["record_header"]["record_id"] == str(consent.record_id)
    assert {"pii_processing", "party_identification", "events", "receipt_metadata"} <= set(record)
    assert record["pii_processing"]["purposes"][0]["withdrawal_method"]
    assert consent.contributor.display_name not in json.dumps(record)


def test_officer_who_recorded_a_consent_cannot_let_it_count_during_assistance(client, officer):
    consent = given_during_assistance(officer)

    answer = client.post(reverse("allow_during_assistance", args=[consent.pk]), {"reason": REASON})

    consent.refresh_from_db()
    assert consent.status == Status.GIVEN
    assert "Ask another officer" in answer.content.decode()


def test_second_officer_lets_a_consent_count_during_assistance(client, officer):
    consent = given_during_assistance(UserFactory(role="Protection officer"))

    client.post(reverse("allow_during_assistance", args=[consent.pk]), {"reason": REASON})

    consent.refresh_from_db()
    assert (consent.status, consent.assistance_officer) == (Status.ACTIVE, officer)


def test_uploaded_evidence_is_sealed_and_its_name_forgotten(client, officer, settings):
    consent = active_consent()
    upload = SimpleUploadedFile("Sihamunit.pdf", b"%PDF-1.7 signed by Sihamunit", "application/pdf")

    client.post(reverse("add_evidence", args=[consent.pk]), {"kind": "form", "file": upload})

    stored = Evidence.objects.exclude(file="").get()
    files = list(settings.EVIDENCE_ROOT.rglob(stored.file))
    assert len(files) == 1
    assert b"Sihamunit" not in files[0].read_bytes()


def test_evidence_above_the_limit_is_refused_beside_the_field(client, officer, settings):
    settings.EVIDENCE_MAX_BYTES = 10
    consent = active_consent()
    upload = SimpleUploadedFile("form.pdf", b"x" * 11)

    answer = client.post(reverse("add_evidence", args=[consent.pk]), {"kind": "form", "file": upload})

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not Evidence.objects.exclude(file="").exists()


def test_wish_to_be_called_is_read_and_settled(client, officer, person):
    wish = calls.ask(person, "After nine in the evening")

    read = client.post(reverse("read_call", args=[wish.pk])).content.decode()
    client.post(reverse("settle_call", args=[wish.pk]))

    assert "After nine in the evening" in read
    wish.refresh_from_db()
    assert wish.handled_by == officer


PERSONAL = ["open_vault", "issue_code", "consent_receipt", "consent_receipt_json", "add_evidence"]


@pytest.mark.parametrize("name", PERSONAL)
@pytest.mark.parametrize("role", ["Writer", "Translator", "Press officer", "Fundraising officer", "Administrator"])
def test_nobody_else_opens_the_desk(client, officer, role, name):
    consent = active_consent()
    arguments = {"open_vault": [consent.contributor_id, "names"], "issue_code": [consent.contributor_id]}
    client.force_login(UserFactory(role=role))

    answer = client.get(reverse(name, args=arguments.get(name, [consent.pk])))

    assert answer.status_code in (302, 403)
    if answer.status_code == 302:
        assert answer["Location"] == reverse("wagtailadmin_home")


def test_superuser_without_a_role_opens_no_vault(client, officer, person):
    client.force_login(UserFactory(is_superuser=True))

    answer = client.post(reverse("open_vault", args=[person.pk, "names"]), {"reason": REASON})

    assert NAME not in answer.content.decode()
    assert answer.status_code in (302, 403)
