"""What would give somebody away keeps a text from the public until an officer has decided. It is kept nowhere."""

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import Comment, CommentReply

from stories.approvals import approve
from stories.consent.choices import ApprovedBy
from stories.consent.envelope import new_key
from stories.consent.models import AuditEvent
from stories.identity.checking import check_story
from stories.identity.findings import resolve
from stories.identity.models import IdentityFinding
from stories.models import StoryPage
from stories.publication import PublicationRefused, may_publish
from stories.surfaces.database import text_columns, values
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory
from tests.factories.stories import StoryFactory, judge, publish
from tests.stories.identity.conftest import MOTHER
from tests.stories.reviewing import edit_address, hand_in, handed_in

pytestmark = pytest.mark.django_db

REASON = "The person chose this name together with us."


def telling(person, **fields):
    fields = fields or {"introduction": f"I called {MOTHER} at night."}
    return StoryFactory(contributor=person, consented=True, **fields)


def codes(story) -> list[str]:
    return [reason.code for reason in may_publish(StoryPage.objects.get(pk=story.pk))]


def kinds(findings) -> set[tuple[str, str]]:
    return {(finding.place, finding.kind) for finding in findings}


@pytest.mark.parametrize(
    ("place", "fields"),
    [
        ("headline", {"headline": f"{MOTHER} and I"}),
        ("content_line", {"content_line": f"Speaks of {MOTHER}."}),
        ("seo_title", {"seo_title": MOTHER}),
        ("search_description", {"search_description": MOTHER}),
        ("body:quote:2", {"body": [("text", "<p>They.</p>"), ("quote", {"text": MOTHER, "source": ""})]}),
        ("body:text:1", {"body": [("text", "<p>I saw Fat<b>ima Had</b>dad.</p>")]}),
    ],
)
def test_the_place_is_named(person, place, fields):
    assert (place, "relative") in kinds(check_story(telling(person, **fields)))


def test_the_words_beside_pictures_comments_and_slots_are_read_too(person):
    picture = CampaignImageFactory(title=MOTHER, description=f"{MOTHER} at a well")
    block = ("picture", {"image": picture, "caption": f"Near {MOTHER}", "shows": "nobody"})
    story = telling(person, body=[("text", "<p>They.</p>"), block])
    comment = Comment.objects.create(page=story, user=UserFactory(), text=f"Is this {MOTHER}?", contentpath="body")
    person.slots.create(element="city", language="en", otherwise=f"where {MOTHER} lives")
    CommentReply.objects.create(comment=comment, user=UserFactory(), text="Call 0772 123456")

    assert kinds(check_story(story)) == {
        ("picture.title", "relative"), ("picture.description", "relative"), ("body:picture:2", "relative"),
        ("comments", "relative"), ("comments", "any_phone"), ("otherwise.city", "relative"),
    }  # fmt: skip


def test_a_text_with_a_finding_passes_no_review_before_an_officer_has_decided(person, officer, act):
    story = hand_in(telling(person, introduction=f"I called {MOTHER}.", owner=UserFactory(role="Writer")))
    another = UserFactory(role="Protection officer")

    assert "finding" in codes(story)
    assert act(another, story, "approve") == 403
    resolve(IdentityFinding.objects.get(), REASON, officer)
    assert act(another, story, "approve") == 200
    approve(story.get_latest_revision(), by=ApprovedBy.CODE)
    assert act(UserFactory(role="Reviewer"), story, "approve") == 200
    assert StoryPage.objects.for_public_display().filter(pk=story.pk).exists()


def test_what_is_entered_during_the_review_stops_it_and_is_kept(person, enter, act):
    story = handed_in(contributor=person, introduction="I called Zahra Qasim at night.")
    enter(person, "Zahra Qasim")

    assert act(UserFactory(role="Reviewer"), story, "approve") == 403
    assert "finding" in codes(story)


def test_no_program_records_a_yes_while_something_is_open(person):
    story = telling(person)
    with pytest.raises(ValueError, match="given away"):
        judge(story, story.save_revision())


def test_a_finding_on_a_public_story_hides_it_until_it_is_decided(client, person, enter, officer):
    enter(person)
    story = publish(telling(person))
    assert client.get(story.url).status_code == 200
    enter(person, MOTHER)

    found = check_story(story)

    assert client.get(story.url).status_code == 404
    assert not StoryPage.objects.for_public_display().filter(pk=story.pk).exists()
    with pytest.raises(PublicationRefused):
        StoryPage.objects.get(pk=story.pk).save()
    resolve(found[0], REASON, officer)
    assert client.get(story.url).status_code == 200


def test_a_pattern_on_a_public_story_hides_it_as_well(client, person, enter):
    enter(person)
    story = publish(telling(person, introduction="I came on a day in spring."))
    StoryPage.objects.filter(pk=story.pk).update(search_description="Call 0772 123456")
    check_story(story)
    assert client.get(story.url).status_code == 404


def test_the_word_of_another_person_keeps_a_text_from_going_live_and_hides_none_that_is(
    client, person, other, enter
):
    enter(person)
    story = publish(telling(other))
    enter(person, MOTHER)

    assert [(one.of_another, one.kind) for one in check_story(story)] == [(True, "relative")]

    assert client.get(story.url).status_code == 200
    assert codes(story) == ["finding"]


def test_a_draft_that_gives_somebody_away_leaves_the_public_text_alone(client, person):
    story = publish(telling(person, introduction="Nothing."))
    story.introduction = f"I called {MOTHER}."
    story.save_revision()

    assert kinds(check_story(story)) == {("introduction", "relative")}

    assert client.get(story.url).status_code == 200
    assert codes(story) == []


def test_a_decision_is_remembered_when_the_text_changes_around_it(person, officer):
    story = telling(person, body=[("text", f"<p>I saw {MOTHER}.</p>")])
    resolve(check_story(story)[0], REASON, officer)
    story.body = [("heading", "Then"), ("text", f"<p>Later I saw {MOTHER} again.</p>")]
    story.save_revision()

    assert check_story(story) == []
    assert codes(StoryPage.objects.get(pk=story.pk)) == [
        "not_approved",
        "not_reviewed_protection",
        "not_reviewed_second",
    ]


def test_it_is_remembered_when_the_keys_are_changed(person, officer, settings):
    story = telling(person)
    resolve(check_story(story)[0], REASON, officer)
    settings.VAULT_KEYS = [new_key(), *settings.VAULT_KEYS]
    assert check_story(story) == []
    assert IdentityFinding.objects.count() == 1


def test_what_is_taken_out_of_the_text_is_forgotten(person):
    story = telling(person)
    check_story(story)
    story.introduction = "I called my mother."
    story.save()
    assert check_story(story) == []
    assert not IdentityFinding.objects.exists()


def test_nobody_decides_on_what_they_wrote_and_nobody_else_decides(person, officer):
    story = telling(person)
    story.save_revision(user=officer)
    finding = check_story(story)[0]
    for user in (officer, UserFactory(role="Reviewer"), UserFactory(role="Writer")):
        with pytest.raises(PermissionDenied):
            resolve(finding, REASON, user)
    assert IdentityFinding.objects.open().exists()


def test_stories_of_a_person_whose_vault_does_not_open_do_not_pass(person, settings):
    story = telling(person, introduction="Nothing.")
    settings.VAULT_KEYS = [new_key()]
    assert kinds(check_story(story)) == {("record", "unreadable")}


def test_the_words_are_written_nowhere_but_in_the_text(person, officer):
    story = hand_in(telling(person))
    finding = IdentityFinding.objects.get()
    resolve(finding, f"The person agreed to {MOTHER} being named.", officer)

    told = [
        (table, key)
        for table, column in text_columns()
        for key, text in values(table, column)
        if MOTHER.split()[1].lower() in text.lower()
    ]

    texts = {"stories_storypage", "wagtailcore_revision"}
    assert {table for table, _key in told if "search" not in table} == texts
    assert str(story.pk) in {key for _table, key in told}
    assert "…" in AuditEvent.objects.get(kind="identity.resolved").sentence


def test_the_editor_is_told_kinds_and_places(client, person):
    writer = UserFactory(role="Writer")
    story = telling(person, owner=writer, introduction=f"I called {MOTHER}.")
    check_story(story)
    client.force_login(writer)
    page = client.get(edit_address(story)).content.decode()
    assert "Introduction: the name of somebody close to the person" in page
