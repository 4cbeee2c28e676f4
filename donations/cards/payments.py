"""The supporter's way to a card payment: what is due, whether cards are offered, how the page opens."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from campaign_site.delivery.public_address import public_address
from donations import providers
from donations.cards import guard
from donations.cards.models import UNPAID, AttemptState
from donations.cards.processing import ASK_AFTER
from donations.due import next_payment
from donations.life_cycle import facts_of, hold
from donations.models import Attempt, Pledge
from donations.money import Money
from donations.providers.interface import CardProvider, Refused, Unreachable, Unrepresentable

# Clicking again within this time leads to the same page: nobody pays twice by clicking twice.
SAME_PAGE = timedelta(minutes=20)


class NothingDue(Exception):
    """The pledge is paid, or closed, or cards are not taken for it now."""


class NoPage(Exception):
    """The provider opened no payment page; nothing was paid."""


def offer(pledge: Pledge) -> Money | None:
    """Return what the supporter can pay by card now, or None where cards are not offered."""
    provider = providers.card()
    if provider is None or guard.only_transfers():
        return None
    money = _due(pledge)
    return money if money and _takes(provider, money) else None


def begin(pledge: Pledge, network: str = "") -> str:
    """Return the address of the payment page. The attempt is stored and committed before the provider hears of it.

    `network` is where the supporter is (`guard.tried_from`); nobody outside hears of it. Raises NothingDue or
    NoPage.
    """
    provider = providers.card()
    if provider is None:
        raise NothingDue
    attempt = _attempt(provider, pledge.pk, network)
    with translation.override(pledge.language):
        # They open nothing: whoever sees them in the payment page's records learns nothing.
        back, unpaid = (public_address(reverse(name)) for name in ("card_paid", "card_unpaid"))
    try:
        page = provider.start(attempt, language=pledge.language, back=back, unpaid=unpaid)
    except (Unreachable, Refused, Unrepresentable) as error:
        # Nobody holds the address of a page, if there is one: the next click begins anew.
        Attempt.objects.filter(pk=attempt.pk, state=AttemptState.NEW).update(state=AttemptState.ENDED)
        raise NoPage from error
    # Before the supporter is sent there: what can be paid can be asked about.
    Attempt.objects.filter(pk=attempt.pk, provider_ref="").update(
        provider_ref=page.ref, fetch_at=attempt.created_at + ASK_AFTER[0]
    )
    Attempt.objects.filter(pk=attempt.pk, state=AttemptState.NEW).update(state=AttemptState.OPEN)
    return page.address


@transaction.atomic(durable=True)
def _attempt(provider: CardProvider, pledge_pk: int, network: str) -> Attempt:
    # Whoever clicks at the same moment waits here, and finds this attempt.
    pledge = hold(pledge_pk)
    money = offer(pledge)
    if money is None:
        raise NothingDue
    since = timezone.now() - SAME_PAGE
    same = {"provider": provider.name, "currency": money.currency, "minor": money.minor}
    found = pledge.attempts.filter(**same, state__in=UNPAID, created_at__gt=since).first()
    return found or pledge.attempts.create(**same, exponent=money.exponent, network=network)


def _due(pledge: Pledge) -> Money | None:
    payment = next_payment(pledge.terms, facts_of(pledge), timezone.now().date())
    # Parts can be paid before their day; a regular gift has no end, and would be paid by mistake.
    if payment is None or (pledge.is_regular and not payment.is_asked_for):
        return None
    return pledge.amount_of(payment.minor)


def _takes(provider: CardProvider, money: Money) -> bool:
    able = provider.capabilities(money.currency)
    return able is not None and able.take(money)
