"""A consent given during our assistance counts once a second officer says why it may."""

import pytest
from django.urls import reverse

from stories.consent import lifecycle
from stories.consent.choices import EvidenceKind, Status
from tests.factories.accounts import UserFactory
from tests.factories.stories import ConsentFactory, active_consent
from tests.stories.desk.telling import REASON

pytestmark = pytest.mark.django_db


def given_during_assistance(collector):
    consent = ConsentFactory(in_assistance=True, told_help_is_independent=True)
    lifecycle.give(
        consent, evidence_kind=EvidenceKind.FORM, evidence_location="Mission safe, folder 12", actor=collector
    )
    return consent


def test_officer_who_recorded_a_consent_cannot_let_it_count_during_assistance(client, officer):
    consent = given_during_assistance(officer)

    answer = client.post(reverse("allow_during_assistance", args=[consent.pk]), {"reason": REASON})

    consent.refresh_from_db()
    assert consent.status == Status.GIVEN
    assert "Ask another officer" in answer.content.decode()


def test_spaces_are_no_reason_to_let_a_consent_count_during_assistance(client, officer):
    consent = given_during_assistance(UserFactory(role="Protection officer"))

    answer = client.post(reverse("allow_during_assistance", args=[consent.pk]), {"reason": "a          b"})

    assert answer.status_code == 200 and "reason" in answer.context["form"].errors
    consent.refresh_from_db()
    assert consent.status == Status.GIVEN


def test_second_officer_is_told_that_another_consent_counts_meanwhile(client, officer):
    consent = given_during_assistance(UserFactory(role="Protection officer"))
    active_consent(contributor=consent.contributor)

    answer = client.post(reverse("allow_during_assistance", args=[consent.pk]), {"reason": REASON})

    assert answer.status_code == 200 and "Withdraw it first." in answer.content.decode()
    consent.refresh_from_db()
    assert consent.status == Status.GIVEN


def test_second_officer_lets_a_consent_count_during_assistance(client, officer):
    consent = given_during_assistance(UserFactory(role="Protection officer"))

    client.post(reverse("allow_during_assistance", args=[consent.pk]), {"reason": REASON})

    consent.refresh_from_db()
    assert (consent.status, consent.assistance_officer) == (Status.ACTIVE, officer)
