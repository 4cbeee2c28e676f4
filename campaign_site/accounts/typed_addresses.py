"""What is done for a mail address that somebody typed: after the answer, so that it tells nobody whose it is.

Whether there is such an account is looked up beside the request. Until then the same row is written for everybody.
"""

from django.utils import timezone
from django.utils.crypto import get_random_string

from campaign_site.accounts import notices
from campaign_site.accounts.invitations import send_link
from campaign_site.accounts.models import User
from campaign_site.delivery import sealing
from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.models import OutboxItem

LINK, GUESSING = "sign-in.link", "sign-in.guessing"


def ask_for_link(email: str) -> None:
    """Have a link for a new password sent, if somebody signs in with this address."""
    outbox.enqueue(LINK, key=_key(LINK), payload=_sealed(email), nobody_waits=True)


def ask_to_tell_of_guessing(email: str) -> None:
    """Have the person told whose password is guessed at, if somebody signs in with this address."""
    outbox.enqueue(GUESSING, key=_key(GUESSING), payload=_sealed(email), nobody_waits=True)


def send_links(item: OutboxItem) -> None:
    """Do what `ask_for_link` wrote down."""
    for user in _users(item):
        send_link(user, key=item.key)


def tell_of_guessing(item: OutboxItem) -> None:
    """Do what `ask_to_tell_of_guessing` wrote down."""
    for user in _users(item):
        notices.tell_of_guessing(user)


def _key(kind: str) -> str:
    return f"{kind}:{timezone.now():%Y-%m-%d}:{get_random_string(20)}"


def _sealed(email: str) -> dict[str, str]:
    return {"sealed": sealing.seal({"email": email})}


def _users(item: OutboxItem):
    return User.objects.filter(email__iexact=sealing.unseal(item.payload["sealed"])["email"], is_active=True)
