"""One person for each role, and a second one where two decide: about large sums, and about releases."""

import time
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils.crypto import get_random_string
from wagtail.users.models import UserProfile

from campaign_site.accounts import one_time_codes
from campaign_site.accounts.fresh_sign_in import has_second_factor
from campaign_site.accounts.role_table import FUNDRAISING_OFFICER, PRESS_OFFICER, ROLES
from campaign_site.accounts.roles import sync_roles
from campaign_site.demo.content import read
from campaign_site.demo.recorder import Recorder

# Nobody reads what is sent to them.
WITHOUT_MAIL = {f"{event}_notifications": False for event in ("submitted", "approved", "rejected")}
# Names of people, and their role.
PEOPLE = {role.name: role.name for role in ROLES} | {
    "Second fundraising officer": FUNDRAISING_OFFICER,
    "Second press officer": PRESS_OFFICER,
}
LOCAL = frozenset({"127.0.0.1", "localhost", "::1", "testserver"})


def address(name: str) -> str:
    """Return the mail address with which somebody of `PEOPLE` signs in; the first of a role has its name."""
    return f"{name.lower().replace(' ', '-')}@example.org"


def is_local() -> bool:
    """Whether the site stands on this machine only: nowhere else is a password or a second factor published."""
    return urlsplit(settings.SITE_URL).hostname in LOCAL


def load(recorder: Recorder) -> str:
    """Make who is missing and return their password; the empty text when nobody was made and it is not known."""
    password = read("people")["password"] if is_local() else get_random_string(20)
    missing = [name for name in PEOPLE if recorder.lacks("people", name)]
    if missing:
        sync_roles()
        hashed = make_password(password)
    for name in missing:
        user, _created = get_user_model().objects.get_or_create(
            email=address(name),
            defaults={"first_name": name, "last_name": "(demonstration)", "password": hashed},
        )
        user.groups.add(Group.objects.get(name=PEOPLE[name]))
        UserProfile.objects.get_or_create(user=user, defaults=WITHOUT_MAIL)
        recorder.note("people", name)
    if is_local():
        _give_apps(recorder)
    return password if missing or is_local() else ""


def code(steps: int = 0) -> str:
    """Return what their authenticator apps show now, or so many half minutes later."""
    return one_time_codes.code_at(read("people")["secret"], one_time_codes.step_of(time.time()) + steps)


def _give_apps(recorder: Recorder) -> None:
    """Give each person an authenticator app without a phone: `manage.py demo_code` shows what it would show."""
    for name in PEOPLE:
        if recorder.lacks("authenticator apps", name):
            user = person(name)
            if user and not has_second_factor(user):
                TOTP.activate(user, read("people")["secret"])
            recorder.note("authenticator apps", name)


def person(name: str):
    """Return somebody of `PEOPLE`, or None when that account was deleted."""
    return get_user_model().objects.filter(email=address(name)).first()
