"""Sending card payments back: noted and committed first, then asked for, and again until it is answered."""

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from donations import providers
from donations.cards.models import RefundReason, RefundState
from donations.cards.processing import apply
from donations.models import Attempt, Refund
from donations.money import Money
from donations.providers.interface import CardProvider, Refused, Unreachable, Unrepresentable

logger = logging.getLogger(__name__)
SOON = timedelta(minutes=1)
# Then the provider is asked what became of it, should it not have said.
LOOK_AFTER = timedelta(hours=1)


class TooMuch(ValueError):
    """More than is left of the payment, or an amount that the provider cannot send."""


def ask(attempt_pk: int, money: Money, reason: RefundReason, officer, *, number: UUID) -> Refund:
    """Note a refund and send it; its state says what became of it. Sent twice with one `number`, it is one refund.

    Raises TooMuch.
    """
    provider = providers.card()
    able = provider.capabilities(money.currency) if provider else None
    with transaction.atomic(durable=True):
        # Two officers at once: the second sees what the first one left.
        attempt = Attempt.objects.select_for_update().get(pk=attempt_pk)
        if made := attempt.refunds.filter(public_id=number).first():
            return made
        left = attempt.refundable
        if money.currency != left.currency or not 0 < money.minor <= left.minor:
            raise TooMuch
        if able is None or money.minor % able.step:
            raise TooMuch
        refund = attempt.refunds.create(public_id=number, minor=money.minor, reason=reason, asked_by=officer)
        Attempt.objects.filter(pk=attempt.pk).update(fetch_at=timezone.now() + LOOK_AFTER)
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
    waiting = Refund.objects.filter(state=RefundState.ASKED, asked_at__lt=timezone.now() - SOON)
    return sum(send(provider, refund) for refund in waiting.select_related("attempt")[:100])
