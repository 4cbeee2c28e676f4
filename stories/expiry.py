"""Consents that end by the clock: the periodic part. The read side does not wait for it."""

from django.utils import timezone

from stories.consent.choices import Status
from stories.consent.models import Consent
from stories.takedown import expire


def expire_due() -> int:
    """Expire every active consent whose last day is over; return how many."""
    over = Consent.objects.filter(status=Status.ACTIVE, valid_until__lt=timezone.now().date())
    for consent in over:
        expire(consent)
    return len(over)
