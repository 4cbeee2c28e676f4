"""Signing in, resetting a password, and what an answer of the admin leaves behind."""

import re

import pytest
from django.urls import reverse

from campaign_site.accounts import role_table
from tests.accounts.by_form import sign_in, type_code, type_password
from tests.factories.accounts import PASSWORD, UserFactory, code_now, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still")]


@pytest.fixture
def writer():
    user = UserFactory(role=role_table.WRITER, email="writer@example.org")
    with_app(user)
    return user


def test_the_session_cookie_exists_only_under_the_admin(writer, client):
    sign_in(writer, client)
    assert set(client.cookies) == {"session", "csrf"}, "no other, such as one for messages"
    cookie = client.cookies["session"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Lax")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(writer, client):
    answers = [type_password(client, name, "wrong") for name in (writer.email, "nobody@example.org")]
    assert {answer.status_code for answer in answers} == {200}
    assert len({str(answer.context["form"].errors) for answer in answers}) == 1


def test_a_user_without_a_role_does_not_get_in(client):
    client.force_login(UserFactory())
    assert client.get("/admin/").status_code == 302


def test_sign_in_does_not_send_anybody_to_another_site(writer, client):
    type_password(client, writer.email, next="https://elsewhere.example/")
    assert type_code(client, code_now(), next="https://elsewhere.example/").headers["Location"] == "/admin/"


def test_sign_in_leads_to_where_somebody_wanted_to_go(writer, client):
    type_password(client, writer.email, next="/admin/pages/")
    assert type_code(client, code_now()).headers["Location"] == "/admin/pages/"


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/"])
def test_every_address_that_takes_a_password_is_the_one_with_a_second_step(writer, client, address):
    """Wagtail's own views would let anybody in who knows the password."""
    data = {"username": writer.email, "login": writer.email, "password": PASSWORD}
    client.post(address, data, follow=True)
    assert "_auth_user_id" not in client.session
    assert client.get(address, follow=True).request["PATH_INFO"] in (
        reverse("account_login"),
        reverse("mfa_authenticate"),
    )


def test_password_reset_mail_leads_to_a_new_password(writer, client, run_commits, mailoutbox):
    with run_commits():
        client.post(reverse("wagtailadmin_password_reset"), {"email": "WRITER@example.org"})
    assert [mail.to for mail in mailoutbox] == [["writer@example.org"]]
    link = re.search(r"http://testserver(/admin/password_reset/confirm/\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True)
    new = "another long password"
    answer = client.post(form.request["PATH_INFO"], {"new_password1": new, "new_password2": new})
    assert answer.headers["Location"] == reverse("wagtailadmin_password_reset_complete")
    assert type_password(client, writer.email, new).headers["Location"] == reverse("mfa_authenticate")


def test_password_reset_does_not_tell_who_is_registered(writer, client, run_commits, mailoutbox):
    with run_commits():
        known = client.post(reverse("wagtailadmin_password_reset"), {"email": writer.email})
        unknown = client.post(reverse("wagtailadmin_password_reset"), {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert len(mailoutbox) == 1


def test_own_account_page_asks_no_other_site_for_a_portrait(writer, client):
    client.force_login(writer)
    page = client.get(reverse("wagtailadmin_account"))
    assert page.status_code == 200 and b"gravatar" not in page.content


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/pages/", "/admin/account/"])
def test_admin_answers_are_never_kept(writer, client, address):
    for _turn in range(2):
        assert "no-store" in client.get(address).headers["Cache-Control"]
        client.force_login(writer)


def test_the_admin_bears_the_campaigns_name(writer, client):
    login = client.get("/admin/login/").content.decode()
    assert "Sign in to the editors’ desk" in login and "Sign in to Wagtail" not in login
    client.force_login(writer)
    desk = client.get("/admin/").content.decode()
    assert "img/admin-mark.svg" in desk and "css/admin.css" in desk


def test_the_browser_may_say_where_a_form_of_the_admin_comes_from(client):
    # Under no-referrer it would send "Origin: null", which the CSRF check refuses.
    assert client.get("/admin/login/").headers["Referrer-Policy"] == "same-origin"
    assert client.get("/en/").headers["Referrer-Policy"] == "no-referrer"
