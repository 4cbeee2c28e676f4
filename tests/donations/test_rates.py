"""Exchange rates as officers type them: of no day to come, and asked back where one is far from the last."""

from decimal import Decimal

import pytest
import time_machine

from donations.models import ExchangeRate
from tests.donations.officers import sign_in
from tests.factories.donations import ExchangeRateFactory

pytestmark = pytest.mark.django_db

NEW = "/admin/exchangerate/new/"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20 12:00:00+00:00"):
        yield


@pytest.fixture
def officer(client):
    return sign_in(client, "add_exchangerate", "change_exchangerate", "view_exchangerate")


@pytest.fixture
def typed():
    return {"currency": "CHF", "dated": "2026-11-20", "worth": "1.05", "source": "Example Bank"}


@pytest.fixture
def last():
    """1.07 EUR on 1 November."""
    return ExchangeRateFactory()


def saved() -> list[Decimal]:
    return list(ExchangeRate.objects.order_by("dated").values_list("worth", flat=True))


def test_a_day_to_come_is_refused_beside_the_field_and_today_is_not(officer, typed):
    answer = officer.post(NEW, {**typed, "dated": "2026-11-21"})
    assert "still to come" in str(answer.context["form"].errors["dated"]) and saved() == []
    assert officer.post(NEW, typed).status_code == 302 and saved() == [Decimal("1.05")]


@pytest.mark.parametrize("worth", ["10.7", "1.61", "0.53", "0.107"])
def test_a_rate_far_from_the_last_is_asked_back_and_saved_when_it_is_meant(officer, typed, last, worth):
    sent = {**typed, "worth": worth}
    answer = officer.post(NEW, sent)
    page = answer.content.decode()
    assert "which was 1.07 on Nov. 1, 2026" in page and 'name="is_meant"' in page and saved() == [last.worth]
    assert officer.post(NEW, {**sent, "is_meant": "on"}).status_code == 302
    assert saved() == [last.worth, Decimal(worth)]


@pytest.mark.parametrize("worth", ["1.60", "0.54"])
def test_a_rate_near_the_last_is_saved_at_once_and_a_first_one_too(officer, typed, last, worth):
    assert 'name="is_meant"' not in officer.get(NEW).content.decode()
    assert officer.post(NEW, {**typed, "worth": worth}).status_code == 302
    assert officer.post(NEW, {**typed, "currency": "KWD", "worth": "2.8"}).status_code == 302
    assert ExchangeRate.objects.count() == 3


def test_a_changed_rate_is_asked_back_too_and_not_measured_by_itself(officer, typed, last):
    change = f"/admin/exchangerate/edit/{last.pk}/"
    assert officer.post(change, {**typed, "worth": "9"}).status_code == 302
    ExchangeRateFactory(dated="2026-11-21", worth=Decimal("9"))
    assert 'name="is_meant"' in officer.post(change, {**typed, "worth": "1.05"}).content.decode()
    assert saved() == [9, 9]
