"""Signing in, resetting a password, and what an answer of the admin leaves behind."""

import re

import pytest
from django.urls import reverse

from campaign_site.accounts import role_table
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return UserFactory(role=role_table.WRITER, email="writer@example.org")


def test_the_session_cookie_exists_only_under_the_admin(writer, client):
    response = client.post(reverse("wagtailadmin_login"), {"username": writer.email, "password": PASSWORD})
    assert response.status_code == 302
    cookie = response.cookies["session"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Lax")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(writer, client):
    address = reverse("wagtailadmin_login")
    answers = [
        client.post(address, {"username": name, "password": "wrong"})
        for name in (writer.email, "nobody@example.org")
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({str(answer.context["form"].errors) for answer in answers}) == 1


def test_a_user_without_a_role_does_not_get_in(client):
    client.force_login(UserFactory())
    assert client.get("/admin/").status_code == 302


def test_sign_in_does_not_send_anybody_to_another_site(writer, client):
    data = {"username": writer.email, "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post(reverse("wagtailadmin_login"), data).headers["Location"] == "/admin/"


def test_password_reset_mail_leads_to_a_new_password(writer, client, mailoutbox):
    client.post(reverse("wagtailadmin_password_reset"), {"email": "WRITER@example.org"})
    assert [mail.to for mail in mailoutbox] == [["writer@example.org"]]
    link = re.search(r"http://testserver(/admin/password_reset/confirm/\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True)
    new = "another long password"
    answer = client.post(form.request["PATH_INFO"], {"new_password1": new, "new_password2": new})
    assert answer.headers["Location"] == reverse("wagtailadmin_password_reset_complete")
    writer.refresh_from_db()
    assert writer.check_password(new)


def test_password_reset_does_not_tell_who_is_registered(writer, client, mailoutbox):
    known = client.post(reverse("wagtailadmin_password_reset"), {"email": writer.email})
    unknown = client.post(reverse("wagtailadmin_password_reset"), {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert len(mailoutbox) == 1


def test_own_account_page_changes_name_and_password(writer, client):
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
