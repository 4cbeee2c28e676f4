"""Programmes, pledges and accounts. `PledgeFactory(confirmed=True)` counts; others wait for their supporter."""

import uuid
from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from donations.cards.models import AttemptState
from donations.choices import MONEY, NEVER_CONFIRMED, TERMS, FactKind, PledgeStatus
from donations.currencies import CURRENCIES
from donations.life_cycle import settle
from donations.models import (
    Attempt,
    BankAccount,
    ExchangeRate,
    Pledge,
    PledgeFact,
    ProgrammeIndexPage,
    ProgrammePage,
)
from tests.factories.pages import BasePageFactory, home


def programmes(language: str = "en") -> ProgrammeIndexPage:
    """Return the list of programmes in one language, made on first use."""
    found = ProgrammeIndexPage.objects.filter(locale__language_code=language).first()
    return found or ProgrammeIndexPageFactory(parent=home(language))


class ProgrammeIndexPageFactory(BasePageFactory):
    """The list of programmes."""

    title = "Programmes"
    slug = "programmes"

    class Meta:
        model = ProgrammeIndexPage


class ProgrammePageFactory(BasePageFactory):
    """A live programme; `with_goal` gives it 50,000.00 EUR to reach."""

    title = factory.Sequence(lambda n: f"Safe house {n}")
    slug = factory.Sequence(lambda n: f"safe-house-{n}")
    summary = "Shelter, a lawyer and time."
    parent = factory.LazyFunction(programmes)

    class Meta:
        model = ProgrammePage

    class Params:
        with_goal = factory.Trait(goal_minor=50_000_00, goal_currency="EUR")


class BankAccountFactory(DjangoModelFactory):
    """An account in EUR with an IBAN out of the documentation of its standard."""

    currency = "EUR"
    holder = "Example Campaign"
    number = "DE89370400440532013000"
    bic = "COBADEFFXXX"
    bank = "Example Bank"

    class Meta:
        model = BankAccount


# What has to have happened for a pledge to stand there.
LEADS_TO = {
    PledgeStatus.EXPIRED: [FactKind.EXPIRED],
    PledgeStatus.FULFILLED: [FactKind.RECEIVED],
    PledgeStatus.CANCELLED: [FactKind.CANCELLED],
    PledgeStatus.ENDED: [FactKind.RECEIVED, FactKind.CANCELLED],
    PledgeStatus.LAPSED: [FactKind.LAPSED],
    PledgeStatus.CLOSED_SHORT: [FactKind.WRITTEN_OFF],
}


class ExchangeRateFactory(DjangoModelFactory):
    """What a Swiss franc was about worth."""

    currency = "CHF"
    dated = date(2026, 11, 1)
    worth = Decimal("1.0700000")
    source = "Example Bank"

    class Meta:
        model = ExchangeRate


class PledgeFactory(DjangoModelFactory):
    """A pledge of 50.00 EUR, once, not yet confirmed; its facts lead to the status that is asked for."""

    programme = factory.SubFactory(ProgrammePageFactory)
    once = factory.LazyFunction(lambda: uuid.uuid4().hex)
    currency = "EUR"
    minor = 50_00
    exponent = factory.LazyAttribute(lambda pledge: CURRENCIES[pledge.currency].exponent)
    email = "supporter@example.org"
    created_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Pledge
        skip_postgeneration_save = True

    class Params:
        confirmed = factory.Trait(status=PledgeStatus.ACTIVE, confirmed_at=factory.SelfAttribute("created_at"))
        monthly = factory.Trait(rhythm="monthly")

    @factory.post_generation
    def facts(self, create, extracted, **kwargs):
        """Write what happened."""
        if not create:
            return
        kinds = [FactKind.MADE]
        kinds += [] if self.status in NEVER_CONFIRMED else [FactKind.CONFIRMED]
        for kind in [*kinds, *LEADS_TO.get(self.status, [])]:
            minor = self.minor if kind in MONEY | TERMS else 0
            PledgeFact.objects.create(pledge=self, kind=kind, at=self.created_at, once=kind.value, minor=minor)
        settle(self, timezone.now().date())


class AttemptFactory(DjangoModelFactory):
    """An attempt to pay 50.00 EUR by card; `paid` has brought them in."""

    pledge = factory.SubFactory(PledgeFactory, confirmed=True)
    provider = "stripe"
    currency = "EUR"
    minor = 50_00
    exponent = factory.LazyAttribute(lambda attempt: CURRENCIES[attempt.currency].exponent)

    class Meta:
        model = Attempt

    class Params:
        paid = factory.Trait(state=AttemptState.PAID, received_minor=50_00)
