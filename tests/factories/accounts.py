"""People who sign in. `UserFactory(role="Writer")` has that role."""

import time
from datetime import timedelta

import factory
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.utils import timezone

from campaign_site.accounts import one_time_codes, sessions, signing_in
from campaign_site.accounts.models import User

PASSWORD = "long enough for anyone"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class UserFactory(factory.django.DjangoModelFactory):
    """A user without any right, unless `role` or `is_superuser` say otherwise."""

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    first_name = "Ada"
    last_name = factory.Sequence(lambda n: f"Example {n}")

    class Meta:
        model = User
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        create = model_class.objects.create_superuser if kwargs.pop("is_superuser", False) else None
        return (create or model_class.objects.create_user)(kwargs.pop("email"), PASSWORD, **kwargs)

    @factory.post_generation
    def role(user, create, name, **kwargs):
        """Give the role of this name."""
        if create and name:
            user.groups.add(Group.objects.get(name=name))


def whole_sign_in(sender, request, user, **kwargs):
    """Let `client.force_login(user)` stand for a sign-in with the second factor (signal `user_logged_in`).

    It alone comes with a request that no browser sent; a test that signs in by the form gets no help from this.
    """
    if not request.path:
        signing_in.show_second_factor(request.session, user)


def signed_in(client, *, ago: timedelta) -> None:
    """Let the client's session be one that began so long ago; its user may have signed in elsewhere just now."""
    session, at = client.session, timezone.now() - ago
    user = User.objects.get(pk=session["_auth_user_id"])
    with_app(user)
    session[sessions.SIGNED_IN_AT] = at.isoformat()
    signing_in.show_second_factor(session, user, at)
    session.save()


def with_app(user: User, secret: str = SECRET) -> Authenticator:
    """Give the user an authenticator app with this secret; return it."""
    return TOTP.activate(user, secret).instance


def with_recovery_codes(user: User) -> list[str]:
    """Give the user recovery codes; return them."""
    return RecoveryCodes.activate(user).generate_codes()


def code_now(secret: str = SECRET, *, steps: int = 0) -> str:
    """Return what the app shows now, or so many half minutes later."""
    return one_time_codes.code_at(secret, one_time_codes.step_of(time.time()) + steps)
