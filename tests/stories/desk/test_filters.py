"""By what officers look for consents: each filter finds what it says, and no more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stories.consent import lifecycle
from stories.consent.choices import EvidenceKind, Status
from stories.consent.models import Consent
from stories.desk.filters import ConsentFilterSet
from tests.factories.stories import ConsentFactory, active_consent

pytestmark = pytest.mark.django_db


def found(**query):
    return set(ConsentFilterSet(query, queryset=Consent.objects.all()).qs)


def ending_in(days):
    return active_consent(
        given_at=timezone.now() - timedelta(days=30), valid_until=(timezone.now() + timedelta(days=days)).date()
    )


def test_what_ends_within_thirty_days_is_found_and_what_is_over_is_not():
    soon, later = ending_in(29), ending_in(31)
    withdrawn = ending_in(5)
    lifecycle.move(withdrawn, Status.WITHDRAWN)

    assert found(ends_within=30) == {soon}
    assert found(ends_within=90) == {soon, later}


def test_what_waits_for_a_second_officer_is_found():
    active_consent()
    waiting = ConsentFactory(in_assistance=True, told_help_is_independent=True)
    lifecycle.give(waiting, evidence_kind=EvidenceKind.FORM, evidence_location="Mission safe, folder 12")

    assert found(waits=True) == {waiting}
    assert waiting not in found(waits=False)


def test_several_statuses_are_found_at_once():
    active, draft = active_consent(), ConsentFactory()

    assert found(status=["draft", "active"]) == {active, draft}
    assert found(status=["draft"]) == {draft}
