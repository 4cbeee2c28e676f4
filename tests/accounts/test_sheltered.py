"""The pictures of stories stay apart: nobody lets them out by tidying up the admin's list of collections."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.images.permissions import permission_policy
from wagtail.models import Collection

from campaign_site.accounts.roles import sync_roles
from campaign_site.accounts.sheltered import find_sheltered, sheltered
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory

pytestmark = pytest.mark.django_db


def screen(verb, collection) -> str:
    return reverse(f"wagtailadmin_collections:{verb}", args=[collection.pk])


@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_a_superuser_who_tidies_up_collections_lets_no_picture_of_a_story_out(client, verb):
    picture, officer = CampaignImageFactory(collection=sheltered()), UserFactory(role="Press officer")
    sync_roles()
    client.force_login(UserFactory(is_superuser=True))
    form = {"name": "Pictures of people", "parent": Collection.get_first_root_node().pk}

    for answer in (client.get(screen(verb, sheltered())), client.post(screen(verb, sheltered()), form)):
        assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_home"))

    assert find_sheltered() == picture.collection
    assert not permission_policy.user_has_permission_for_instance(officer, "change", picture)


def test_any_other_collection_is_renamed(client):
    sheltered()
    other = Collection.get_first_root_node().add_child(name="Posters")
    client.force_login(UserFactory(is_superuser=True))

    client.post(screen("edit", other), {"name": "Leaflets", "parent": Collection.get_first_root_node().pk})

    other.refresh_from_db()
    assert other.name == "Leaflets"


def test_database_lets_nobody_rename_it_or_put_it_below_another():
    place, other = sheltered(), Collection.get_first_root_node().add_child(name="Posters")
    for let_out in (
        lambda: Collection.objects.filter(pk=place.pk).update(name="Pictures of people"),
        lambda: Collection.objects.get(pk=place.pk).move(other, "sorted-child"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            let_out()
    assert find_sheltered() == place


def test_it_makes_room_for_others():
    place = sheltered()
    before = Collection.get_first_root_node().add_child(name="Archive")
    assert find_sheltered() == place
    assert before.path < find_sheltered().path
