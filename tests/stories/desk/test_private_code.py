"""A private code: its digits are seen once, on the receipt."""

import pytest
from django.urls import reverse

from stories.consent import codes
from stories.consent.models import AccessCode
from tests.factories.stories import ContributorFactory, active_consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return active_consent().contributor


def test_digits_are_shown_once_on_the_receipt_and_open_the_page(client, officer, person):
    answer = client.post(reverse("issue_code", args=[person.pk]))

    digits = answer.context["digits"]
    assert digits in answer.content.decode()
    assert [len(group) for group in digits.split(" ")] == [4, 4, 4, 4]
    assert "no-store" in answer["Cache-Control"]
    assert codes.check(digits, "192.0.2.1") == person
    assert digits not in client.get(reverse("contributor:inspect", args=[person.pk])).content.decode()


def test_looking_at_the_screen_issues_nothing(client, officer, person):
    assert client.get(reverse("issue_code", args=[person.pk])).status_code == 200
    assert not AccessCode.objects.exists()


def test_revoked_code_opens_nothing(client, officer, person):
    digits = codes.issue(person, officer)

    client.post(reverse("revoke_code", args=[person.pk]))

    assert codes.check(digits, "192.0.2.1") is None
    assert not AccessCode.objects.filter(contributor=person, revoked_at=None).exists()


def test_without_a_consent_there_is_no_receipt_and_so_no_code(client, officer, person):
    answer = client.post(reverse("issue_code", args=[ContributorFactory().pk]))

    assert "Record a consent first" in answer.content.decode()
    assert not AccessCode.objects.exists()
