"""Random payments, told as badly as can be: asking once makes every account whole, to the unit."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from donations.cards import processing
from donations.cards.processing import COMES_IN, GOES_BACK
from donations.models import Attempt, LedgerLine
from donations.money import Money
from donations.providers.fake import FakeProvider
from donations.providers.interface import NotGenuine, Refused
from donations.providers.money_facts import MoneyKind
from tests.donations.cards.payer import final_state
from tests.factories.donations import PledgeFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, tzinfo=UTC)
happenings = st.lists(st.tuples(st.sampled_from(list(MoneyKind)), st.integers(1, 90_000)), max_size=12)


@pytest.fixture(scope="module")
def attempts(written_once):
    with written_once():
        made = [PledgeFactory(confirmed=True, currency=code, minor=50_00) for code in ("EUR", "JPY", "KWD")]
        return [
            pledge.attempts.create(
                provider="fake", currency=pledge.currency, minor=pledge.minor, exponent=pledge.exponent
            )
            for pledge in made
        ]


@settings(max_examples=40, deadline=None)
@given(happenings, st.randoms(use_true_random=False))
def test_whatever_is_told_of_what_happened_asking_once_gives_every_unit(attempts, happened, chance):
    provider = FakeProvider(Random(chance.random()))
    truth = Counter()
    with transaction.atomic():
        for number, (kind, minor) in enumerate(happened):
            attempt = attempts[number % len(attempts)]
            fact = provider.happen(attempt, kind, Money.of(minor, attempt.currency), AT + timedelta(hours=number))
            truth[fact.currency] += minor * {**dict.fromkeys(COMES_IN, 1), MoneyKind.FAILED: 0}.get(kind, -1)
            for notification in provider.told():
                processing.apply(provider, notification.report)
        for attempt in attempts:
            assert processing.fetch(provider, attempt)
        whole = final_state()
        for notification in provider.told():
            processing.apply(provider, notification.report)
        assert final_state() == whole
        balances = Counter()
        for currency, minor in LedgerLine.objects.filter(account="clearing").values_list("currency", "minor"):
            balances[currency] += minor
        assert {code: balances[code] for code in truth} == dict(truth)
        for attempt in Attempt.objects.all():
            told = provider.fetch(attempt).facts
            assert attempt.received_minor == sum(fact.minor for fact in told if fact.kind in COMES_IN)
            assert attempt.returned_minor == sum(fact.minor for fact in told if fact.kind in GOES_BACK)
        transaction.set_rollback(True)


def test_the_fake_sends_back_once_what_it_was_asked_once_and_no_more_than_came_in(attempts):
    provider, number = FakeProvider(Random(1)), uuid4()
    provider.happen(attempts[0], MoneyKind.RECEIVED, Money.of(50_00, "EUR"), AT)
    for _time in range(2):
        ref, report = provider.refund(attempts[0], refund_id=number, money=Money.of(30_00, "EUR"))
        assert [(fact.provider_ref, fact.minor) for fact in report.facts] == [(ref, 30_00)]
    with pytest.raises(Refused):
        provider.refund(attempts[0], refund_id=uuid4(), money=Money.of(20_01, "EUR"))
    assert len(provider.fetch(attempts[0]).facts) == 2


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"ref": 1, "report": {}}', b"\xff"])
def test_what_is_no_notification_is_not_read_as_one(body):
    with pytest.raises(NotGenuine):
        FakeProvider(Random(1)).parse_notification({}, body)
