"""A story from the person's consent to the public page and away again, through the admin as people use it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from stories.consent.choices import Status
from stories.consent.models import Consent, Contributor, RiskReview
from stories.models import StoryPage
from tests.browser.test_review_in_the_editor import confirm_and_approve
from tests.factories.stories import story_index

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

expect.set_options(timeout=20_000)

HEADLINE = "I learned to trust my own voice"
WORDS = "They told me I would cook for one family."


@pytest.fixture
def index(transactional_db):
    """The list of stories, with the roles' rights on it."""
    page = story_index()
    return page


def save(page, told):
    """Press the form's own button and wait for the sentence that says it worked."""
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.locator(".messages .success")).to_contain_text(told)


def record_consent(officer):
    """Enter a notice, a person and her consent with its evidence; return the person."""
    page = officer.page
    officer.open("/admin/notice/new/")
    page.fill("input[name=slug]", "story")
    page.fill("input[name=version]", "1")
    page.select_option("select[name=language]", "en")
    page.fill("textarea[name=body]", "What we ask you, and what we promise.")
    save(page, "story v1 (en)")

    officer.open("/admin/contributor/new/")
    page.fill("input[name=display_name]", "Amina")
    page.select_option("select[name=language]", "en")
    save(page, "created")
    person = Contributor.objects.get()

    officer.open("/admin/consent/new/")
    page.select_option("select[name=contributor]", label=person.code)
    page.select_option("select[name=notice]", label="story v1 (en)")
    page.check("input[name=languages][value=en]")
    page.fill("input[name=valid_until]", (timezone.now() + timedelta(days=365)).date().isoformat())
    page.keyboard.press("Tab")
    page.select_option("select[name=evidence_kind]", "form")
    page.fill("input[name=evidence_location]", "Mission safe, folder 12")
    save(page, "Consent")
    return person


def write_and_submit(writer, index, person):
    """Write the story in the editor and hand it in."""
    page = writer.page
    writer.open(f"/admin/pages/{index.pk}/")
    page.get_by_role("link", name="Add child page").first.click()
    page.select_option("select[name=contributor]", label=person.code)
    page.fill("[name=headline]", HEADLINE)
    page.fill("[name=introduction]", "She was promised work in a kitchen.")
    page.fill("[name=content_line]", "Speaks of debt and threats.")
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Text").first.click()
    page.locator("[name=body-0-type]").wait_for(state="attached")
    page.locator("#panel-child-content-body-section [role=textbox][contenteditable=true]").click()
    page.keyboard.type(WORDS)
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile(WORDS))
    page.select_option("select[name=exploitation]", "domestic")
    page.select_option("select[name=region]", "middle_east")
    page.select_option("select[name=age_band]", "18_24")
    assert not StoryPage.objects.exists(), "what is typed is kept when somebody says so"
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Hand in for review").click()
    expect(page.locator(".messages .success")).to_contain_text("submitted for moderation")


def let_pass(reviewer, person):
    """Open what waits on the dashboard, and approve it."""
    page = reviewer.page
    reviewer.open("/admin/")
    page.locator("#waiting, .waiting-first").get_by_role("link", name=person.code).first.click()
    page.get_by_role("button", name="Approve", exact=True).click()
    confirm_and_approve(page)
    page.wait_for_url("**/admin/")


def read_back(officer, person):
    """Find the story on the dashboard, read it to the person, and keep their yes."""
    page = officer.page
    officer.open("/admin/")
    page.get_by_role("link", name=person.code).first.click()
    expect(page.get_by_text("The person has not said yes to exactly this text.")).to_be_visible()
    expect(page.get_by_text("Now the person decides")).to_be_visible()
    assert page.get_by_role("button", name="Approve", exact=True).count() == 0
    page.get_by_role("link", name="Read it back to the person").click()
    expect(page.get_by_text(HEADLINE)).to_be_visible()
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.get_by_label("I read this to the person in their language and they said yes.").check()
    page.get_by_role("button", name="Keep their yes").click()
    expect(page.locator(".messages .success")).to_contain_text("yes is kept")


def test_a_story_goes_from_consent_through_review_to_the_public_and_is_withdrawn(visit, index, signed_in):
    officer, writer, reviewer = (signed_in(role) for role in ("Protection officer", "Writer", "Reviewer"))
    person = record_consent(officer)
    consent = Consent.objects.get()
    assert (consent.status, consent.evidence.count()) == (Status.ACTIVE, 1)

    write_and_submit(writer, index, person)
    story = StoryPage.objects.get()
    reader = visit(script=False)
    assert reader.open(story.url).status == 404, "handing in publishes nothing"

    let_pass(officer, person)
    read_back(officer, person)
    expect(officer.page.get_by_role("link", name=person.code)).to_have_count(0)
    assert reader.open(story.url).status == 404, "one review is not enough"
    let_pass(reviewer, person)
    expect(reviewer.page.get_by_role("link", name=person.code)).to_have_count(0)
    assert [review.reviewer for review in RiskReview.objects.order_by("pk")] == [officer.user, reviewer.user]

    reader.open(index.url)
    reader.page.get_by_role("link", name=HEADLINE).click()
    assert reader.page.url.endswith(story.url)
    assert reader.page.inner_text("h1") == HEADLINE
    assert WORDS in reader.page.inner_text("article")
    assert person.code not in reader.page.content()

    officer.open("/admin/consent/")
    officer.page.get_by_role("link", name=re.compile(f"^Consent {consent.pk}$")).first.click()
    officer.page.get_by_role("link", name="Withdraw and hide at once").click()
    officer.page.get_by_role("button", name="Withdraw and hide now").click()
    expect(officer.page.locator(".messages .success")).to_contain_text("Pages hidden: 1")

    assert reader.open(story.url).status == 404
    assert reader.open(index.url).status == 200
    assert HEADLINE not in reader.page.content()
    assert reader.page.context.cookies() == []
