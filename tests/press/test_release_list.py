"""The list of releases: what is under embargo is found, by those who work on releases."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.factories.press import PressReleasePageFactory, press_room

pytestmark = pytest.mark.django_db

LIST = "/admin/releases/"


@pytest.mark.parametrize(
    ("role", "sees"),
    [("Press officer", True), ("Administrator", True), ("Translator", True), ("Writer", False),
     ("Fundraising officer", False), ("Protection officer", False), ("Reviewer", False)],
)  # fmt: skip
def test_the_menu_leads_there_whoever_works_on_releases(client, role, sees):
    PressReleasePageFactory()
    client.force_login(UserFactory(role=role))

    assert (LIST in client.get("/admin/").content.decode()) is sees
    listed = client.get(LIST, follow=True).context.get("object_list")
    assert bool(listed) is sees


def test_a_new_release_begins_below_the_press_room_of_the_language_that_is_looked_at(client):
    english, arabic = (press_room(language) for language in ("en", "ar"))
    client.force_login(UserFactory(role="Press officer"))
    for room, language in ((english, "en"), (arabic, "ar")):
        answer = client.get(f"{LIST}choose_parent/", {"locale": language})
        assert answer.url == reverse("wagtailadmin_pages:add", args=["press", "pressreleasepage", room.pk])
    assert client.get(f"{LIST}choose_parent/").status_code == 200


def test_releases_under_embargo_are_found(client):
    now = timezone.now()
    waiting = PressReleasePageFactory(embargo_until=now + timedelta(days=2))
    over, without = PressReleasePageFactory(embargo_until=now - timedelta(days=2)), PressReleasePageFactory()
    client.force_login(UserFactory(role="Press officer"))

    def found(**query):
        return {page.pk for page in client.get(LIST, query).context["object_list"]}

    assert found(is_embargoed="true") == {waiting.pk}
    assert found(is_embargoed="false") == {over.pk, without.pk}
    assert found(q=waiting.title) == {waiting.pk}
