"""People who stand with survivors. `CommitmentFactory(confirmed=True)` counts; others wait for their link."""

import uuid

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from campaign_site.movement.mail_fingerprints import fingerprint
from campaign_site.movement.models import Commitment, StandPage
from tests.factories.pages import BasePageFactory


class CommitmentFactory(DjangoModelFactory):
    """Somebody of a mailbox of their own, in Ghana unless `country` says otherwise."""

    once = factory.LazyFunction(lambda: uuid.uuid4().hex)
    first_name = "Ama"
    country = "GH"
    made_at = factory.LazyFunction(timezone.now)
    email = factory.LazyAttribute(lambda one: "" if one.confirmed_at else one.address)
    address_hash = factory.LazyAttribute(lambda one: fingerprint(one.address))

    class Meta:
        model = Commitment
        exclude = ("address",)

    class Params:
        confirmed = factory.Trait(confirmed_at=factory.SelfAttribute("made_at"))

    address = factory.Sequence(lambda n: f"person-{n}@example.org")


class StandPageFactory(BasePageFactory):
    """The page of the movement."""

    title = "Stand with survivors"
    slug = "stand"

    class Meta:
        model = StandPage
