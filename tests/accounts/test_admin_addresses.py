"""Every address of the admin: nobody gets in without signing in, and no role sees a screen break."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import GroupPagePermission

from campaign_site.accounts import role_table
from tests.accounts.one_of_each import one_of_each
from tests.factories.accounts import UserFactory
from tests.factories.pages import ContentPageFactory, home

pytestmark = pytest.mark.django_db

OFFICER = role_table.PROTECTION_OFFICER
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
# What is looked up by its number, also where the route would take any word.
NUMBER = re.compile(r"<int:\w+>|<str:pk>")
# Numbers that name nothing.
NOTHING = (0, 10**9)
ANSWERS = {200, 302, 400, 403, 404, 405}
UUID = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"
# The one is there to break; the other ends the session, whatever it answers.
ASIDE = {"/admin/failwhale/", "/admin/logout/"}
# Open by design: signing in and out, the reset of a password, the drawings of the icons, words for the scripts.
OPEN = re.compile(r"^/admin/(login|logout|password_reset|sprite|jsi18n)\b")


def admin_routes() -> list[str]:
    """Return every route below /admin/ that can be filled in: "/admin/pages/<int:page_id>/edit/"."""
    return sorted({route for route in _routes(get_resolver(), "") if route.startswith("/admin/")})


def _routes(entry: URLPattern | URLResolver, prefix: str):
    # A regular expression that is nothing but a beginning is what it begins with.
    route = prefix + str(entry.pattern).removeprefix("^")
    if isinstance(entry, URLPattern):
        # What else is a regular expression: two revisions side by side, and whatever there is not.
        if not re.search(r"[\\*(^$]", route):
            yield route
        return
    for below in entry.url_patterns:
        yield from _routes(below, route)


def filled_in(route: str, number: int = 1) -> str:
    """Return the address with this number wherever something stands for something."""
    return PARAMETER.sub(lambda part: UUID if part[1] == "uuid" else str(number), route)


def admin_addresses() -> list[str]:
    """Return one address for each route."""
    return [filled_in(route) for route in admin_routes()]


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


def named_by(route: str, world: dict[str, list[Model]]) -> list[int]:
    """Return the numbers that name something in a route with one number, by how it begins; none in any other."""
    if len(PARAMETER.findall(route)) != 1 or not NUMBER.search(route):
        return []
    begins = [begin for begin in world if route.startswith(f"/admin/{begin}")]
    assert begins, f"Let one_of_each() say what the number in {route} names"
    return [thing.pk for thing in world[max(begins, key=len)]]


def test_no_address_breaks_whatever_it_names(client):
    """The superuser opens most; the desk is closed to superusers. What other roles may: `test_matrix.py`."""
    world = one_of_each()
    client.raise_request_exception = False
    statuses = {}
    for user, nothing in ((UserFactory(is_superuser=True), NOTHING), (UserFactory(role=OFFICER), NOTHING[-1:])):
        client.force_login(user)
        for address in addresses_of(world, nothing):
            if statuses.get(address) != 200:
                statuses[address] = client.get(address).status_code
        assert client.get("/admin/").status_code == 200, "still signed in"
        assert client.get("/admin/logout/").status_code in ANSWERS
    assert len(statuses) > 650
    assert {address: status for address, status in statuses.items() if status not in ANSWERS} == {}


def test_an_address_that_is_not_there_is_not_led_to_the_public_site(client):
    client.force_login(UserFactory(role=OFFICER))
    assert [client.get(f"/admin/{rest}").status_code for rest in ("nothing/", "images/999999/")] == [404, 404]


def addresses_of(world: dict[str, list[Model]], nothing: tuple[int, ...]) -> list[str]:
    """Return every address with all numbers that name something, and with those of `nothing`."""
    found = []
    for route in admin_routes():
        named = named_by(route, world)
        numbers = {*named, *nothing} if named else {1}
        found += [] if route in ASIDE else sorted({filled_in(route, number) for number in numbers})
    return found


def test_an_administrator_publishes_a_page_of_text_and_a_translator_does_not():
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
    assert not ContentPageFactory().permissions_for_user(UserFactory(role=role_table.TRANSLATOR)).can_edit()


def test_no_group_may_publish_where_stories_are_but_the_administrator_of_the_house():
    publishers = Group.objects.filter(
        pk__in=GroupPagePermission.objects.filter(permission__codename="publish_page", page__depth__lte=2).values(
            "group"
        )
    )
    assert [group.name for group in publishers] == [role_table.ADMINISTRATOR]
