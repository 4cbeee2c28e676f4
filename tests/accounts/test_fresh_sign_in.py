"""Somebody at an unlocked screen: vaults, roles, exports and one's own sign-in ask for the second factor again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from campaign_site.accounts import role_table
from campaign_site.accounts.models import User
from tests.accounts.by_form import confirm
from tests.factories.accounts import UserFactory, signed_in

pytestmark = pytest.mark.django_db

CONFIRM = reverse("mfa_reauthenticate")
ELEVEN_MINUTES = timedelta(minutes=11)


@pytest.fixture
def desk(client):
    """An administrator who confirmed eleven minutes ago."""
    client.force_login(UserFactory(role=role_table.ADMINISTRATOR))
    signed_in(client, ago=ELEVEN_MINUTES)
    return client


def asks(answer) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith(CONFIRM)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/account/",
        "/admin/users/new/",
        "/admin/users/?export=csv",
        "/admin/pledge/?export=xlsx",
        "/admin/bulk/accounts/user/delete/?id=1",
        reverse("mfa_activate_totp"),
        reverse("mfa_add_webauthn"),
        reverse("mfa_deactivate_totp"),
        reverse("mfa_generate_recovery_codes"),
    ],
)
def test_protected_addresses_ask_again_and_open_after_the_code(desk, address):
    assert asks(desk.get(address)), address
    assert confirm(desk, to=address).headers["Location"] == address
    assert not asks(desk.get(address)), address


def test_nobody_gives_a_role_on_an_unlocked_screen(desk):
    writer = UserFactory(role=role_table.WRITER)
    answer = desk.post(reverse("wagtailusers_users:edit", args=[writer.pk]), {"email": "thief@example.org"})
    assert asks(answer)
    assert not User.objects.filter(email="thief@example.org").exists()
    assert "Nothing was saved yet" in desk.get(answer.headers["Location"]).content.decode()


def test_what_everybody_reads_every_day_does_not_ask(desk):
    for address in ("/admin/", "/admin/users/", "/admin/pages/", reverse("mfa_index"), reverse("own_sessions")):
        assert desk.get(address).status_code == 200, address


def test_a_wrong_code_confirms_nothing_and_no_other_site_is_led_to(desk):
    assert desk.post(CONFIRM, {"code": "000000", "next": "/admin/account/"}).status_code == 200
    assert asks(desk.get("/admin/account/"))
    assert confirm(desk, to="https://elsewhere.example/").headers["Location"].startswith("/admin/")
