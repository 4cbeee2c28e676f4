"""Somebody who knows the password, and what it opens without the second factor: nothing."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from campaign_site.accounts import role_table
from campaign_site.accounts.signing_in import SECOND_FACTOR
from tests.accounts.by_form import sign_in, type_code, type_password
from tests.accounts.test_admin_addresses import OPEN, admin_addresses
from tests.factories.accounts import SECRET, UserFactory, code_now, with_app, with_recovery_codes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still")]

CONFIRM = reverse("mfa_reauthenticate")
SET_UP = {"set_up_second_factor", "mfa_activate_totp", "mfa_add_webauthn"}


@pytest.fixture
def user():
    user = UserFactory(role=role_table.ADMINISTRATOR)
    with_app(user)
    return user


def without_second_factor(client: Client, user) -> Client:
    """Let the client have a session of the user, such as a password alone would give, or a stolen backup."""
    client.force_login(user)
    session = client.session
    del session[SECOND_FACTOR]
    session.save()
    return client


def test_who_knows_the_password_sees_no_address_of_the_admin(user, client):
    without_second_factor(client, user)
    seen = 0
    for address in admin_addresses():
        if OPEN.match(address) or address.startswith(CONFIRM):
            continue
        seen += 1
        for answer in (client.get(address), client.post(address, {})):
            assert answer.status_code == 302, address
            assert answer.headers["Location"].startswith(CONFIRM), address
    assert seen > 200


def test_who_asks_with_a_script_is_refused_and_not_sent_round(user, client):
    without_second_factor(client, user)
    assert client.get("/admin/images/chooser/", headers={"X-Requested-With": "XMLHttpRequest"}).status_code == 403


def test_a_newcomer_reaches_nothing_before_a_second_factor_is_made(client):
    without_second_factor(client, UserFactory(role=role_table.ADMINISTRATOR))
    places = {reverse(name) for name in SET_UP}
    for address in admin_addresses():
        if not OPEN.match(address) and address not in places:
            answer = client.get(address)
            assert answer.headers.get("Location") == reverse("set_up_second_factor"), address


def test_who_knows_the_password_adds_no_factor_of_their_own(user, client):
    without_second_factor(client, user)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        client.post(reverse(name), {"code": code_now(), "name": "mine", "credential": "{}"})
    assert [row.type for row in Authenticator.objects.filter(user=user)] == ["totp"]


def test_a_code_that_was_seen_over_a_shoulder_opens_nothing_again(user):
    sign_in(user)
    attacker = Client()
    type_password(attacker, user.email)
    for code in (code_now(), code_now(steps=-1)):
        assert type_code(attacker, code).status_code == 200
    assert "_auth_user_id" not in attacker.session
    assert type_code(attacker, code_now(steps=1)).status_code == 302, "the next code is a new one"


def test_a_recovery_code_opens_once_and_its_owner_is_told(user, run_commits, mailoutbox):
    code = with_recovery_codes(user)[0]
    for client, status in ((Client(), 302), (Client(), 200)):
        with run_commits():
            type_password(client, user.email)
            assert type_code(client, f"{code[:4]} {code[4:]}").status_code == status
    assert "A recovery code was used" in [mail.subject for mail in mailoutbox]


def test_a_code_in_arabic_digits_is_the_same_code(user, client):
    type_password(client, user.email)
    arabic = code_now().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert type_code(client, f"{arabic[:3]} {arabic[3:]}").status_code == 302


def test_another_persons_code_opens_nothing(user, client):
    other = UserFactory(role=role_table.WRITER)
    with_app(other, "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK")
    type_password(client, other.email)
    assert type_code(client, code_now(SECRET)).status_code == 200


NO_ANSWERS_OF_A_KEY = (
    "", "null", "[]", "1", '"x"', "{}", '{"response": 1}', '{"response": {"userHandle": 5}}',
    '{"id": "x", "response": {"userHandle": "MQ"}}', "{" * 2000,
)  # fmt: skip


@pytest.mark.parametrize("sent", NO_ANSWERS_OF_A_KEY)
def test_whatever_is_sent_for_a_passkey_breaks_nothing_and_opens_nothing(user, client, sent):
    client.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})
    assert client.post(reverse("mfa_login_webauthn"), {"credential": sent}).status_code in (200, 302)
    type_password(client, user.email)
    assert client.post(reverse("mfa_authenticate"), {"credential": sent}).status_code in (200, 302)
    assert "_auth_user_id" not in client.session
    signed_in = sign_in(user)
    assert signed_in.post(reverse("mfa_add_webauthn"), {"credential": sent}).status_code == 200
    assert signed_in.post(reverse("mfa_reauthenticate_webauthn"), {"credential": sent}).status_code in (200, 302)
    assert Authenticator.objects.filter(type="webauthn").count() == 0


def test_nobody_is_left_without_a_second_factor(user):
    client = sign_in(user)
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_new_app_is_used_with_its_first_code_which_then_opens_nothing_more(client, run_commits, mailoutbox):
    user = UserFactory(role=role_table.WRITER)
    type_password(client, user.email)
    address = reverse("mfa_activate_totp")
    page = client.get(address)
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    with run_commits():
        answer = client.post(address, {"code": code_now(secret)})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert len(client.get(answer.headers["Location"]).context["unused_codes"]) == 10
    assert not client.get(answer.headers["Location"]).context["can_view_codes"], "shown once"
    assert client.get("/admin/").status_code == 200
    assert "A change in how you sign in" in [mail.subject for mail in mailoutbox]
    stranger = Client()
    type_password(stranger, user.email)
    assert type_code(stranger, code_now(secret)).status_code == 200


def test_the_database_holds_no_secret_that_makes_codes(user):
    with_recovery_codes(user)
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    assert len(kept) > 100


def test_a_database_carried_to_another_key_opens_with_no_code(user, client, settings):
    settings.SECRET_KEY = "quite another key, as every site has its own"
    type_password(client, user.email)
    assert type_code(client, code_now()).status_code == 200


def test_whoever_keeps_the_server_lets_somebody_begin_anew(user, run_commits, mailoutbox):
    client, codes = sign_in(user), with_recovery_codes(user)
    call_command("forget_second_factor", user.email, dry_run=True)
    assert client.get("/admin/").status_code == 200
    mailoutbox.clear()
    with run_commits():
        call_command("forget_second_factor", user.email.upper())
    assert client.get("/admin/").headers["Location"].startswith(reverse("account_login"))
    assert type_password(Client(), user.email).status_code == 200, "the old password is worth nothing"
    assert not Authenticator.objects.filter(user=user).exists()
    assert "/admin/password_reset/confirm/" in mailoutbox[-1].body
    assert not any(code in mailoutbox[-1].body for code in codes)
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("forget_second_factor", "nobody@example.org")


def test_after_one_sign_in_a_former_key_of_the_site_is_needed_no_longer(user, settings):
    former = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the new key of this site", [former]
    sign_in(user, steps=-1)
    settings.SECRET_KEY_FALLBACKS = []
    sign_in(user, steps=1)
