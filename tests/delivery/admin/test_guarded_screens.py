"""Screens that do something to many rows at once are refused what no row can be, before any database is asked."""

import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

BULK = {
    "pictures": ("media", "campaignimage", "delete"),
    "pages": ("wagtailcore", "page", "unpublish"),
}


@pytest.mark.parametrize("of", BULK.values(), ids=BULK)
@pytest.mark.parametrize("key", ["9" * 30, " 5", "+5", "٥", "5.0", "x"])
def test_attacker_who_names_what_no_row_can_be_is_refused_and_breaks_nothing(client, of, key):
    client.force_login(UserFactory(is_superuser=True))
    answer = client.get(reverse("wagtail_bulk_action", args=of), {"id": key, "next": "/admin/"})
    assert answer.status_code == 302 and answer.url == reverse("wagtailadmin_home")


@pytest.mark.parametrize("address", ["images/{}/", "pages/{}/edit/", "pages/{}/revisions/compare/live...latest/"])
def test_attacker_who_writes_a_longer_number_than_any_key_finds_nothing_and_breaks_nothing(client, address):
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(f"/admin/{address}".format("9" * 30)).status_code == 404
