"""Every address of the admin: nobody gets in without signing in, and no role sees a screen break."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import GroupPagePermission

from campaign_site.accounts import role_table
from campaign_site.accounts.roles import sync_roles
from tests.factories.accounts import UserFactory
from tests.factories.pages import ContentPageFactory, HelplineFactory, home

pytestmark = pytest.mark.django_db

ROLE_NAMES = [role.name for role in role_table.ROLES]
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
UUID = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"
# Open by design: signing in, the reset of a password, the drawings of the icons, words for the scripts.
OPEN = re.compile(r"^/admin/(login|password_reset|sprite|jsi18n)\b")


def admin_addresses() -> list[str]:
    """Return one address for each pattern below /admin/ that can be filled in."""
    resolver = next(entry for entry in get_resolver().url_patterns if str(entry.pattern) == "admin/")
    return sorted(_addresses(resolver, "/"))


def _addresses(entry: URLPattern | URLResolver, prefix: str):
    route = prefix + PARAMETER.sub(lambda found: UUID if found[1] == "uuid" else "1", str(entry.pattern))
    if isinstance(entry, URLPattern):
        # The last pattern catches whatever else there is, with a regular expression.
        if "^" not in route:
            yield route
        return
    for below in entry.url_patterns:
        yield from _addresses(below, route)


def test_without_signing_in_every_address_leads_to_the_sign_in(client):
    seen = 0
    for address in admin_addresses():
        if OPEN.match(address):
            continue
        seen += 1
        response = client.get(address)
        assert response.status_code == 302, address
        assert response.headers["Location"].startswith("/admin/login/"), address
        assert "no-store" in response.headers["Cache-Control"], address
    assert seen > 200


def test_without_signing_in_nothing_can_be_sent(client):
    for address in admin_addresses():
        if not OPEN.match(address):
            assert client.post(address, {}).headers.get("Location", "").startswith("/admin/login/"), address


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_no_address_breaks_for_a_role(client, role):
    sync_roles()
    client.force_login(UserFactory(role=role))
    ContentPageFactory()
    HelplineFactory()
    client.raise_request_exception = False
    broken = {
        address: status
        for address in admin_addresses()
        if "failwhale" not in address
        and (status := client.get(address).status_code) not in (200, 302, 400, 403, 404, 405)
    }
    assert broken == {}


MATRIX = {
    "wagtailusers_users:index": {role_table.ADMINISTRATOR},
    "wagtailusers_groups:index": set(),
    "wagtailsites:index": set(),
    "wagtaillocales:index": set(),
    "wagtailadmin_workflows:index": set(),
    "wagtailsnippets_pages_helpline:list": {role_table.ADMINISTRATOR, role_table.PROTECTION_OFFICER},
    "wagtailimages:index": set(ROLE_NAMES) - {role_table.REVIEWER, role_table.TRANSLATOR},
    "wagtaildocs:index": {role_table.ADMINISTRATOR, role_table.PRESS_OFFICER},
}


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_each_role_opens_its_own_screens_and_no_other(client, role):
    sync_roles()
    client.force_login(UserFactory(role=role))
    opened = {name for name in MATRIX if client.get(reverse(name)).status_code == 200}
    assert opened == {name for name, roles in MATRIX.items() if role in roles}


def test_an_administrator_publishes_a_page_of_text_and_a_translator_does_not():
    sync_roles()
    page = ContentPageFactory(parent=home("fr"))
    rights = {
        role: page.permissions_for_user(UserFactory(role=role))
        for role in (role_table.ADMINISTRATOR, role_table.TRANSLATOR, role_table.WRITER)
    }
    assert {role: (right.can_edit(), right.can_publish()) for role, right in rights.items()} == {
        role_table.ADMINISTRATOR: (True, True),
        role_table.TRANSLATOR: (True, False),
        role_table.WRITER: (False, False),
    }


def test_a_translator_does_not_change_the_source():
    sync_roles()
    assert not ContentPageFactory().permissions_for_user(UserFactory(role=role_table.TRANSLATOR)).can_edit()


def test_no_group_may_publish_where_stories_are_but_the_administrator_of_the_house():
    sync_roles()
    publishers = Group.objects.filter(
        pk__in=GroupPagePermission.objects.filter(permission__codename="publish_page", page__depth__lte=2).values(
            "group"
        )
    )
    assert [group.name for group in publishers] == [role_table.ADMINISTRATOR]
