"""No way around the review: who holds every role and is superuser too cannot publish, move, copy or bring back.

Each test shows beside it that the same person does it to a page of text, or to a draft that was never public.
"""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.admin.api.views import PagesAdminAPIViewSet

from stories.approvals import approve
from stories.consent.choices import ApprovedBy
from stories.models import StoryPage
from stories.publication import PublicationRefused, content_hash, may_publish
from stories.takedown import withdraw
from tests.factories.accounts import UserFactory
from tests.factories.pages import ContentPageFactory, home
from tests.factories.stories import StoryFactory, judge, publish, story_index
from tests.stories.reviewing import edit_address, form_data

pytestmark = pytest.mark.django_db

# The admin's own form, and the boxes that are ticked in a list.
WAYS = ("form", "bulk")
REFUSED = {"form": 403, "bulk": 302}
DONE = 302
# As the browser's editor sends it, so that saving changes nothing.
AS_SENT = [("text", '<p data-block-key="a">They told me.</p>')]


@pytest.fixture
def attacker(client, db):
    """A superuser who holds every role: what they cannot do, nobody can."""
    user = UserFactory(is_superuser=True)
    user.groups.set(Group.objects.all())
    client.force_login(user)
    return user


@pytest.fixture
def send(client):
    """`send(action, way, page)` asks for it as the browser would; return the answer's status."""

    def ask(action, way, page, destination=None) -> int:
        if way == "bulk":
            address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
            data = {"chooser": destination.pk} if destination else {}
            return client.post(f"{address}?id={page.pk}", data).status_code
        name, args = ("move_confirm", [page.pk, destination.pk]) if action == "move" else (action, [page.pk])
        data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": page.get_parent().pk}
        headers = {"X-Requested-With": "XMLHttpRequest"}
        return client.post(reverse(f"wagtailadmin_pages:{name}", args=args), data, headers=headers).status_code

    return ask


def ready(**kwargs) -> StoryPage:
    """Return a draft that consent, person and reviewers let pass: only the right to publish it is missing."""
    story = StoryFactory(consented=True, body=AS_SENT, **kwargs)
    revision = story.save_revision(user=story.owner)
    approve(revision, by=ApprovedBy.CODE)
    judge(story, revision)
    assert may_publish(story) == []
    return story


def stands_unpublished(story) -> bool:
    """Whether the story is there still, in its place, and not public."""
    return StoryPage.objects.child_of(story_index()).not_live().filter(pk=story.pk).exists()


def test_attacker_cannot_publish_a_story(attacker, send):
    story, text = ready(), ContentPageFactory(live=False)

    assert send("publish", "bulk", story) == REFUSED["bulk"]
    assert stands_unpublished(story)

    assert send("publish", "bulk", text) == DONE
    text.refresh_from_db()
    assert text.live


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_attacker_who_presses_publish_in_the_editor_saves_a_draft(client, attacker, accept):
    story = ready()
    assert "action-publish" not in client.get(edit_address(story)).content.decode()

    data = form_data(story, **{"action-publish": "1"})
    answer = client.post(edit_address(story), data, headers={"accept": accept})

    saved = StoryPage.objects.get().get_latest_revision()
    assert answer.status_code == (302 if accept == "text/html" else 200)
    assert saved.user == attacker and content_hash(saved.as_object()) == content_hash(story)
    assert stands_unpublished(story)
    saved.publish()
    assert StoryPage.objects.get().live, "nothing else stood in the way"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("hidden", [False, True], ids=["public", "hidden again"])
def test_attacker_cannot_delete_what_was_ever_public(attacker, send, way, hidden):
    story, draft = StoryFactory(live=True), StoryFactory()
    if hidden:
        story.unpublish()

    assert send("delete", way, story) == REFUSED[way]
    assert StoryPage.objects.child_of(story_index()).get(pk=story.pk).live != hidden

    assert send("delete", way, draft) == DONE
    assert not StoryPage.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("way", WAYS)
def test_attacker_cannot_move_a_story(attacker, send, way):
    story, text, elsewhere = StoryFactory(owner=attacker), ContentPageFactory(), ContentPageFactory()

    assert send("move", way, story, story_index("fr")) == REFUSED[way]
    assert stands_unpublished(story)

    assert send("move", way, text, elsewhere) == DONE
    assert type(text).objects.child_of(elsewhere).get() == text


def test_attacker_cannot_copy_a_story(attacker, send):
    story, text = StoryFactory(owner=attacker), ContentPageFactory()

    assert send("copy", "form", story) == REFUSED["form"]
    assert StoryPage.objects.get() == story

    assert send("copy", "form", text) == DONE
    assert type(text).objects.child_of(home()).count() == 2


def test_attacker_who_brings_words_from_before_back_has_them_as_a_draft_only(client, attacker):
    story = StoryFactory(live=True, headline="First words", body=AS_SENT)
    first = story.live_revision
    story.headline = "Second words"
    publish(story)
    address = reverse("wagtailadmin_pages:revisions_revert", args=[story.pk, first.pk])

    data = form_data(story, headline="First words", **{"action-publish": "1"})
    assert client.post(address, data).status_code == 302

    draft = StoryPage.objects.get().get_latest_revision_as_object()
    assert draft.headline == "First words" and may_publish(draft) == [], "only the right to publish it is missing"
    page = client.get(story.url).content.decode()
    assert "Second words" in page and "First words" not in page


def test_words_from_before_a_withdrawal_go_live_by_no_revision():
    story = StoryFactory(live=True, headline="First words")
    first = story.live_revision
    story.headline = "Second words"
    publish(story)
    first.publish()
    assert StoryPage.objects.for_public_display().get().headline == "First words"
    withdraw(story.contributor.consents.get())

    for revision in story.revisions.all():
        with pytest.raises(PublicationRefused):
            revision.publish()

    assert stands_unpublished(story)


def test_nothing_is_done_to_a_page_by_the_interface_behind_the_explorer(client):
    """Its actions ask whether a page may be edited, and nothing of reviews, locks and languages."""
    page = ContentPageFactory()
    client.force_login(UserFactory(is_superuser=True))
    for name in PagesAdminAPIViewSet.actions:
        answer = client.post(
            f"/admin/api/main/pages/{page.pk}/action/{name}/", {}, content_type="application/json"
        )
        assert answer.status_code == 404, name
    assert len(PagesAdminAPIViewSet.actions) > 5
