"""What each role may do to stories, and that nobody else gets further, superusers included."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from campaign_site.accounts import role_table
from campaign_site.accounts.roles import sync_roles
from stories.models import StoryIndexPage, StoryPage
from tests.factories.accounts import UserFactory
from tests.factories.pages import home
from tests.factories.stories import StoryFactory, publish, story_index

pytestmark = pytest.mark.django_db

ROLES = [role.name for role in role_table.ROLES]
ALL = [*ROLES, "superuser"]


@pytest.fixture(autouse=True)
def roles():
    story_index("fr")
    sync_roles()


def somebody(role):
    """Return a new person with this role; a superuser has none."""
    return UserFactory(is_superuser=True) if role == "superuser" else UserFactory(role=role)


def who_may(page, question):
    """Return the roles that get a yes to one of the permission tester's questions."""
    return {role for role in ALL if getattr(page.permissions_for_user(somebody(role)), question)()}


def test_only_writers_begin_a_story():
    assert who_may(story_index(), "can_add_subpage") == {role_table.WRITER}


def test_only_protection_officers_change_what_others_wrote():
    assert who_may(StoryFactory(), "can_edit") == {role_table.PROTECTION_OFFICER}


def test_translators_change_stories_in_their_languages():
    french = StoryFactory(parent=story_index("fr"), locale=story_index("fr").locale)

    assert who_may(french, "can_edit") == {role_table.PROTECTION_OFFICER, role_table.TRANSLATOR}


def test_a_draft_that_never_was_public_is_deleted_by_a_protection_officer_or_its_owner():
    story = StoryFactory(owner=UserFactory(role=role_table.WRITER))

    assert who_may(story, "can_delete") == {role_table.PROTECTION_OFFICER}
    assert story.permissions_for_user(story.owner).can_delete()


@pytest.mark.parametrize("hidden", [False, True], ids=["live", "hidden again"])
def test_nobody_deletes_a_story_that_was_ever_public(hidden):
    story = StoryFactory(live=True, owner=UserFactory(role=role_table.WRITER))
    if hidden:
        story.unpublish()

    assert who_may(story, "can_delete") == set()
    assert not story.permissions_for_user(story.owner).can_delete()


@pytest.mark.parametrize(
    "question", ["can_publish", "can_copy", "can_move", "can_set_view_restrictions"], ids=lambda name: name[4:]
)
def test_nobody_does_to_a_story(question):
    assert who_may(StoryFactory(owner=UserFactory(role=role_table.WRITER)), question) == set()


@pytest.mark.parametrize(
    "question", ["can_publish_subpage", "can_delete", "can_copy", "can_move", "can_reorder_children"]
)
def test_nobody_does_to_a_list_that_holds_stories(question):
    StoryFactory()

    assert who_may(StoryIndexPage.objects.get(locale__language_code="en"), question) == set()


def test_the_list_itself_is_a_page_that_administrators_write_and_officers_take_down():
    index = story_index()

    assert who_may(index, "can_edit") == {role_table.ADMINISTRATOR, role_table.PROTECTION_OFFICER, "superuser"}
    assert who_may(index, "can_publish") == {role_table.ADMINISTRATOR, "superuser"}
    assert who_may(index, "can_unpublish") == {role_table.PROTECTION_OFFICER, role_table.REVIEWER, "superuser"}


def test_whoever_protects_people_hides_a_story():
    expected = {role_table.PROTECTION_OFFICER, role_table.REVIEWER, "superuser"}

    assert who_may(StoryFactory(live=True), "can_unpublish") == expected


def test_a_superuser_with_a_role_may_what_the_role_may():
    superuser = UserFactory(is_superuser=True)
    superuser.groups.add(Group.objects.get(name=role_table.PROTECTION_OFFICER))

    assert StoryFactory().permissions_for_user(superuser).can_edit()


def test_an_officer_who_was_switched_off_may_nothing():
    officer = UserFactory(role=role_table.PROTECTION_OFFICER, is_active=False)
    tester = StoryFactory(live=True).permissions_for_user(officer)

    assert not (tester.can_edit() or tester.can_unpublish() or tester.can_unlock() or tester.can_lock())


@pytest.mark.parametrize("attacker", [role_table.ADMINISTRATOR, role_table.PRESS_OFFICER, "superuser"])
@pytest.mark.parametrize(
    "view", ["edit", "view_draft", "history", "delete", "copy", "move", "usage", "workflow_history"]
)
def test_attacker_opens_nothing_of_a_story(client, attacker, view):
    story = StoryFactory(headline="Words of a draft")
    client.force_login(somebody(attacker))

    answer = client.get(reverse(f"wagtailadmin_pages:{view}", args=[story.pk]))

    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")


@pytest.mark.parametrize("attacker", [role_table.ADMINISTRATOR, "superuser"])
@pytest.mark.parametrize("target", ["story", "list", "home"])
def test_attacker_cannot_delete_a_public_story_whichever_page_they_take(client, attacker, target):
    story = StoryFactory(live=True)
    page = {"story": story, "list": story_index(), "home": home()}[target]
    client.force_login(somebody(attacker))
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    client.post(f"{bulk}?id={page.pk}")
    client.post(f"/admin/api/main/pages/{page.pk}/action/delete/")

    assert StoryPage.objects.live().filter(pk=story.pk).exists()


@pytest.mark.parametrize("attacker", [role_table.WRITER, role_table.PROTECTION_OFFICER, "superuser"])
def test_attacker_cannot_delete_a_story_that_was_hidden(client, attacker):
    story = StoryFactory(live=True)
    story.unpublish()
    user = somebody(attacker)
    StoryPage.objects.filter(pk=story.pk).update(owner=user)
    client.force_login(user)

    client.post(reverse("wagtailadmin_pages:delete", args=[story.pk]))

    assert StoryPage.objects.filter(pk=story.pk).exists()


@pytest.mark.parametrize("role", [role_table.WRITER, role_table.PROTECTION_OFFICER])
def test_a_draft_is_deleted_in_the_explorer(client, role):
    user = somebody(role)
    story = StoryFactory(owner=user)
    client.force_login(user)

    client.post(reverse("wagtailadmin_pages:delete", args=[story.pk]))

    assert not StoryPage.objects.filter(pk=story.pk).exists()


def test_administrator_cannot_write_a_story(client):
    client.force_login(somebody(role_table.ADMINISTRATOR))
    address = reverse("wagtailadmin_pages:add", args=["stories", "storypage", story_index().pk])

    assert client.get(address).headers["Location"] == "/admin/"


def test_writer_cannot_edit_the_story_of_another_writer(client):
    client.force_login(somebody(role_table.WRITER))
    story = StoryFactory(owner=somebody(role_table.WRITER))

    assert client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).status_code == 302


def test_publish_is_offered_nowhere_for_stories(client):
    writer = somebody(role_table.WRITER)
    story = publish(StoryFactory(consented=True, owner=writer))
    for user in (writer, somebody(role_table.PROTECTION_OFFICER)):
        client.force_login(user)
        for address in (
            reverse("wagtailadmin_pages:edit", args=[story.pk]),
            reverse("wagtailadmin_explore", args=[story_index().pk]),
            reverse("wagtailadmin_pages:add", args=["stories", "storypage", story_index().pk]),
        ):
            page = client.get(address).content.decode()
            assert (
                "action-publish" not in page and "/publish/" not in page and "publish selected" not in page.lower()
            )
