"""A sign-in counts for the session in which it happened."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from campaign_site.accounts import role_table
from campaign_site.accounts.signing_in import signed_in_at
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 4, 8, tzinfo=UTC)


@pytest.fixture
def user():
    return UserFactory(role=role_table.WRITER)


def sign_in(user) -> Client:
    client = Client()
    answer = client.post(reverse("wagtailadmin_login"), {"username": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def kept(client):
    request = RequestFactory().get("/admin/")
    request.session = client.session
    return signed_in_at(request)


def test_a_sign_in_elsewhere_makes_no_old_session_fresh(user, time_machine):
    time_machine.move_to(MORNING, tick=False)
    old = sign_in(user)
    time_machine.move_to(MORNING + timedelta(hours=5), tick=False)
    new = sign_in(user)
    assert (kept(old), kept(new)) == (MORNING, MORNING + timedelta(hours=5))


def test_signing_in_again_in_the_same_browser_is_fresh(user, time_machine):
    time_machine.move_to(MORNING, tick=False)
    client = sign_in(user)
    time_machine.move_to(MORNING + timedelta(hours=5), tick=False)
    client.post(reverse("wagtailadmin_logout"))
    assert kept(client) is None
    client.post(reverse("wagtailadmin_login"), {"username": user.email, "password": PASSWORD})
    assert kept(client) == MORNING + timedelta(hours=5)
