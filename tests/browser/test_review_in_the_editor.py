"""Officers and reviewers decide where they read; a press officer chooses a story beside an ambassador."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from campaign_site.press.models import PressReleasePage
from stories.approvals import approve
from stories.consent.choices import ApprovedBy, Outcome
from stories.consent.models import RiskReview
from stories.models import StoryPage
from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.press import PressReleasePageFactory, press_room
from tests.factories.stories import CONFIRMED, StoryFactory, story_index
from tests.stories.reviewing import edit_address, hand_in, handed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

expect.set_options(timeout=20_000)


@pytest.fixture(autouse=True)
def roles(transactional_db):
    """The lists, with the roles' rights on them."""
    story_index(), press_room()
    AmbassadorPageFactory()


def more_actions(page):
    """Open the menu at the foot of the form."""
    page.locator("footer [data-w-dropdown-target=toggle]").click()


def confirm_and_approve(page):
    """In the dialogue of the risk review: try without, then confirm each statement, and approve."""
    dialogue = page.get_by_role("dialog")
    approve_button = dialogue.get_by_role("button", name="Approve")
    approve_button.click()
    expect(dialogue.get_by_text("Confirm this before you approve, or ask for changes.")).to_have_count(6)
    for box in dialogue.get_by_role("checkbox").all():
        box.check()
    approve_button.click()


def test_an_officer_sends_a_story_back_and_a_reviewer_approves_it_both_from_the_editor(signed_in):
    writer, officer, reviewer = (signed_in(role) for role in ("Writer", "Protection officer", "Reviewer"))
    story = hand_in(StoryFactory(consented=True, owner=writer.user))

    officer.open("/admin/")
    officer.page.get_by_role("link", name=story.contributor.code).first.click()
    expect(officer.page.locator(".messages")).to_contain_text("nobody can change it now. Read it, then decide")
    assert officer.page.locator("button[name=action-publish]").count() == 0
    more_actions(officer.page)
    officer.page.get_by_role("button", name="Request changes").click()
    officer.page.get_by_role("dialog").locator("textarea").fill("Please leave out the street.")
    officer.page.get_by_role("dialog").get_by_role("button", name="Request changes").click()
    officer.page.wait_for_url("**/admin/")
    expect(officer.page.locator(".messages .success")).to_contain_text("changes are requested")
    review = RiskReview.objects.get()
    assert (review.reviewer_id, review.outcome) == (officer.user.pk, Outcome.NEGATIVE)

    writer.open(edit_address(story))
    writer.page.fill("[name=headline]", "Without the street")
    more_actions(writer.page)
    writer.page.get_by_role("button", name="Hand in for review").click()
    expect(writer.page.locator(".messages .success")).to_contain_text("submitted for moderation")
    state = StoryPage.objects.get().current_workflow_task_state
    state.task.specific.on_action(state, officer.user, "approve", **CONFIRMED)
    approve(StoryPage.objects.get().get_latest_revision(), by=ApprovedBy.CODE)
    writer.open(edit_address(story))
    expect(writer.page.locator(".messages")).to_contain_text("choose “Stop the review” at the foot of this page")
    expect(writer.page.get_by_role("link", name="Stop the review")).to_be_visible()
    assert writer.page.get_by_role("button", name="Approve", exact=True).count() == 0

    reviewer.open(edit_address(story))
    expect(reviewer.page.locator("[data-identity-check] [data-status]")).to_have_text("Nothing was found.")
    reviewer.page.get_by_role("button", name="Approve", exact=True).click()
    confirm_and_approve(reviewer.page)
    reviewer.page.wait_for_url("**/admin/")
    expect(reviewer.page.locator(".messages .success")).to_contain_text("is approved, and public now")
    assert reviewer.page.locator(".messages .error").count() == 0
    assert StoryPage.objects.live().get().headline == "Without the street"
    assert [visitor.problems for visitor in (writer, officer, reviewer)] == [[], [], []]


def test_a_writer_takes_a_story_back_and_edits_it_again(signed_in):
    writer = signed_in("Writer")
    story = handed_in(owner=writer.user)

    writer.open(edit_address(story))
    writer.page.get_by_role("link", name="Stop the review").click()
    assert story.current_workflow_state is not None, "it is asked before"
    writer.page.get_by_role("button", name="Stop the review now").click()
    expect(writer.page.locator(".messages .success")).to_contain_text("You can edit it again")
    writer.page.fill("[name=headline]", "Other words")
    writer.page.get_by_role("button", name="Save draft").click()

    expect(writer.page.locator(".messages .success")).to_contain_text("updated")
    assert story.current_workflow_state is None
    assert StoryPage.objects.get().headline == "Other words"


def test_a_press_officer_hands_a_release_in_and_another_one_puts_it_live(signed_in):
    author, reader = signed_in("Press officer"), signed_in("Press officer")
    release = PressReleasePageFactory(live=False, owner=author.user, title="First words")
    page = author.page
    author.open(edit_address(release))
    assert page.get_by_role("button", name="Publish").count() == 0
    page.fill("[name=title]", "Words to be read")
    more_actions(page)
    page.get_by_role("button", name="Hand in for review").click()
    expect(page.locator(".messages .success")).to_contain_text("submitted for moderation")
    author.open(edit_address(release))
    assert page.get_by_role("button", name="Approve", exact=True).count() == 0

    page = reader.page
    reader.open("/admin/")
    page.get_by_role("link", name="Words to be read").first.click()
    expect(page.locator(".messages")).to_contain_text("If you approve, it goes live as it stands")
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(page.locator(".messages .success")).to_contain_text("Words to be read is approved, and public now.")
    assert PressReleasePage.objects.live().get().title == "Words to be read"
    assert [author.problems, reader.problems] == [[], []]


def test_a_press_officer_chooses_a_public_story_by_its_headline(signed_in):
    story, draft = StoryFactory(live=True), StoryFactory(headline="Words of a draft")
    press = signed_in("Press officer")
    page = press.page
    press.open(reverse("wagtailadmin_pages:edit", args=[AmbassadorPageFactory().pk]))

    page.get_by_role("button", name="Add story").click()
    page.get_by_role("button", name="Choose a story").click()
    window = page.get_by_role("dialog")
    expect(window.get_by_role("link", name=story.headline)).to_be_visible()
    assert draft.headline not in window.inner_text() and story.contributor.code not in window.inner_html()
    window.get_by_role("textbox").fill("trust")
    expect(window.get_by_role("link", name=story.headline)).to_be_visible()
    window.get_by_role("link", name=story.headline).click()

    expect(page.locator("#id_story_links-0-story-title")).to_have_text(story.headline)
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages .success")).to_contain_text("updated")
    page.wait_for_load_state("load")
    assert story.headline in page.content() and story.contributor.code not in page.content()
    assert press.problems == []
