"""The database refuses what no pledge may be, whoever writes it."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from donations.currencies import CURRENCIES
from donations.models import Pledge, ProgrammePage
from tests.factories.donations import BankAccountFactory, PledgeFactory, ProgrammePageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "impossible",
    [
        {"minor": 0},
        {"minor": -1},
        {"exponent": 3},
        {"currency": "XAU"},
        {"currency": "JPY"},
        {"rhythm": "daily"},
        {"instalments": 2},
        {"rhythm": "instalments", "instalments": 1},
        {"rhythm": "instalments", "instalments": 61},
        {"rhythm": "instalments", "instalments": 3, "minor": 2},
        {"status": "paid"},
        {"status": "active"},
        {"status": "cancelled"},
        {"confirmed_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"status": "expired"},
    ],
    ids=str,
)
def test_impossible_pledges_cannot_be_written(impossible):
    pledge = PledgeFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Pledge.objects.filter(pk=pledge.pk).update(**impossible)


@pytest.mark.parametrize("currency", CURRENCIES.values(), ids=CURRENCIES)
def test_no_pledge_is_below_or_above_what_its_currency_allows(currency):
    for minor in (currency.minimum, currency.maximum):
        PledgeFactory(currency=currency.code, minor=minor)
    for minor in (currency.minimum - 1, currency.maximum + 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            PledgeFactory(currency=currency.code, minor=minor)
        with pytest.raises(IntegrityError), transaction.atomic():
            Pledge.objects.filter(currency=currency.code).update(minor=minor)


@pytest.mark.parametrize("currency", CURRENCIES.values(), ids=CURRENCIES)
def test_no_part_of_a_pledge_is_below_what_its_currency_allows(currency):
    parts = {"currency": currency.code, "rhythm": "instalments", "instalments": 7}
    PledgeFactory(minor=7 * currency.minimum, **parts)
    with pytest.raises(IntegrityError), transaction.atomic():
        PledgeFactory(minor=7 * currency.minimum - 1, **parts)


def test_the_model_says_in_words_that_an_amount_is_out_of_limits():
    with pytest.raises(ValidationError) as refused:
        Pledge(currency="EUR", minor=4_99, exponent=2).validate_constraints()
    assert "can be pledged in this currency" in str(refused.value)


@pytest.mark.parametrize("unique", ["once", "reference", "public_id"])
def test_what_names_a_pledge_names_one(unique):
    first = PledgeFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        PledgeFactory(programme=first.programme, **{unique: getattr(first, unique)})


def test_a_pledge_never_shows_whom_it_came_from_when_written_as_text():
    pledge = PledgeFactory(name="Ada Lovelace", dedication="For Byron")
    assert str(pledge) == pledge.reference


def test_a_programme_with_pledges_cannot_be_deleted():
    programme = PledgeFactory().programme
    with pytest.raises(ProtectedError):
        programme.delete()


@pytest.mark.parametrize("goal", [(None, "EUR"), (0, "EUR"), (-5, "EUR"), (100, ""), (100, "XAU")])
def test_a_goal_needs_an_amount_and_a_currency(goal):
    programme = ProgrammePageFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammePage.objects.filter(pk=programme.pk).update(goal_minor=goal[0], goal_currency=goal[1])


@pytest.mark.parametrize("slip", [{"number": "DE89370400440532013001"}, {"bic": "COBA"}])
def test_an_account_with_a_slip_is_refused_beside_the_field(slip):
    with pytest.raises(ValidationError) as caught:
        BankAccountFactory.build(**slip).full_clean()
    assert list(caught.value.message_dict) == list(slip)


def test_a_pledge_says_itself_whether_it_waits_or_has_expired():
    waiting, confirmed = PledgeFactory(), PledgeFactory(confirmed=True)
    expired = PledgeFactory(status="expired", email="")
    pledges = (waiting, confirmed, expired)
    assert [pledge.is_waiting for pledge in pledges] == [True, False, False]
    assert [pledge.is_expired for pledge in pledges] == [False, False, True]
