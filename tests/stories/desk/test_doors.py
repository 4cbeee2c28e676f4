"""Every address of the desk asks who is there before it looks anything up."""

import pytest
from django.urls import NoReverseMatch, reverse

from campaign_site.accounts.role_table import ROLES
from stories.desk.urls import urlpatterns
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

ANY = {"pk": 1, "part": "names", "language": "en", "element": "city"}
LISTS = ["contributor", "consent", "notice", "takedown", "outside_copy"]
# Their doors that some other role opens, with what it is for.
SHARED = {
    "consent_receipt": {"Reviewer"},
    "consent_receipt_json": {"Reviewer"},
    "withdraw_consent": {"Reviewer"},
    "takedown_print": {"Reviewer"},
    "takedown_pdf": {"Reviewer"},
    "takedown_check": {"Reviewer"},
    "copy_letter": {"Reviewer"},
    # For whoever may write in that very story.
    "check_story": {"Writer", "Reviewer", "Translator"},
    "check_new_story": {"Writer", "Reviewer", "Translator"},
}


def address_of(pattern) -> str:
    return reverse(pattern.name, kwargs={name: ANY[name] for name in pattern.pattern.converters})


def doors(client, method: str) -> set[str]:
    """Return the names of the addresses that answer, if only that nothing is there or that the method is wrong."""
    turned_away = reverse("wagtailadmin_home")
    opened = set()
    for pattern in urlpatterns:
        answer = getattr(client, method)(address_of(pattern))
        if answer.get("Location") != turned_away:
            opened.add(pattern.name)
    return opened


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", [role.name for role in ROLES if role.name != "Protection officer"])
def test_each_role_comes_through_its_own_doors_only(client, role, method):
    assert len(urlpatterns) > 20
    client.force_login(UserFactory(role=role))

    assert doors(client, method) == {name for name, others in SHARED.items() if role in others}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_superuser_without_a_role_comes_through_none(client, method):
    client.force_login(UserFactory(is_superuser=True))

    assert doors(client, method) == set()


@pytest.mark.parametrize("name", LISTS)
def test_a_superuser_without_a_role_sees_no_list(client, name):
    client.force_login(UserFactory(is_superuser=True))

    for step, keys in (("index", []), ("add", []), ("inspect", [1]), ("edit", [1]), ("delete", [1])):
        try:
            address = reverse(f"{name}:{step}", args=keys)
        except NoReverseMatch:
            continue
        assert client.get(address, follow=False).status_code in (302, 404)


def test_a_stranger_is_sent_to_sign_in(client):
    for pattern in urlpatterns:
        assert client.get(address_of(pattern))["Location"].startswith("/admin/login/")


def test_a_protection_officer_comes_through_every_door(client, officer):
    assert doors(client, "get") == {pattern.name for pattern in urlpatterns}
