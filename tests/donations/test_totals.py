"""One number, one query: and it equals a recount by hand."""

from collections import Counter

import pytest
from django.template import Context, Template
from wagtail.models import Locale

from donations.choices import PROMISED, PledgeStatus
from donations.models import Pledge
from donations.money import Money
from donations.totals import promised_by_programme, promised_in_all
from tests.factories.donations import PledgeFactory, ProgrammePageFactory

pytestmark = pytest.mark.django_db


def render(text, **context) -> str:
    return Template("{% load pledges %}" + text).render(Context(context))


def test_only_confirmed_pledges_count():
    programme = ProgrammePageFactory()
    PledgeFactory(programme=programme)
    PledgeFactory(programme=programme, confirmed=True, status=PledgeStatus.CANCELLED)
    PledgeFactory(programme=programme, confirmed=True, status=PledgeStatus.LAPSED)
    assert promised_in_all() == []
    PledgeFactory(programme=programme, confirmed=True)
    assert [(row.money, row.pledges) for row in promised_in_all()] == [(Money.of(5000, "EUR"), 1)]


def test_totals_equal_a_recount(django_assert_num_queries):
    programmes = ProgrammePageFactory.create_batch(3)
    for number in range(60):
        PledgeFactory(
            programme=programmes[number % 3],
            currency=["EUR", "KWD", "JPY", "CHF"][number % 4],
            minor=2_001 + number * 7919,
            rhythm=["once", "monthly", "yearly"][number % 3],
            confirmed=bool(number % 5),
        )
    recount = Counter()
    for pledge in Pledge.objects.filter(status__in=PROMISED):
        recount[pledge.currency] += pledge.minor * (12 if pledge.rhythm == "monthly" else 1)
    with django_assert_num_queries(1):
        rows = promised_in_all()
    assert {row.money.currency: row.money.minor for row in rows} == recount
    assert sum(row.pledges for row in rows) == 48
    assert len(promised_by_programme([programmes[0].translation_key])) == 1


def test_all_languages_of_a_programme_share_its_pledges():
    programme = ProgrammePageFactory()
    other = ProgrammePageFactory(
        translation_key=programme.translation_key, locale=Locale.objects.get(language_code="fr")
    )
    PledgeFactory(programme=programme, confirmed=True)
    PledgeFactory(programme=other, confirmed=True)
    assert promised_by_programme()[str(programme.translation_key)][0].pledges == 2


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
