"""One number, one query: and it equals a recount by hand."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.template import Context, Template
from django.utils import timezone
from wagtail.models import Locale

from donations import tallies
from donations.choices import NOT_KEPT, PROMISED, PledgeStatus
from donations.models import ExchangeRate, LedgerLine, Pledge
from donations.money import Money
from donations.providers.money_facts import MoneyKind
from donations.receiving import receive
from donations.totals import totals_by_programme, totals_in_all
from tests.donations.money_facts import fact
from tests.factories.donations import PledgeFactory, ProgrammePageFactory

pytestmark = pytest.mark.django_db


def render(text, **context) -> str:
    return Template("{% load pledges %}" + text).render(Context(context))


def test_only_confirmed_pledges_count():
    programme = ProgrammePageFactory()
    PledgeFactory(programme=programme)
    PledgeFactory(programme=programme, confirmed=True, status=PledgeStatus.CANCELLED)
    PledgeFactory(programme=programme, confirmed=True, status=PledgeStatus.LAPSED)
    (row,) = totals_in_all()
    assert (row.promised.minor, row.pledges, row.lapsed) == (0, 0, Money.of(5000, "EUR"))
    PledgeFactory(programme=programme, confirmed=True)
    assert [(row.promised, row.pledges) for row in totals_in_all()] == [(Money.of(5000, "EUR"), 1)]


def recount() -> dict:
    """Count each pledge and each line by itself: programme, currency → promised, lapsed, received, returned."""
    counted = defaultdict(Counter)
    for pledge in Pledge.objects.select_related("programme"):
        name = "promised" if pledge.status in PROMISED else "lapsed" if pledge.status in NOT_KEPT else None
        if name:
            key = str(pledge.programme.translation_key), pledge.currency
            counted[key][name] += pledge.minor * (12 if pledge.rhythm == "monthly" else 1)
            counted[key]["pledges"] += name == "promised"
    for line in LedgerLine.objects.exclude(programme=None):
        received = line.account == "income"
        key = str(line.programme), line.currency
        counted[key]["received" if received else "returned"] += -line.minor if received else line.minor
    return counted


def test_totals_equal_a_recount(django_assert_num_queries):
    programmes = ProgrammePageFactory.create_batch(3)
    states = [PledgeStatus.ACTIVE, PledgeStatus.LAPSED, PledgeStatus.CANCELLED, PledgeStatus.ACTIVE]
    for number in range(60):
        pledge = PledgeFactory(
            programme=programmes[number % 3],
            currency=["EUR", "KWD", "JPY", "CHF"][number % 4],
            minor=2_001 + number * 7919,
            rhythm=["once", "monthly", "yearly"][number % 3],
            confirmed=bool(number % 5),
            **({"status": states[number % 4]} if number % 5 else {}),
        )
        kinds = [MoneyKind.RECEIVED, MoneyKind.REFUNDED, MoneyKind.DISPUTED, MoneyKind.DISPUTE_WON, MoneyKind.FEE]
        receive(fact(kinds[number % 5], number + 1, f"ref-{number}", currency=pledge.currency), pledge)
        receive(fact(MoneyKind.RECEIVED, 7, f"other-{number}"), None if number % 2 else pledge)
        if number == 30:
            tallies.fold()
    with django_assert_num_queries(1):
        found = totals_by_programme()
    names = ("promised", "lapsed", "received", "returned")
    numbers = {
        (key, row.promised.currency): {
            **{name: getattr(row, name).minor for name in names},
            "pledges": row.pledges,
        }
        for key, rows in found.items()
        for row in rows
    }
    assert {key: Counter(value) for key, value in numbers.items()} == recount()
    assert {code for _key, code in numbers} == {"EUR", "KWD", "JPY", "CHF"}
    assert all(sum(value[name] for value in numbers.values()) for name in names)
    assert len(totals_by_programme([programmes[0].translation_key])) == 1


def test_all_languages_of_a_programme_share_its_pledges():
    programme = ProgrammePageFactory()
    other = ProgrammePageFactory(
        translation_key=programme.translation_key, locale=Locale.objects.get(language_code="fr")
    )
    PledgeFactory(programme=programme, confirmed=True)
    PledgeFactory(programme=other, confirmed=True)
    assert totals_by_programme()[str(programme.translation_key)][0].pledges == 2


def test_progress_shows_the_goal_and_what_is_promised():
    programme = ProgrammePageFactory(with_goal=True)
    assert "0.00\xa0EUR promised of 50,000.00\xa0EUR" in render("{% programme_progress p %}", p=programme)
    PledgeFactory(programme=programme, confirmed=True)
    PledgeFactory(programme=programme, confirmed=True, currency="KWD")
    page = render("{% programme_progress p %}", p=programme)
    assert "50.00\xa0EUR promised of" in page and "5.000\xa0KWD" in page
    assert 'value="5000"' in page and 'max="5000000"' in page


def test_the_appeal_shows_each_currency_and_no_sum_of_them():
    PledgeFactory(confirmed=True)
    PledgeFactory(confirmed=True, currency="USD", monthly=True)
    page = render("{% appeal_progress %}")
    assert "50.00\xa0EUR" in page and "600.00\xa0USD" in page and "650.00" not in page


def test_what_was_received_and_returned_stands_beside_what_is_promised():
    pledge = PledgeFactory(confirmed=True, minor=80_00)
    page = render("{% appeal_progress %}")
    assert "0.00\xa0EUR" in page and "Returned" not in page
    receive(fact(), pledge)
    receive(fact(MoneyKind.REFUNDED, 1_25, "back"), pledge)
    page = render("{% appeal_progress %}")
    assert "80.00\xa0EUR" in page and "50.00\xa0EUR" in page and "1.25\xa0EUR" in page


def test_the_whole_is_about_so_much_only_where_every_rate_is_known():
    PledgeFactory(confirmed=True, minor=100_00)
    PledgeFactory(confirmed=True, currency="KWD", minor=10_000)
    PledgeFactory(confirmed=True, currency="JPY", minor=1_000)
    ExchangeRate.objects.create(currency="KWD", dated=date(2026, 11, 1), worth=Decimal("2.8"), source="A bank")
    apart = render("{% appeal_progress %}")
    assert "exchange rates" not in apart and "100.00\xa0EUR" in apart and "10.000\xa0KWD" in apart
    ExchangeRate.objects.create(currency="JPY", dated=date(2026, 10, 1), worth=Decimal("0.0061"), source="A bank")
    ExchangeRate.objects.create(currency="JPY", dated=date(2999, 1, 1), worth=Decimal("5"), source="A bank")
    page = render("{% appeal_progress %}")
    assert "134.10\xa0EUR" in page and "0.00\xa0EUR" in page and "Promised, 3 pledges" in page
    assert "KWD" not in page and "Returned" not in page and 'href="/en/transparency/"' in page
    assert "Oct. 1, 2026" in page or "1 October 2026" in page


def test_the_day_of_the_rates_is_that_of_the_oldest_whichever_number_needed_it():
    PledgeFactory(confirmed=True, minor=100_00)
    PledgeFactory(confirmed=True, currency="KWD", minor=10_000)
    ExchangeRate.objects.create(currency="KWD", dated=date(2026, 11, 1), worth=Decimal("2.8"), source="A bank")
    ExchangeRate.objects.create(currency="JPY", dated=date(2026, 3, 1), worth=Decimal("0.0061"), source="A bank")
    called_off = PledgeFactory(
        status=PledgeStatus.CANCELLED, confirmed_at=timezone.now(), currency="JPY", minor=900
    )
    receive(fact(currency="JPY", minor=500), called_off)
    page = render("{% appeal_progress %}")
    assert "3.05\xa0EUR" in page and "as of March 1, 2026 or later" in page


@pytest.mark.parametrize("wrong", [{"worth": 0}, {"currency": "EUR"}, {"dated": date(2026, 11, 1)}])
def test_a_rate_that_cannot_be_is_refused_by_the_database(wrong):
    fields = {"currency": "USD", "dated": date(2026, 11, 2), "worth": Decimal("0.9"), "source": "A bank"}
    ExchangeRate.objects.create(**{**fields, "dated": date(2026, 11, 1)})
    with pytest.raises(IntegrityError), transaction.atomic():
        ExchangeRate.objects.create(**{**fields, **wrong})
