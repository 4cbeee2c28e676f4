"""A sign-in, and a second factor, count for the session in which they happened."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse

from campaign_site.accounts import role_table
from campaign_site.accounts.signing_in import second_factor_at, show_second_factor, signed_in_at
from tests.accounts.by_form import confirm, sign_in, type_password
from tests.factories.accounts import UserFactory, with_app

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 4, 8, tzinfo=UTC)
FIVE_HOURS = timedelta(hours=5)


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.SESSION_IDLE = settings.SESSION_LONGEST = timedelta(days=1)


@pytest.fixture
def user():
    user = UserFactory(role=role_table.WRITER)
    with_app(user)
    return user


def request_of(client, user):
    request = RequestFactory().get("/admin/")
    request.session, request.user = client.session, user
    return request


def times(client, user):
    request = request_of(client, user)
    return signed_in_at(request), second_factor_at(request)


def test_a_sign_in_elsewhere_makes_no_old_session_fresh(user, time_machine):
    time_machine.move_to(MORNING, tick=False)
    old = sign_in(user)
    time_machine.move_to(MORNING + FIVE_HOURS, tick=False)
    new = sign_in(user)
    assert times(old, user) == (MORNING, MORNING)
    assert times(new, user) == (MORNING + FIVE_HOURS, MORNING + FIVE_HOURS)


def test_a_second_factor_shown_again_is_new_and_the_sign_in_is_not(user, time_machine):
    time_machine.move_to(MORNING, tick=False)
    client = sign_in(user)
    time_machine.move_to(MORNING + FIVE_HOURS, tick=False)
    confirm(client)
    assert times(client, user) == (MORNING, MORNING + FIVE_HOURS)


def test_signing_out_leaves_nothing_behind(user, client):
    sign_in(user, client)
    client.post(reverse("account_logout"))
    assert times(client, user) == (None, None)
    type_password(client, user.email)
    assert times(client, user) == (None, None), "a password is half a sign-in"


def test_a_second_factor_that_somebody_else_has_shown_is_none(user, client):
    session = client.session
    show_second_factor(session, UserFactory())
    session.save()
    assert second_factor_at(request_of(client, user)) is None
