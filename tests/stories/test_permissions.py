"""What each role may do to stories, and that nobody else gets further, superusers included."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaign_site.accounts import role_table
from stories.models import StoryIndexPage, StoryPage
from stories.permissions import may_read_back
from tests.factories.accounts import UserFactory
from tests.factories.pages import home
from tests.factories.stories import StoryFactory, publish, story_index
from tests.stories.reviewing import handed_in

pytestmark = pytest.mark.django_db

ROLES = [role.name for role in role_table.ROLES]
ALL = [*ROLES, "superuser"]


@pytest.fixture(autouse=True)
def roles():
    story_index("fr")


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
    assert who_may(french, "can_delete") == {role_table.PROTECTION_OFFICER}


def test_reviewers_open_the_editor_of_a_story_while_it_is_reviewed():
    story = handed_in()

    assert who_may(story, "can_edit") == {role_table.PROTECTION_OFFICER, role_table.REVIEWER}
    assert who_may(story, "can_view_revisions") == {role_table.PROTECTION_OFFICER, role_table.REVIEWER}
    switched_off = UserFactory(role=role_table.REVIEWER, is_active=False)
    assert not story.permissions_for_user(switched_off).can_edit()


def test_who_lost_the_role_neither_changes_nor_deletes_the_story_they_wrote():
    writer = somebody(role_table.WRITER)
    story = StoryFactory(owner=writer)
    assert story.permissions_for_user(writer).can_edit() and story.permissions_for_user(writer).can_delete()

    writer.groups.clear()

    former = type(writer).objects.get(pk=writer.pk)
    assert not (story.permissions_for_user(former).can_edit() or story.permissions_for_user(former).can_delete())


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
    "trace, value", [("live", True), ("first_published_at", timezone.now()), ("live_revision_id", 1)]
)
def test_one_trace_of_having_been_public_is_enough_to_keep_a_story(trace, value):
    story = StoryFactory(owner=UserFactory(role=role_table.WRITER))
    setattr(story, trace, value)

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


def test_an_empty_list_is_deleted_by_administrators_and_moved_by_nobody():
    french, arabic_home = story_index("fr"), home("ar")

    assert who_may(french, "can_delete") == {role_table.ADMINISTRATOR, "superuser"}
    assert who_may(french, "can_move") == set()
    assert not [role for role in ALL if french.permissions_for_user(somebody(role)).can_move_to(arabic_home)]


def test_the_list_itself_is_a_page_that_administrators_write_and_officers_take_down():
    index = story_index()

    assert who_may(index, "can_edit") == {role_table.ADMINISTRATOR, role_table.PROTECTION_OFFICER, "superuser"}
    assert who_may(index, "can_publish") == {role_table.ADMINISTRATOR, "superuser"}
    hides = {role_table.PROTECTION_OFFICER, role_table.REVIEWER, "superuser"}
    assert who_may(index, "can_unpublish") == who_may(index, "can_set_view_restrictions") == hides


def test_whoever_protects_people_hides_a_story():
    expected = {role_table.PROTECTION_OFFICER, role_table.REVIEWER, "superuser"}

    assert who_may(StoryFactory(live=True), "can_unpublish") == expected
    assert who_may(StoryFactory(live=True), "can_unschedule") == expected


def test_what_is_not_public_is_not_hidden():
    index = story_index()
    index.live = False

    assert who_may(StoryFactory(), "can_unpublish") == who_may(index, "can_unpublish") == set()


def test_whoever_sees_a_draft_may_lock_it_and_nobody_while_it_is_reviewed():
    expected = {role_table.PROTECTION_OFFICER, role_table.REVIEWER, role_table.TRANSLATOR}

    assert who_may(StoryFactory(), "can_lock") == expected
    assert who_may(handed_in(), "can_lock") == set()


def test_a_lock_is_opened_by_whoever_set_it_and_by_protection_officers():
    reviewer = somebody(role_table.REVIEWER)
    story = StoryFactory(locked=True, locked_by=reviewer)

    assert who_may(story, "can_unlock") == {role_table.PROTECTION_OFFICER}
    assert story.permissions_for_user(reviewer).can_unlock()
    reviewer.is_active = False
    assert not story.permissions_for_user(reviewer).can_unlock()


def test_reading_back_needs_a_right_on_the_stories_and_a_role_that_reads_back():
    story, permission = StoryFactory(), Permission.objects.get(codename="add_storyapproval")
    assert {role for role in ALL if may_read_back(somebody(role), story)} == {role_table.PROTECTION_OFFICER}

    outsider, superuser = somebody(role_table.ADMINISTRATOR), UserFactory(is_superuser=True, role="Reviewer")
    outsider.user_permissions.add(permission)

    assert not may_read_back(outsider, story)
    assert not may_read_back(superuser, story)
    superuser.user_permissions.add(permission)
    assert may_read_back(superuser, story)


def test_rights_are_read_once_however_many_stories_are_asked_about():
    stories, officer = StoryFactory.create_batch(3), somebody(role_table.PROTECTION_OFFICER)
    assert stories[0].permissions_for_user(officer).can_edit()

    with CaptureQueriesContext(connection) as captured:
        assert all(story.permissions_for_user(officer).can_edit() for story in stories)

    assert len(captured) == 0


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
