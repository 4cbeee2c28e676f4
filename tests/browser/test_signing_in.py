"""Signing in with a real browser: with password and app, and with a passkey that Chromium itself keeps."""

import pytest

from campaign_site.accounts import role_table
from tests.browser import accessible
from tests.factories.accounts import PASSWORD, UserFactory, code_now, with_app

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def type_password(page, user):
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def sign_out(visitor):
    visitor.page.context.clear_cookies()
    visitor.open("/admin/")


def test_somebody_signs_in_with_password_and_app(visit):
    user = UserFactory(role=role_table.WRITER)
    with_app(user)
    visitor = visit(width=360)
    visitor.open("/admin/images/")
    found = {"sign-in": accessible.problems(visitor.page)}
    type_password(visitor.page, user)
    visitor.page.wait_for_selector("input[name=code]")
    found["second step"] = accessible.problems(visitor.page)
    visitor.page.fill("input[name=code]", code_now())
    visitor.page.click("main button[type=submit]")
    visitor.page.wait_for_url("**/admin/images/")
    assert found == {"sign-in": {}, "second step": {}}
    assert visitor.problems == []


def test_a_newcomer_makes_a_passkey_and_signs_in_with_nothing_else(visit):
    user = UserFactory(role=role_table.WRITER)
    visitor = visit()
    page = visitor.page
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    visitor.open("/admin/")
    type_password(page, user)
    found = {}
    for name in ("new/", "app/", "passkey/"):
        visitor.open(f"/admin/second-factor/{name}")
        found[name] = accessible.problems(page)
    assert found == {"new/": {}, "app/": {}, "passkey/": {}}
    page.fill("input[name=name]", "This machine")
    page.click("form[data-passkey] button")
    page.wait_for_selector(".recovery-codes")
    assert page.locator(".recovery-codes li").count() == 10
    assert accessible.problems(page) == {}
    page.click("text=I have kept them")
    page.wait_for_url("**/admin/")

    sign_out(visitor)
    page.click("text=Sign in with a passkey")
    page.wait_for_url("**/admin/")
    assert visitor.problems == []
