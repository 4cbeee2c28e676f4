"""No screen about one page tells a person's code to whoever has nothing to do with stories, whatever is asked."""

import pytest
from django.urls import URLPattern, reverse
from wagtail.admin.urls import pages as wagtails

from campaign_site.accounts import role_table
from stories.hidden_pages import OTHER_PARTS
from tests.factories.accounts import UserFactory
from tests.factories.pages import ContentPageFactory, home
from tests.factories.stories import StoryFactory
from tests.stories.reviewing import hand_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists_of_each_kind")]

FAR = (role_table.PRESS_OFFICER, role_table.FUNDRAISING_OFFICER, role_table.ADMINISTRATOR)
PAGES = {"page_id", "parent_page_id", "page_to_move_id", "destination_id"}
AJAX = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def story():
    story = StoryFactory(consented=True)
    story.save_revision()
    return hand_in(story)


def addresses(story) -> dict[str, str]:
    """Return the address of every screen of the namespace that speaks of one page, for this story."""
    state = story.current_workflow_task_state
    parts = dict.fromkeys(PAGES, story.pk) | {
        "action_name": "approve",
        "app_label": "stories",
        "content_type_app_name": "stories",
        "content_type_model_name": "storypage",
        "model_name": "storypage",
        "revision_id": story.latest_revision_id,
        "task_id": state.task_id,
        "task_state_id": state.pk,
        "workflow_state_id": state.workflow_state_id,
    }
    found = {}
    for pattern in wagtails.urlpatterns:
        assert isinstance(pattern, URLPattern)
        names = list(pattern.pattern.converters)
        if pattern.name == "revisions_compare":
            found[pattern.name] = reverse(
                "wagtailadmin_pages:revisions_compare", args=[story.pk, "earliest", "latest"]
            )
        elif PAGES & set(names):
            kwargs = {name: parts[name] for name in names}
            found[pattern.name] = reverse(f"wagtailadmin_pages:{pattern.name}", kwargs=kwargs)
        else:
            assert set(names) <= OTHER_PARTS, pattern.name
    return found


@pytest.mark.parametrize("role", FAR)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_screen_about_a_story_is_refused_to_whoever_has_nothing_to_do_with_stories(
    client, story, role, method
):
    code = story.contributor.code
    client.force_login(UserFactory(role=role))
    asked = addresses(story)
    assert len(asked) >= 30, "the walk found the screens"

    for name, address in asked.items():
        ask = getattr(client, method)
        page, dialogue = ask(address), ask(address, headers=AJAX)
        assert (page.status_code, page.headers.get("Location")) == (302, "/admin/"), name
        assert dialogue.status_code == 403, name
        assert code not in page.content.decode() + dialogue.content.decode(), name
    assert code not in client.get("/admin/").content.decode(), "what was said of each refusal waits there"


def test_nobody_moves_a_page_below_a_story_they_may_not_see(client, story):
    client.force_login(UserFactory(role=role_table.ADMINISTRATOR))
    mine = ContentPageFactory()
    address = reverse("wagtailadmin_pages:move_confirm", args=[mine.pk, story.pk])
    assert client.get(address).headers["Location"] == "/admin/"


def test_whoever_works_with_stories_opens_them_still(client, story):
    client.force_login(UserFactory(role=role_table.PROTECTION_OFFICER))
    for name in ("edit", "history", "workflow_history", "revisions_compare"):
        assert client.get(addresses(story)[name]).status_code == 200, name


def test_signing_in_comes_before_the_question(client, story):
    assert all("/admin/login/" in client.get(address).headers["Location"] for address in addresses(story).values())


def test_the_root_of_the_tree_is_not_put_elsewhere(client):
    client.force_login(UserFactory(is_superuser=True))
    answer = client.get(reverse("wagtailadmin_pages:set_page_position", args=[1]))
    assert answer.headers["Location"] == "/admin/"


@pytest.mark.parametrize("role", FAR)
@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
def test_many_pages_at_once_tell_no_code_either(client, story, role, action):
    client.force_login(UserFactory(role=role))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    code, index = story.contributor.code, story.get_parent().pk
    for query in (
        f"id={story.pk}",
        f"id=%20{story.pk}",
        f"id=%2B{story.pk}",
        f"id=0_{story.pk}",
        f"id=all&childOf={index}",
        "id=all",
        f"id=all&childOf={home().pk}&q={code[:-1]}",
    ):
        assert code not in client.get(f"{address}?{query}").content.decode(), query


def test_what_is_done_to_other_pages_at_once_is_done_still(client, story):
    client.force_login(UserFactory(role=role_table.ADMINISTRATOR))
    page = ContentPageFactory()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    assert client.get(f"{address}?id={page.pk}").status_code == 200


@pytest.mark.parametrize("parent", ["999999", "9" * 30, "root", "%2B1"])
def test_all_pages_below_one_that_is_not_there_are_none(client, parent):
    client.force_login(UserFactory(role=role_table.ADMINISTRATOR))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    assert client.get(f"{address}?id=all&childOf={parent}").headers["Location"] == "/admin/"


@pytest.mark.parametrize("role", FAR)
def test_an_address_of_a_review_that_is_another_storys_tells_no_code(client, role):
    story, other = StoryFactory(consented=True), StoryFactory(consented=True)
    hand_in(other)
    client.force_login(UserFactory(role=role))
    state = other.current_workflow_task_state

    answer = client.get(f"/admin/pages/workflow/action/{story.pk}/approve/{state.pk}/", follow=True)

    assert story.contributor.code not in answer.content.decode()
