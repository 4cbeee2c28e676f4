"""Signing in with a provider (OpenID Connect): it stands for the password, and for nothing else."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from campaign_site.accounts import role_table
from campaign_site.accounts.models import User
from campaign_site.settings.environment import single_sign_on
from tests.accounts.by_form import type_code
from tests.accounts.provider_double import provider
from tests.factories.accounts import UserFactory, code_now, with_app

pytestmark = pytest.mark.django_db

LEAVE, BACK = reverse("openid_connect_login"), reverse("openid_connect_callback")


@pytest.fixture
def house(monkeypatch, settings):
    """The provider, configured as production is: by the environment."""
    with provider() as server:
        monkeypatch.setenv("OIDC_ISSUER", server.issuer)
        monkeypatch.setenv("OIDC_CLIENT_ID", "campaign")
        monkeypatch.setenv("OIDC_CLIENT_SECRET", "known to both")
        monkeypatch.setenv("OIDC_NAME", "the house account")
        settings.SOCIALACCOUNT_PROVIDERS = single_sign_on()
        yield server


@pytest.fixture
def user():
    user = UserFactory(role=role_table.WRITER, email="writer@example.org")
    with_app(user)
    return user


def come_back(client, *, next: str = "", **changed):
    """Leave for the provider and come back as it sends people back; return the answer."""
    leaving = client.get(LEAVE, {"next": next} if next else {})
    sent = {name: values[0] for name, values in parse_qs(urlsplit(leaving.headers["Location"]).query).items()}
    return client.get(BACK, {"code": "a code", "state": sent["state"], **changed})


def test_the_provider_stands_for_the_password_and_the_second_factor_is_asked_for_here(house, user, client):
    assert "Sign in with the house account" in client.get(reverse("account_login")).content.decode()
    answer = come_back(client, next="/admin/images/")
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert type_code(client, code_now()).headers["Location"] == "/admin/images/"
    assert client.get("/admin/").status_code == 200
    assert house.asked["redirect_uri"] == ["http://testserver/admin/login/oidc/back/"]
    assert house.asked["code_verifier"]
    assert SocialAccount.objects.get(user=user).extra_data == {}, "what the provider tells of people is not kept"


def test_whoever_is_known_by_their_number_comes_in_after_a_change_of_address(house, user, client):
    come_back(client)
    client.logout()
    house.claims["email"] = "married@example.org"
    assert come_back(client).headers["Location"] == reverse("mfa_authenticate")
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.org", "email_verified": True},
        {"email": "writer@example.org", "email_verified": False},
        {"email": "writer@example.org"},
        {"email": "off@example.org", "email_verified": True},
        {},
    ],
)
def test_who_only_claims_an_address_or_works_elsewhere_does_not_come_in(house, user, client, claims):
    UserFactory(email="off@example.org", is_active=False)
    house.claims = {"sub": "666", **claims}
    answer = come_back(client)
    assert answer.headers["Location"] == reverse("account_login")
    assert "This sign-in fits no account here" in client.get(reverse("account_login")).content.decode()
    assert (User.objects.count(), SocialAccount.objects.count()) == (2, 0)


def test_who_makes_up_the_way_back_does_not_come_in(house, user, client):
    assert come_back(client, state="made up").headers["Location"] == reverse("account_login")
    assert client.get(BACK).headers["Location"] == reverse("account_login")
    assert come_back(client, error="access_denied").headers["Location"] == reverse("account_login")
    assert client.get("/admin/").status_code == 302


def test_the_provider_leads_to_no_other_site(house, user, client):
    come_back(client, next="https://elsewhere.example/")
    assert type_code(client, code_now()).headers["Location"] == "/admin/"


def test_a_provider_that_is_away_leads_back_to_the_password(house, user, client):
    house.shutdown()
    house.server_close()
    assert client.get(LEAVE).headers["Location"] == reverse("account_login")


def test_without_a_provider_its_addresses_are_not_there(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = single_sign_on()
    assert [client.get(address, follow=True).status_code for address in (LEAVE, BACK)] == [404, 404]


def test_half_a_configuration_stops_the_start_and_says_what_is_missing(monkeypatch):
    monkeypatch.setenv("OIDC_ISSUER", "https://provider.example")
    with pytest.raises(ImproperlyConfigured, match="OIDC_CLIENT_ID"):
        single_sign_on()
