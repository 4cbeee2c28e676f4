"""A person's code is shown in the admin to those whose role has to do with stories, and to nobody else."""

import json

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Site

from campaign_site.accounts import role_table
from stories.takedown import withdraw
from tests.factories.accounts import UserFactory
from tests.factories.ambassadors import AmbassadorPageFactory, ambassador_index
from tests.factories.pages import home
from tests.factories.stories import StoryFactory, active_consent, story_index

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists_of_each_kind")]

NEAR = {role_table.WRITER, role_table.PROTECTION_OFFICER, role_table.REVIEWER, role_table.TRANSLATOR}
# Show what the public knows, whoever asks.
PUBLIC = {"story chooser", "story chooser's search", "chosen story", "chosen stories"}
FAR = sorted({role.name for role in role_table.ROLES} - NEAR)


@pytest.fixture
def story():
    return StoryFactory(live=True)


def addresses(story) -> dict[str, str]:
    """Return the addresses of the admin that list or name pages, asked for this story where that can be asked."""
    # Not all of it: an empty list repeats what was searched for.
    code, index, pk = story.contributor.code[:-1], story.get_parent().pk, story.pk
    api = "/admin/api/main/pages/"
    return {
        "explorer": reverse("wagtailadmin_explore", args=[index]),
        "explorer of the story": reverse("wagtailadmin_explore", args=[pk]),
        "explorer's results": reverse("wagtailadmin_explore_results", args=[index]),
        "explorer's search": reverse("wagtailadmin_explore", args=[home().pk]) + f"?q={code}",
        "search": reverse("wagtailadmin_pages:search_results") + f"?q={code}",
        "pages of this type": reverse("wagtailadmin_pages:type_use", args=["stories", "storypage"]),
        "chooser": reverse("wagtailadmin_choose_page_child", args=[index]),
        "chooser of stories": reverse("wagtailadmin_choose_page") + "?page_type=stories.storypage",
        "chooser below the story": reverse("wagtailadmin_choose_page_child", args=[pk]),
        "chooser's search": reverse("wagtailadmin_choose_page_search") + f"?q={code}",
        "chosen pages": reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={pk}",
        "interface": f"{api}?child_of={index}",
        "interface for the explorer": f"{api}?child_of={index}&for_explorer=1",
        "interface for the story": f"{api}{pk}/",
        "types of page": reverse("wagtailadmin_reports:page_types_usage"),
        "history of the site": reverse("wagtailadmin_reports:site_history_results"),
        "old pages": reverse("wagtailadmin_reports:aging_pages_results"),
        "workflows": reverse("wagtailadmin_reports:workflow_results"),
        "story chooser": reverse("choose_story:choose"),
        "story chooser's search": reverse("choose_story:choose_results") + f"?q={code}",
        "chosen story": reverse("choose_story:chosen", args=[pk]),
        "chosen stories": reverse("choose_story:chosen_multiple") + f"?id={pk}",
    }


def telling(client, user, story) -> set[str]:
    """Return the names of the addresses whose answer holds the person's code."""
    client.force_login(user)
    return {
        name
        for name, address in addresses(story).items()
        if story.contributor.code in client.get(address).content.decode()
    }


@pytest.mark.parametrize("role", FAR)
@pytest.mark.parametrize("live", [True, False], ids=["public", "draft"])
def test_whoever_has_nothing_to_do_with_stories_meets_no_code(client, role, live):
    story = StoryFactory(live=live)
    story.save_revision(log_action=True)
    story.get_workflow().start(story, story.owner)

    assert telling(client, UserFactory(role=role), story) == set()


@pytest.mark.parametrize("role", sorted(NEAR))
def test_whoever_works_with_stories_finds_them_by_their_code(client, role, story):
    found = telling(client, UserFactory(role=role), story)

    assert found >= {"explorer", "search", "chooser", "chooser's search", "chosen pages", "interface"}
    assert found >= {"explorer of the story", "chooser below the story"}


def test_whoever_holds_a_right_on_one_list_finds_the_codes_of_that_list_and_no_others(client, story):
    index = story_index("fr")
    consent = active_consent(languages={"fr"})
    french = StoryFactory(live=True, contributor=consent.contributor, parent=index, locale=index.locale)
    group = Group.objects.create(name="French stories")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(codename="change_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=group, page=index, permission=change)
    user = UserFactory(role="French stories")

    assert telling(client, user, french) >= {"explorer", "search", "chooser", "chosen pages", "interface"}
    assert telling(client, user, story) == set()


def test_nobody_meets_a_code_in_the_chooser_of_public_stories(client, story):
    found = telling(client, UserFactory(role=role_table.PROTECTION_OFFICER), story)

    assert not PUBLIC & found


def test_press_officer_who_pastes_the_address_of_a_story_is_not_told_whose_it_is(client, story):
    client.force_login(UserFactory(role=role_table.PRESS_OFFICER))
    # The host of Wagtail's own site record: addresses that begin with it were turned into pages.
    address = f"{Site.objects.get().root_url}{story.url}"
    data = {"external-link-chooser-url": address, "external-link-chooser-link_text": "A story"}

    answer = client.post(reverse("wagtailadmin_choose_page_external_link"), data)

    assert json.loads(answer.content)["step"] == "external_link_chosen"
    assert story.contributor.code not in answer.content.decode()


def test_press_officer_chooses_public_stories_by_headline(client, story):
    hidden = StoryFactory(live=True)
    withdraw(hidden.contributor.consents.get())
    draft = StoryFactory()
    client.force_login(UserFactory(role=role_table.PRESS_OFFICER))

    offered = json.loads(client.get(reverse("choose_story:choose")).content)["html"]

    assert story.headline in offered
    assert hidden.headline not in offered and draft.headline not in offered


def test_press_officer_searches_stories_by_words_of_the_headline(client, story):
    other = StoryFactory(live=True, headline="Something else entirely")
    client.force_login(UserFactory(role=role_table.PRESS_OFFICER))

    found = client.get(reverse("choose_story:choose_results"), {"q": "ELSE something"}).content.decode()

    assert other.headline in found and story.headline not in found


def test_press_officer_cannot_ask_for_a_hidden_story_by_its_id(client):
    draft = StoryFactory()
    client.force_login(UserFactory(role=role_table.PRESS_OFFICER))

    assert client.get(reverse("choose_story:chosen", args=[draft.pk])).status_code != 200
    assert (
        json.loads(client.get(reverse("choose_story:chosen_multiple"), {"id": draft.pk}).content)["result"] == []
    )


def test_ambassadors_form_names_stories_as_the_public_knows_them(client, story):
    draft = StoryFactory()
    ambassador = AmbassadorPageFactory()
    ambassador.story_links.create(story=story)
    ambassador.story_links.create(story=draft)
    ambassador.save_revision()
    client.force_login(UserFactory(role=role_table.PRESS_OFFICER))

    form = client.get(reverse("wagtailadmin_pages:edit", args=[ambassador.pk])).content.decode()

    assert story.headline in form and "A story that is not public" in form
    assert story.contributor.code not in form and draft.contributor.code not in form
    assert draft.headline not in form


def test_versions_of_an_ambassador_are_compared_by_what_the_public_knows_of_stories(client, story):
    draft = StoryFactory()
    ambassador = AmbassadorPageFactory()
    ambassador.story_links.create(story=story)
    first = ambassador.save_revision()
    ambassador.story_links.create(story=draft)
    second = ambassador.save_revision()
    client.force_login(UserFactory(role=role_table.PRESS_OFFICER))

    both = reverse("wagtailadmin_pages:revisions_compare", args=[ambassador.pk, first.pk, second.pk])
    compared = client.get(both).content.decode()

    assert "A story that is not public" in compared
    assert story.contributor.code not in compared and draft.contributor.code not in compared
    assert draft.headline not in compared


def test_administrator_still_sees_every_other_page(client):
    client.force_login(UserFactory(role=role_table.ADMINISTRATOR))

    page = client.get(reverse("wagtailadmin_explore", args=[home().pk])).content.decode()

    assert story_index().title in page and ambassador_index().title in page


def test_superuser_sees_that_stories_are_there(client, story):
    story.get_workflow().start(story, story.owner)

    found = telling(client, UserFactory(is_superuser=True), story)

    assert set(addresses(story)) - found == PUBLIC


def test_root_of_the_tree_is_not_among_the_chosen_pages(client, story):
    client.force_login(UserFactory(is_superuser=True))
    query = {"id": [story.get_root().pk, story.pk, "first"]}

    chosen = client.get(reverse("wagtailadmin_choose_page_chosen_multiple"), query)

    assert [page["id"] for page in json.loads(chosen.content)["result"]] == [story.pk]
