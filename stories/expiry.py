"""Consents that end by the clock: the periodic part. The read side does not wait for it."""

from django.utils import timezone

from stories.consent.choices import Status
from stories.consent.lifecycle import WrongStep
from stories.consent.models import Consent
from stories.takedown import expire


def expire_due() -> int:
    """Expire every active consent whose last day is over; return how many."""
    over = Consent.objects.filter(status=Status.ACTIVE, valid_until__lt=timezone.now().date())
    return sum(_expire(consent) for consent in over)


def _expire(consent: Consent) -> bool:
    try:
        expire(consent)
    except WrongStep:  # withdrawn meanwhile
        return False
    return True
