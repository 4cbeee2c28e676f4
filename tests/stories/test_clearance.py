"""No picture stands in a public story before a protection officer has looked at exactly this file."""

import pytest
from django.db import IntegrityError, connection, transaction
from wagtail.log_actions import LogContext

from campaign_site.accounts.sheltered import sheltered
from campaign_site.media.audience import is_public
from campaign_site.media.covering import Area, Cover, cover_picture
from campaign_site.media.models import CampaignImage
from stories.clearance import ClearanceRefused, judge, uncleared
from stories.consent.choices import Element, Seen
from stories.consent.models import AuditEvent, PictureClearance
from stories.publication import PublicationRefused, may_publish, picture_reasons
from stories.review_workflow import review_workflow
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory, picture_bytes
from tests.factories.stories import ALL_TRUE, StoryFactory, clear, publish, story_with

pytestmark = pytest.mark.django_db
EVERYTHING = [Area(0, 0, 100, 100)]


def showing(picture, shows: str = "nobody", **kwargs):
    """Return a draft with the picture."""
    block = ("picture", {"image": picture, "caption": "", "shows": shows})
    return StoryFactory(consented=True, body=[("text", "<p>They told me.</p>"), block], **kwargs)


def reasons(story) -> list[str]:
    return [reason.sentence for reason in picture_reasons(story)]


def test_story_waits_for_each_of_its_pictures():
    cleared, waiting = CampaignImageFactory(), CampaignImageFactory(title="A street")
    clear(cleared)
    story = showing(cleared)
    assert uncleared(story) == []
    story.body.append(("picture", {"image": waiting, "caption": "", "shows": "nobody"}))

    assert reasons(story) == ["No protection officer has cleared the picture “A street” yet."]
    assert "picture" in {reason.code for reason in may_publish(story)}
    assert picture_reasons(story)[0].about == waiting
    first = review_workflow().tasks.first().specific
    assert not first.may_be_approved(story)
    clear(waiting)
    assert first.may_be_approved(story)


def test_no_save_puts_a_story_live_with_a_picture_that_nobody_looked_at():
    picture = CampaignImageFactory()
    story = publish(showing(picture))
    story.body.append(("picture", {"image": CampaignImageFactory(), "caption": "", "shows": "nobody"}))

    with pytest.raises(PublicationRefused):
        story.save(clean=False)


@pytest.mark.parametrize(
    ("seen", "shows", "is_enough"),
    [
        (Seen.NOBODY, "nobody", True),
        (Seen.NOBODY, "face", True),
        (Seen.FACE, "face", True),
        # A writer who ticks "nobody" beside a face does not get round the consent to it.
        (Seen.FACE, "nobody", False),
        (Seen.TOO_MUCH, "nobody", False),
        (Seen.TOO_MUCH, "face", False),
    ],
)
def test_what_the_officer_found_has_to_fit_what_the_story_says(seen, shows, is_enough):
    picture = CampaignImageFactory()
    clear(picture, seen)

    assert (uncleared(showing(picture, shows)) == []) is is_enough


def test_last_word_counts():
    picture = CampaignImageFactory()
    story = showing(picture)
    for seen in (Seen.TOO_MUCH, Seen.NOBODY, Seen.TOO_MUCH):
        clear(picture, seen)
        assert (uncleared(story) == []) is (seen == Seen.NOBODY)


@pytest.mark.parametrize("is_covered", [True, False], ids=["covered", "replaced"])
def test_another_file_is_looked_at_anew(is_covered):
    picture = CampaignImageFactory()
    clear(picture)
    story = showing(picture)
    officer = UserFactory(role="Protection officer")

    if is_covered:
        cover_picture(picture.pk, EVERYTHING, Cover.FILL, user=officer, file_hash=picture.file_hash)
    else:
        picture.file = CampaignImageFactory.build(content=picture_bytes(size=(70, 40))).file
        picture.save()

    assert len(reasons(story)) == 1
    with pytest.raises(ClearanceRefused):
        judge(picture.pk, officer, Seen.NOBODY, ALL_TRUE, file_hash="what was seen before")
    clear(CampaignImage.objects.get(pk=picture.pk))
    assert reasons(story) == []


def test_picture_leaves_a_public_story_as_soon_as_an_officer_says_so(django_capture_on_commit_callbacks):
    picture = CampaignImageFactory()
    with django_capture_on_commit_callbacks(execute=True):
        story = story_with(picture=picture, covered={Element.FACE})
    assert is_public(picture)
    assert picture.renditions.exists()

    with django_capture_on_commit_callbacks(execute=True):
        clear(picture, Seen.TOO_MUCH)
    assert not is_public(picture)
    assert not picture.renditions.exists()

    with django_capture_on_commit_callbacks(execute=True):
        clear(picture, Seen.FACE)
    assert is_public(picture)
    assert picture.renditions.exists()
    story.refresh_from_db()
    assert story.live


@pytest.mark.parametrize("way", ["uploaded", "replaced"])
def test_nobody_clears_what_they_brought_whatever_their_role(way):
    officer, other = UserFactory(role="Protection officer"), UserFactory(role="Protection officer")
    picture = CampaignImageFactory(uploaded_by_user=officer if way == "uploaded" else other)
    if way == "replaced":
        with LogContext(user=officer):
            picture.file = CampaignImageFactory.build(content=picture_bytes(size=(70, 40))).file
            picture.save()

    with pytest.raises(ClearanceRefused, match="brought this file yourself"):
        judge(picture.pk, officer, Seen.NOBODY, ALL_TRUE, file_hash=picture.file_hash)

    judge(picture.pk, other, Seen.NOBODY, ALL_TRUE, file_hash=picture.file_hash)


def test_officer_who_covers_a_part_may_clear_what_is_left_and_its_bringer_still_may_not():
    writer, officer = UserFactory(role="Protection officer"), UserFactory(role="Protection officer")
    picture = CampaignImageFactory(uploaded_by_user=writer, collection=sheltered())

    picture = cover_picture(picture.pk, EVERYTHING, Cover.FILL, user=officer, file_hash=picture.file_hash)

    with pytest.raises(ClearanceRefused):
        clear(picture, officer=writer)
    clear(picture, officer=officer)


@pytest.mark.parametrize("role", ["Writer", "Reviewer", "Press officer", "Administrator", None])
def test_no_other_role_clears_a_picture(role):
    user = UserFactory(role=role) if role else UserFactory(is_superuser=True)
    picture = CampaignImageFactory()

    with pytest.raises(ClearanceRefused):
        judge(picture.pk, user, Seen.NOBODY, ALL_TRUE, file_hash=picture.file_hash)


@pytest.mark.parametrize(("seen", "open_one"), [(Seen.NOBODY, "faces"), (Seen.FACE, "signs")])
def test_picture_is_not_cleared_with_a_statement_left_open(seen, open_one):
    picture, officer = CampaignImageFactory(), UserFactory(role="Protection officer")

    with pytest.raises(ValueError, match="every statement"):
        judge(picture.pk, officer, seen, {**ALL_TRUE, open_one: False}, file_hash=picture.file_hash)
    judge(picture.pk, officer, Seen.TOO_MUCH, {**ALL_TRUE, open_one: False}, file_hash=picture.file_hash)


def test_sql_clears_no_file_of_the_officers_own_and_none_that_is_not_there_and_changes_nothing():
    officer = UserFactory()
    picture, own = (
        CampaignImageFactory(content=picture_bytes(size=(width, 40)), uploaded_by_user=who)
        for width, who in ((60, None), (70, officer))
    )
    said = {"officer": officer, "seen": Seen.NOBODY, "checklist_version": 1, "answers": ALL_TRUE}
    kept = PictureClearance.objects.create(picture_id=picture.pk, file_hash=picture.file_hash, **said)

    refused = [
        lambda: PictureClearance.objects.create(picture_id=own.pk, file_hash=own.file_hash, **said),
        lambda: PictureClearance.objects.create(picture_id=picture.pk, file_hash=own.file_hash, **said),
        lambda: PictureClearance.objects.create(picture_id=picture.pk, file_hash="", **said),
        lambda: PictureClearance.objects.filter(pk=kept.pk).update(file_hash=own.file_hash),
        lambda: PictureClearance.objects.filter(pk=kept.pk).delete(),
    ]
    for change in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
            connection.check_constraints()


def test_audit_trail_knows_who_looked_and_who_covered_without_any_title():
    picture = CampaignImageFactory(title="Ama in Accra", collection=sheltered())
    officer = UserFactory(role="Protection officer")
    picture = cover_picture(picture.pk, EVERYTHING, Cover.SQUARES, user=officer, file_hash=picture.file_hash)
    clear(picture, officer=officer)

    events = AuditEvent.objects.filter(kind__startswith="picture.").order_by("sequence")
    assert [event.kind for event in events] == ["picture.covered", "picture.judged"]
    assert {event.actor for event in events} == {str(officer)}
    assert not any("Ama" in f"{event.subject} {event.sentence}" for event in events)
