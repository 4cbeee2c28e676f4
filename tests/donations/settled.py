"""Money that moves a pledge, and whether the pledge stands as its facts say."""

from django.db import transaction
from django.utils import timezone

from donations.choices import FactKind
from donations.due import next_step
from donations.facts import stand
from donations.life_cycle import facts_of, hold, record
from donations.models import Pledge


@transaction.atomic
def money(pledge, minor: int, once: str, kind: FactKind = FactKind.RECEIVED, at=None) -> bool:
    """Book money as whoever receives it does."""
    return record(hold(pledge.pk), kind, once=once, at=at or timezone.now(), minor=minor)


def assert_settled(pledge) -> Pledge:
    """See that each column that follows from the facts does; return the pledge as it is stored."""
    stored, today = Pledge.objects.get(pk=pledge.pk), timezone.now().date()
    facts = facts_of(stored)
    standing, step = stand(stored.terms, facts, today), next_step(stored.terms, facts, today)
    assert (stored.status, stored.minor) == (standing.status, standing.minor)
    assert stored.confirmed_at == standing.confirmed_at
    assert stored.next_on == (step.on if step else None)
    return stored
