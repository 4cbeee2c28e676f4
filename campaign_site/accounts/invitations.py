"""A new user chooses their own password: nobody else ever knows one that works."""

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from campaign_site.accounts.models import User
from campaign_site.delivery.mail import send_later
from campaign_site.delivery.public_address import public_address


@transaction.atomic
def invite(user: User, language: str) -> None:
    """Give the user a password that nobody knows, and mail the link to choose one; in one transaction."""
    take_password_away(user)
    send_later(
        "invitation",
        to=user.email,
        key=f"invitation:{user.pk}:{get_random_string(12)}",
        language=language,
        context={"address": _link(user), "sign_in": public_address(reverse("account_login"))},
    )


def take_password_away(user: User) -> None:
    """Put one in its place that nobody knows; sessions under the old one end.

    Not an unusable password: that would keep the person from asking for another link when theirs has run out.
    """
    user.set_password(get_random_string(60))
    user.save(update_fields=["password"])


def send_link(user: User, *, key: str, template: str = "new_password") -> None:
    """Mail the link to choose a new password, once for each `key`. The second factor stays."""
    send_later(
        template,
        to=user.email,
        key=f"{key}:{user.pk}",
        language=user.mail_language,
        context={"address": _link(user)},
    )


def _link(user: User) -> str:
    key = urlsafe_base64_encode(force_bytes(user.pk))
    address = reverse("wagtailadmin_password_reset_confirm", args=[key, default_token_generator.make_token(user)])
    return public_address(address)
