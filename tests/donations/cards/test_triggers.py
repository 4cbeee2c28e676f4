"""Whoever has a console cannot make a payment another one, nor send back more than came in."""

import uuid

import pytest
from django.db import connection, transaction
from django.utils import timezone

from campaign_site.delivery.database.triggers import missing
from donations.cards.models import AttemptState, RefundReason, RefundState
from donations.models import Attempt, CardMovement, ProviderEvent, Refund
from donations.receiving import receive
from tests.donations.money_facts import fact
from tests.donations.refused import is_refused
from tests.factories.accounts import UserFactory
from tests.factories.donations import AttemptFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    return AttemptFactory(paid=True, provider_ref="cs_1", payment_ref="pi_1")


@pytest.fixture
def refund(attempt):
    return refund_of(attempt, 20_00)


def refund_of(attempt, minor, **fields) -> Refund:
    given = {"reason": RefundReason.WISHED, "asked_by": UserFactory(), **fields}
    return attempt.refunds.create(minor=minor, **given)


def test_the_triggers_are_there():
    assert not missing()


@pytest.mark.parametrize(
    "changes",
    [
        {"minor": 1},
        {"currency": "USD"},
        {"public_id": uuid.uuid4()},
        {"provider": "other"},
        {"provider_ref": "cs_2"},
        {"payment_ref": "pi_2"},
        {"received_minor": 49_99},
    ],
)
def test_what_was_agreed_and_what_came_in_stay(attempt, changes):
    assert is_refused(lambda: Attempt.objects.update(**changes))


def test_a_paid_attempt_is_not_deleted_and_never_unpaid(attempt):
    assert is_refused(lambda: Attempt.objects.all()._raw_delete("default"))
    for state in (AttemptState.NEW, AttemptState.OPEN, AttemptState.ENDED):
        assert is_refused(lambda state=state: Attempt.objects.update(state=state))
        assert is_refused(lambda state=state: Attempt.objects.update(state=state, received_minor=0))


@pytest.mark.parametrize(
    "fields",
    [
        {"minor": 0},
        {"exponent": 3},
        {"currency": "SEK"},
        {"state": AttemptState.PAID},
        {"state": "lost"},
        {"received_minor": 1},
        {"provider_ref": "cs_1"},
        {"payment_ref": "pi_1"},
    ],
)
def test_an_attempt_that_cannot_be_is_refused(attempt, fields):
    assert is_refused(lambda: AttemptFactory(pledge=attempt.pledge, **{"exponent": 2, **fields}))


def test_a_notification_is_kept_once_as_it_was_and_worked_through_once():
    event = ProviderEvent.objects.create(provider="stripe", event_ref="evt_1", report={})
    events = ProviderEvent.objects.all()
    assert is_refused(lambda: ProviderEvent.objects.create(provider="stripe", event_ref="evt_1", report={}))
    assert is_refused(lambda: events.update(event_ref="evt_2"))
    assert is_refused(lambda: events.update(report={"facts": []}))
    assert is_refused(lambda: events._raw_delete("default"))
    events.update(processed_at=event.received_at)
    assert is_refused(lambda: events.update(processed_at=None))


def test_no_more_goes_back_than_came_in_whoever_writes_it(attempt, refund):
    assert is_refused(lambda: refund_of(attempt, 30_01))
    assert not is_refused(lambda: refund_of(attempt, 30_00))
    assert is_refused(lambda: refund_of(AttemptFactory(), 1))


def test_what_had_no_effect_can_be_asked_anew(attempt, refund):
    Refund.objects.update(state=RefundState.REFUSED)
    assert not is_refused(lambda: refund_of(attempt, 50_00))


def test_a_refund_stays_as_it_was_asked_for(attempt, refund):
    refunds = Refund.objects.filter(pk=refund.pk)
    for changes in ({"minor": 1}, {"reason": RefundReason.TWICE}, {"public_id": uuid.uuid4()}):
        assert is_refused(lambda changes=changes: refunds.update(**changes))
    assert is_refused(lambda: refunds.update(asked_by=UserFactory()))
    assert is_refused(lambda: refunds._raw_delete("default"))
    assert is_refused(lambda: refund_of(attempt, 0)) and is_refused(lambda: refund_of(attempt, 1, reason="x"))


def test_attacker_with_a_console_moves_no_refund_to_another_payment(attempt):
    other = AttemptFactory(pledge=attempt.pledge, paid=True)
    bank = receive(fact(provider="bank_transfer"), attempt.pledge)
    assert is_refused(lambda: CardMovement.objects.create(transaction=bank, attempt=attempt))
    older, booked = (receive(fact(ref=ref, provider="stripe"), attempt.pledge) for ref in ("ch_1", "ch_2"))
    assert is_refused(lambda: CardMovement.objects.create(transaction=older, attempt=attempt))
    CardMovement.objects.create(transaction=booked, attempt=attempt)
    movements = CardMovement.objects.all()
    assert is_refused(lambda: movements.update(attempt=other))
    assert is_refused(lambda: movements._raw_delete("default"))
    assert is_refused(lambda: CardMovement.objects.create(transaction=booked, attempt=other))


STEPS = {
    RefundState.PROPOSED: {RefundState.ASKED},
    RefundState.DECLINED: set(),
    RefundState.ASKED: {RefundState.ACCEPTED, RefundState.DONE, RefundState.REFUSED, RefundState.FAILED},
    RefundState.ACCEPTED: {RefundState.DONE, RefundState.FAILED},
    RefundState.DONE: {RefundState.FAILED},
    RefundState.REFUSED: set(),
    RefundState.FAILED: set(),
}


@pytest.mark.parametrize("state", list(RefundState))
def test_a_refund_only_goes_on(attempt, state):
    agreed = {"decided_by": UserFactory(), "decided_at": timezone.now()}
    refund = refund_of(attempt, 1, state=state, **(agreed if state == RefundState.DECLINED else {}))
    for other in set(RefundState) - {state}:
        with transaction.atomic():
            refused = is_refused(lambda other=other: Refund.objects.filter(pk=refund.pk).update(state=other))
            assert refused == (other not in STEPS[state]), other
            transaction.set_rollback(True)


WHOLE = {
    "sqlite": "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "postgresql": "TRUNCATE {table} CASCADE",
}


@pytest.mark.parametrize("model", [Attempt, CardMovement, ProviderEvent, Refund])
def test_no_table_of_payments_is_replaced_or_emptied(attempt, refund, model):
    CardMovement.objects.create(transaction=receive(fact(provider="stripe"), attempt.pledge), attempt=attempt)
    ProviderEvent.objects.create(provider="stripe", event_ref="evt_1", report={})
    connection.check_constraints()  # PostgreSQL empties no table with checks of foreign keys outstanding
    statement = WHOLE[connection.vendor].format(table=model._meta.db_table)
    with connection.cursor() as cursor:
        assert is_refused(lambda: cursor.execute(statement))
    assert model.objects.count() == 1
