"""Sending card payments back: noted and committed first, then asked for, and again until it is answered.

Above a limit one officer proposes and another agrees; nothing is sent before. All that officers send back of one
pledge, whichever of its payments and whenever, counts together, so that smaller parts do not get below it.
"""

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from donations import life_cycle, providers
from donations.cards.models import WITHOUT_EFFECT, RefundReason, RefundState
from donations.cards.processing import apply
from donations.models import Attempt, Refund
from donations.money import Money
from donations.providers.interface import CardProvider, Refused, Unreachable, Unrepresentable
from donations.second_person import Overtaken, OwnProposal, needs_second_person

logger = logging.getLogger(__name__)
SOON = timedelta(minutes=1)
# Then the provider is asked what became of it, should it not have said.
LOOK_AFTER = timedelta(hours=1)


class TooMuch(ValueError):
    """More than is left of the payment, or an amount that the provider cannot send."""


class SwitchedOff(Exception):
    """No provider of card payments is set up here, so nothing can be sent."""


def ask(attempt_pk: int, money: Money, reason: RefundReason, officer, *, number: UUID) -> Refund:
    """Note a refund and send it; its state says what became of it. Sent twice with one `number`, it is one refund.

    Where two people are needed it is only proposed. Raises TooMuch, SwitchedOff, and Overtaken while
    another proposal waits.
    """
    provider = providers.card()
    with transaction.atomic(durable=True):
        attempt = _hold(attempt_pk)
        if made := Refund.objects.filter(public_id=number).first():
            if made.attempt_id != attempt.pk:
                raise TooMuch
            return made
        if attempt.refunds.filter(state=RefundState.PROPOSED).exists():
            raise Overtaken
        provider = _switched_on(provider)
        _check(provider, attempt, money)
        waits = needs_two(attempt, money.minor)
        state = RefundState.PROPOSED if waits else RefundState.ASKED
        refund = attempt.refunds.create(
            public_id=number, minor=money.minor, reason=reason, asked_by=officer, state=state
        )
        if waits:
            return refund
        _look_later(attempt)
    return _sent(provider, refund)


def needs_two(attempt: Attempt, minor: int) -> bool:
    """Whether sending `minor` units back takes two people, with all that officers sent back of the same pledge."""
    effective = Refund.objects.filter(attempt__pledge=attempt.pledge_id).exclude(state__in=WITHOUT_EFFECT)
    before = effective.aggregate(sum=Sum("minor"))["sum"] or 0
    return needs_second_person(before + minor, attempt.currency)


def agree(refund_pk: int, officer) -> Refund:
    """Agree as the second person, and send it. Raises Overtaken, OwnProposal, TooMuch, SwitchedOff."""
    provider = _switched_on(providers.card())
    with transaction.atomic(durable=True):
        refund = _waiting(refund_pk)
        if refund.asked_by_id == officer.pk:
            raise OwnProposal
        # Less may be left than when it was proposed.
        _check(provider, refund.attempt, refund.money)
        _decide(refund, RefundState.ASKED, officer)
        _look_later(refund.attempt)
    return _sent(provider, refund)


def decline(refund_pk: int, officer) -> Refund:
    """Turn a proposal down, or take one's own back: nothing is sent. Raises Overtaken."""
    with transaction.atomic():
        refund = _waiting(refund_pk)
        _decide(refund, RefundState.DECLINED, officer)
    return refund


def _hold(attempt_pk: int) -> Attempt:
    """Lock the pledge, then the payment: of two officers at once the second sees what the first one left."""
    life_cycle.hold(Attempt.objects.values_list("pledge", flat=True).get(pk=attempt_pk))
    return Attempt.objects.select_for_update().get(pk=attempt_pk)


def _waiting(refund_pk: int) -> Refund:
    # The payment is locked first, as by whoever asks.
    attempt = _hold(Refund.objects.values_list("attempt", flat=True).get(pk=refund_pk))
    refund = attempt.refunds.select_for_update().get(pk=refund_pk)
    if refund.state != RefundState.PROPOSED:
        raise Overtaken
    return refund


def _decide(refund: Refund, state: RefundState, officer) -> None:
    refund.state, refund.decided_by, refund.decided_at = state, officer, timezone.now()
    refund.save(update_fields=["state", "decided_by", "decided_at"])


def _switched_on(provider: CardProvider | None) -> CardProvider:
    if provider is None:
        raise SwitchedOff
    return provider


def _check(provider: CardProvider, attempt: Attempt, money: Money) -> None:
    left, able = attempt.refundable, provider.capabilities(money.currency)
    if money.currency != left.currency or not 0 < money.minor <= left.minor:
        raise TooMuch
    if able is None or money.minor % able.step:
        raise TooMuch


def _look_later(attempt: Attempt) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(fetch_at=timezone.now() + LOOK_AFTER)


def _sent(provider: CardProvider, refund: Refund) -> Refund:
    send(provider, refund)
    refund.refresh_from_db()
    return refund


def send(provider: CardProvider, refund: Refund) -> bool:
    """Ask the provider for a refund that is noted; return whether it answered."""
    waiting = Refund.objects.filter(pk=refund.pk, state=RefundState.ASKED)
    try:
        ref, report = provider.refund(refund.attempt, refund_id=refund.public_id, money=refund.money)
    except (Refused, Unrepresentable):
        waiting.update(state=RefundState.REFUSED)
        return True
    except Unreachable:
        logger.warning("refund %s waits for %s", refund.public_id, provider.name)
        return False
    waiting.update(state=RefundState.ACCEPTED, provider_ref=ref)
    apply(provider, report)
    return True


def send_waiting() -> int:
    """Ask again for what nobody answered; return how many were answered. For `tick`.

    A refund keeps its name, so the provider makes it once, however often it is asked.
    """
    provider = providers.card()
    if provider is None:
        return 0
    since = Coalesce("decided_at", "asked_at")
    waiting = Refund.objects.alias(since=since).filter(state=RefundState.ASKED, since__lt=timezone.now() - SOON)
    return sum(_send_or_leave(provider, refund) for refund in waiting.select_related("attempt")[:100])


def _send_or_leave(provider: CardProvider, refund: Refund) -> bool:
    try:
        return send(provider, refund)
    except Exception as error:
        # One answer that nobody understands must not keep the others waiting.
        logger.error("refund %s was not understood: %s", refund.public_id, type(error).__name__)
        return False
