"""From what a provider told to ledger and pledge: kept first, then worked through, again until it is done."""

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaign_site.delivery.jobs import background
from donations import providers
from donations.cards.models import (
    ON_ITS_WAY,
    UNPAID,
    Attempt,
    AttemptState,
    CardMovement,
    ProviderEvent,
    Refund,
    RefundState,
)
from donations.providers.interface import CardProvider, Notification, Refused, Report, Unreachable
from donations.providers.money_facts import Fact, MoneyKind
from donations.receiving import receive

logger = logging.getLogger(__name__)

AT_ONCE = 500
# What brings money in, and what takes it out again, as an attempt counts it.
COMES_IN = frozenset({MoneyKind.RECEIVED, MoneyKind.DISPUTE_WON})
GOES_BACK = frozenset({MoneyKind.REFUNDED, MoneyKind.DISPUTED})
# After a payment page was opened, or a payment came: how long until the provider is asked. Notifications are lost,
# a charge's fee is known a little later, and a dispute comes within four months.
ASK_AFTER = tuple(
    timedelta(**after)
    for after in (
        {"minutes": 65},
        {"hours": 6},
        {"days": 1},
        {"days": 7},
        {"days": 30},
        {"days": 90},
        {"days": 150},
    )
)
ASK_AGAIN = timedelta(minutes=10)
# What booking needs to know: a programme's row is a whole page.
WHOSE = ("currency", "pledge__reference", "pledge__currency", "pledge__programme__translation_key")


def keep(provider: CardProvider, told: Notification) -> bool:
    """Keep a notification and work through it after commit; return False when it was there already."""
    with transaction.atomic():
        event, is_new = ProviderEvent.objects.get_or_create(
            provider=provider.name,
            event_ref=told.ref,
            defaults={"report": told.report.as_json(), "problem": told.problem},
        )
        if is_new and not told.problem:
            transaction.on_commit(lambda: background.later(_process_or_leave, provider, event.pk), robust=True)
    return is_new


def process_waiting() -> int:
    """Work through what is waiting; return how many notifications were done. For `tick`."""
    provider = providers.card()
    if provider is None:
        return 0
    waiting = ProviderEvent.objects.filter(processed_at=None, problem="", provider=provider.name).order_by("pk")
    return sum(_process_or_leave(provider, pk) for pk in list(waiting.values_list("pk", flat=True)[:AT_ONCE]))


def fetch_due() -> int:
    """Ask the provider about attempts whose time has come; return about how many. For `tick`."""
    provider = providers.card()
    if provider is None:
        return 0
    now = timezone.now()
    due = Attempt.objects.filter(provider=provider.name, fetch_at__lte=now).order_by("fetch_at")[:AT_ONCE]
    fetched = 0
    for attempt in list(due):
        # Whoever comes second finds it taken; whoever dies on the way leaves it for later.
        mine = Attempt.objects.filter(pk=attempt.pk, fetch_at=attempt.fetch_at)
        if mine.update(fetch_at=now + ASK_AGAIN):
            fetched += fetch(provider, attempt)
    return fetched


def fetch(provider: CardProvider, attempt: Attempt) -> bool:
    """Ask the provider about one attempt and take in what it says; return whether it answered."""
    try:
        apply(provider, provider.fetch(attempt))
    except Unreachable:
        return False
    except Refused:
        logger.warning("attempt %s is not known to %s", attempt.public_id, provider.name)
    attempt.refresh_from_db()
    fetched = attempt.fetched + 1
    is_over = attempt.state == AttemptState.ENDED or fetched >= len(ASK_AFTER)
    at = None if is_over else attempt.created_at + ASK_AFTER[fetched]
    Attempt.objects.filter(pk=attempt.pk).update(fetched=fetched, fetch_at=at)
    return True


def apply(provider: CardProvider, report: Report) -> None:
    """Take in what a provider told. Any order and any repetition gives the same. Raises Unreachable.

    Each fact is a transaction of its own: whoever books several pledges in one may stand in another's way.
    """
    for attempt_ref, payment_ref in report.links.items():
        if public_id := as_uuid(attempt_ref):
            nameless = Attempt.objects.filter(public_id=public_id, provider=provider.name, payment_ref="")
            nameless.update(payment_ref=payment_ref)
    for fact in report.facts:
        # Asked before the transaction: nobody waits for the network with a lock in hand.
        _apply(fact, _attempt_of(provider, fact.attempt_ref))
    for public_id in filter(None, map(as_uuid, report.ended)):
        Attempt.objects.filter(public_id=public_id, state__in=UNPAID).update(state=AttemptState.ENDED)


@transaction.atomic
def _apply(fact: Fact, attempt: Attempt | None) -> None:
    booked = receive(fact, attempt and attempt.pledge)
    if attempt and booked:
        CardMovement.objects.create(transaction=booked, attempt=attempt)
    if attempt and booked and fact.currency == attempt.currency:
        mine = Attempt.objects.filter(pk=attempt.pk)
        if fact.kind in COMES_IN:
            mine.update(received_minor=F("received_minor") + fact.minor, state=AttemptState.PAID)
        elif fact.kind in GOES_BACK:
            mine.update(returned_minor=F("returned_minor") + fact.minor)
    if fact.kind == MoneyKind.REFUNDED:
        Refund.objects.filter(provider_ref=fact.provider_ref, state__in=ON_ITS_WAY).update(state=RefundState.DONE)
    elif fact.kind == MoneyKind.FAILED:
        delivered = {*ON_ITS_WAY, RefundState.DONE}
        Refund.objects.filter(provider_ref=fact.provider_ref, state__in=delivered).update(state=RefundState.FAILED)


def _attempt_of(provider: CardProvider, ref: str) -> Attempt | None:
    """Return whose money it is; None for money that is not of this site's making, which is booked all the same."""
    ours = Attempt.objects.filter(provider=provider.name).select_related("pledge__programme").only(*WHOSE)
    if ref and not as_uuid(ref):
        if attempt := ours.filter(payment_ref=ref).first():
            return attempt
        named = provider.attempt_of(ref)
        if public_id := as_uuid(named):
            ours.filter(public_id=public_id, payment_ref="").update(payment_ref=ref)
        ref = named
    public_id = as_uuid(ref)
    return ours.filter(public_id=public_id).first() if public_id else None


def _process_or_leave(provider: CardProvider, pk: int) -> bool:
    event = ProviderEvent.objects.filter(pk=pk, processed_at=None).first()
    if event is None:
        return False
    try:
        apply(provider, Report.from_json(provider.name, event.report))
    except Exception as error:
        logger.warning("notification %s waits: %s", event.event_ref, type(error).__name__)
        return False
    return bool(ProviderEvent.objects.filter(pk=pk, processed_at=None).update(processed_at=timezone.now()))


def as_uuid(text: str) -> UUID | None:
    """Return the UUID that this is, None for a provider's own name of something."""
    try:
        return UUID(text)
    except ValueError:
        return None
