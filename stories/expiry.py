"""Consents that end by the clock: the periodic part. The read side does not wait for it."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from campaign_site.delivery.models import OutboxItem
from campaign_site.delivery.public_address import public_address
from stories.consent import officers
from stories.consent.choices import Status
from stories.consent.lifecycle import WrongStep
from stories.consent.models import Consent
from stories.takedown import expire

REMIND_DAYS = (7, 30, 90)
ENDS, REVIEW = "consent_ends", "consent_review"


def expire_due() -> int:
    """Expire every active consent whose last day is over; return how many."""
    over = Consent.objects.filter(status=Status.ACTIVE, valid_until__lt=timezone.now().date())
    return sum(_expire(consent) for consent in over)


def remind_due() -> int:
    """Write to the protection officers 90, 30 and 7 days before a consent ends, and on its day of review.

    Each once: the outbox knows by its keys what was sent. What was missed is sent late, the nearest only, and
    nothing that was due before the consent was given. Returns how many mails.
    """
    today = timezone.now().date()
    due = Consent.objects.filter(
        Q(valid_until__lte=today + timedelta(days=max(REMIND_DAYS))) | Q(review_on__lte=today),
        status=Status.ACTIVE,
        valid_until__gte=today,
    ).select_related("contributor")
    wanted = [(consent, *reminder) for consent in due for reminder in _reminders(consent, today)]
    sent = _sent() if wanted else frozenset()
    return sum(_remind(consent, mail, key) for consent, mail, key in wanted if key not in sent)


def _reminders(consent: Consent, today: date) -> Iterator[tuple[str, str]]:
    left = (consent.valid_until - today).days
    nearest = next((days for days in REMIND_DAYS if left <= days), None)
    if nearest and consent.valid_until - timedelta(days=nearest) >= consent.given_at.date():
        yield ENDS, f"{ENDS}:{consent.record_id}:{nearest}"
    if consent.review_on and consent.review_on <= today:
        yield REVIEW, f"{REVIEW}:{consent.record_id}"


def _sent() -> frozenset[str]:
    """Return the keys of the reminders that went to somebody, without mail's own prefix and the officer."""
    keys = OutboxItem.objects.filter(Q(key__startswith=f"mail:{ENDS}:") | Q(key__startswith=f"mail:{REVIEW}:"))
    return frozenset(key.removeprefix("mail:").rpartition(":")[0] for key in keys.values_list("key", flat=True))


@transaction.atomic
def _remind(consent: Consent, mail: str, key: str) -> int:
    context = {
        "code": consent.contributor.code,
        "day": consent.valid_until,
        "address": public_address(reverse("consent:inspect", args=[consent.pk])),
    }
    return officers.tell(mail, key=key, context=context)


def _expire(consent: Consent) -> bool:
    try:
        expire(consent)
    except WrongStep:  # withdrawn meanwhile
        return False
    return True
