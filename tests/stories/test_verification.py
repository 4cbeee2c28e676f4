"""Verification: what a take-down left anywhere is found and listed, and nothing is claimed that was not seen."""

import logging

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from wagtail.models import Revision

from campaign_site.delivery.models import OutboxItem
from campaign_site.media.models import CampaignRecording
from campaign_site.media.renditions import make_renditions
from stories import takedown as verbs
from stories.consent.choices import AskedBy, Surface, TakedownMode
from stories.consent.models import AuditEvent, Takedown, TakedownCheck
from stories.models import StoryPage
from stories.surfaces import database, web
from stories.takedown import take_down
from stories.traces import MANY, MOST_BESIDE
from stories.verification import NothingToLookFor, open_fingerprint, verify
from tests.factories.media import CampaignImageFactory, CampaignRecordingFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import StoryFactory, active_consent, publish

pytestmark = pytest.mark.django_db

QUOTE = "the door stood open and nobody had told me that I could walk through it"
TEXT = f"<p>One morning {QUOTE}. So I walked.</p>"


@pytest.fixture
def picture(public_host, db):
    return CampaignImageFactory(title="A door that stands open")


@pytest.fixture
def story(picture):
    image = {"image": picture, "caption": "The door as she remembers it in the morning"}
    made = StoryFactory(
        live=True, headline="The morning the door stood open", body=[("text", TEXT), ("picture", image)]
    )
    make_renditions(picture, "text")
    return made


def hide(story, run_commits, mode=TakedownMode.HIDE) -> Takedown:
    with run_commits():
        takedown = take_down(story.contributor, mode=mode, asked_by=AskedBy.PERSON)
    takedown.refresh_from_db()
    return takedown


def left(takedown) -> dict[str, str]:
    """Return the places of the last round that keep a take-down from being verified, with their surfaces."""
    last = takedown.checks.order_by("-round").first().round
    checks = takedown.checks.filter(round=last)
    return {check.place: check.surface for check in checks if check.found or not check.is_reached}


def test_a_take_down_is_verified_right_after_its_commit(story, public_host, run_commits):
    takedown = hide(story, run_commits)

    assert left(takedown) == {}
    assert takedown.verified_at >= takedown.hidden_at
    assert set(takedown.checks.filter(round=1).values_list("surface", flat=True)) == set(Surface) - {Surface.EDGE}
    assert OutboxItem.objects.get(kind=verbs.VERIFY).done_at
    assert AuditEvent.objects.filter(kind="takedown.checked").count() == 1


def test_every_surface_is_asked_through_the_public_host(story, public_host, run_commits):
    beside = StoryFactory(live=True)
    path = story.get_url_parts()[2]
    hide(story, run_commits)

    asked = {path for _method, path in public_host.asked}
    assert {
        path,
        "/en/",
        "/en/stories/",
        beside.get_url_parts()[2],
        "/sitemap.xml",
        "/en/press/feed.rss",
        "/ar/press/feed.atom",
    } <= asked
    assert "/en/search/?q=morning" in asked, "one word of the headline, not the headline"
    assert any(path.startswith("/media/images/") for path in asked)
    assert any(path.startswith("/media/original_images/") for path in asked)


def test_the_stories_that_showed_it_as_related_are_opened_however_old_they_are(story, public_host, run_commits):
    alike = StoryFactory(live=True, exploitation=story.exploitation)
    others = [StoryFactory(live=True, exploitation="begging", region="pacific") for _ in range(MOST_BESIDE)]
    assert story.exploitation != "begging"
    hide(story, run_commits)

    asked = {path for _method, path in public_host.asked}
    assert alike.get_url_parts()[2] in asked
    assert not {other.get_url_parts()[2] for other in others} <= asked


def test_a_quote_pasted_into_a_press_release_is_listed_with_its_place(story, public_host, run_commits):
    release = PressReleasePageFactory(body=[("quote", {"text": f"She said that {QUOTE}.", "source": "Amina"})])
    takedown = hide(story, run_commits)

    path = release.get_url_parts()[2]
    assert takedown.verified_at is None
    assert left(takedown) == {
        path: Surface.LISTING,
        f"press_pressreleasepage.body #{release.pk} {path}": Surface.DATABASE,
    }

    release.body = []
    release.save()
    assert verify(takedown) == []
    assert takedown.verified_at


def test_a_place_with_a_long_address_is_listed_as_far_as_there_is_room(story, public_host, run_commits):
    release = PressReleasePageFactory(slug="a" * 250, body=[("quote", {"text": QUOTE, "source": ""})])

    takedown = hide(story, run_commits)

    path = release.get_url_parts()[2]
    assert {place for place, surface in left(takedown).items() if surface == Surface.LISTING} == {path[:200]}


def test_no_word_of_the_story_stands_in_the_report_or_the_log(story, public_host, run_commits, caplog):
    PressReleasePageFactory(body=[("text", TEXT)])
    with caplog.at_level(logging.DEBUG):
        takedown = hide(story, run_commits)

    kept = " ".join(
        [*takedown.checks.values_list("place", flat=True), *AuditEvent.objects.values_list("sentence", flat=True)]
    )
    assert "door" not in kept
    assert "door" not in caplog.text


def test_a_quote_in_a_draft_is_not_public_and_counts_only_when_all_must_go(story, public_host, run_commits):
    draft = ContentPageFactory(live=False, body=[("text", TEXT)])

    assert left(hide(story, run_commits)) == {}
    deleted = hide(story, run_commits, TakedownMode.ERASE)
    assert f"pages_contentpage.body #{draft.pk} {draft.get_url_parts()[2]}" in left(deleted)


def test_what_editors_write_beneath_every_story_is_nobodys_words(public_host, run_commits):
    common = "<p><i>This text was checked by two people who did not write it themselves.</i></p>"
    for _person in range(MANY):
        StoryFactory(live=True, body=[("text", common)])
    story = StoryFactory(live=True, body=[("text", common), ("text", TEXT)], introduction="Words of her own.")

    assert left(hide(story, run_commits)) == {}


def test_a_quote_in_another_persons_story_is_found_all_the_same(story, public_host, run_commits):
    other = StoryFactory(live=True, body=[("text", TEXT)], introduction="Words of somebody else.")

    assert other.get_url_parts()[2] in left(hide(story, run_commits))


def test_a_host_that_does_not_answer_proves_nothing(story, public_host, run_commits):
    public_host.is_away = True
    takedown = hide(story, run_commits)

    assert takedown.hidden_at
    assert takedown.verified_at is None
    assert left(takedown)[story.get_url_parts()[2]] == Surface.PAGE
    assert OutboxItem.objects.get(kind=verbs.VERIFY).last_error == "SomethingIsLeft"

    public_host.is_away = False
    assert verify(takedown) == []


def test_what_comes_back_later_takes_the_proof_away(story, public_host, run_commits):
    takedown = hide(story, run_commits)
    ContentPageFactory(body=[("text", TEXT)])

    assert verify(takedown)
    takedown.refresh_from_db()
    assert takedown.verified_at is None


def test_words_in_the_cache_are_found(story, public_host, run_commits):
    takedown = hide(story, run_commits)
    cache.set("page", f"<html>{TEXT}</html>")

    assert [(finding.surface, finding.place) for finding in verify(takedown)] == [(Surface.CACHE, "default")]


def test_a_row_of_the_search_index_is_found(story, public_host, run_commits):
    takedown = hide(story, run_commits)
    from wagtail.search.backends import get_search_backend

    get_search_backend().add(StoryPage.objects.get(pk=story.pk))

    assert {finding.surface for finding in verify(takedown)} == {Surface.SEARCH}


def test_made_sizes_of_a_picture_are_removed_from_storage_and_database(story, picture, public_host, run_commits):
    names = [rendition.file.name for rendition in picture.renditions.all()]
    assert names

    takedown = hide(story, run_commits)

    assert not picture.renditions.exists()
    assert not any(default_storage.exists(name) for name in names)
    old = picture.file.name
    picture.refresh_from_db()
    assert default_storage.exists(picture.file.name) and not default_storage.exists(old), (
        "the draft finds it still"
    )
    assert takedown.verified_at


def test_a_size_that_somebody_put_back_is_found(story, picture, public_host, run_commits):
    takedown = hide(story, run_commits)
    name = open_fingerprint(takedown).public_names[0]
    default_storage.save(name, ContentFile(b"picture"))

    places = {finding.place for finding in verify(takedown)}
    assert places == {f"storage: {name}"}, "and nobody can fetch it: there is no record of it"


def test_a_picture_that_another_live_page_shows_stays_there_and_is_listed(
    story, picture, public_host, run_commits
):
    ContentPageFactory(body=[("picture", {"image": picture, "caption": ""})])

    takedown = hide(story, run_commits)

    assert picture.renditions.exists()
    assert takedown.verified_at is None
    assert set(left(takedown).values()) == {Surface.MEDIA, Surface.DATABASE, Surface.LISTING}, (
        "its description is read out there too"
    )


def test_a_picture_in_another_persons_live_story_stays_there_and_is_listed(
    story, picture, public_host, run_commits
):
    image = {"image": picture, "caption": ""}
    StoryFactory(live=True, body=[("picture", image)], introduction="Somebody else speaks.")

    assert Surface.MEDIA in left(hide(story, run_commits)).values()
    assert picture.renditions.exists()


def test_the_same_picture_uploaded_a_second_time_is_found_on_a_live_page(story, picture, public_host, run_commits):
    again = CampaignImageFactory(description="Something else is written here")
    ContentPageFactory(body=[("picture", {"image": again, "caption": ""})])

    assert left(hide(story, run_commits)) == {f"media_campaignimage #{again.pk}": Surface.MEDIA}


def test_a_recording_gets_an_address_that_nobody_knows(public_host, run_commits):
    recording = CampaignRecordingFactory()
    consent = active_consent(elements={"voice"})
    sound = (
        "audio",
        {"recording": recording, "title": "Her voice", "transcript": "I said it aloud for the first time."},
    )
    story = StoryFactory(live=True, contributor=consent.contributor, elements={"voice"}, body=[sound])
    old = recording.file.name
    assert public_host.ask([f"/media/{old}"])[f"/media/{old}"].status == 200

    takedown = hide(story, run_commits)

    new = CampaignRecording.objects.get(pk=recording.pk).file.name
    assert new != old
    assert default_storage.exists(new)
    assert public_host.ask([f"/media/{old}"])[f"/media/{old}"].status == 404
    assert takedown.verified_at


def test_a_story_that_is_hidden_by_the_admins_button_gives_up_its_files_as_well(
    story, picture, public_host, run_commits
):
    with run_commits():
        StoryPage.objects.get(pk=story.pk).unpublish()

    assert not picture.renditions.exists()


def test_a_person_who_consented_anew_is_left_alone(story, public_host, run_commits):
    with run_commits():
        takedown = take_down(story.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)
        active_consent(contributor=story.contributor)
        publish(StoryPage.objects.get(pk=story.pk))

    assert not takedown.checks.filter(round__gt=0).exists()
    assert not public_host.asked


def test_a_fingerprint_that_failed_is_taken_later_and_until_then_nothing_is_proven(
    story, public_host, run_commits
):
    revision = Revision.objects.create(
        base_content_type_id=story.latest_revision.base_content_type_id,
        content_type_id=story.latest_revision.content_type_id,
        object_id=str(story.pk),
        created_at=story.latest_revision.created_at,
        object_str="",
        content={"body": "cannot be read"},
    )
    takedown = take_down(story.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)
    revision.delete()
    assert verify(takedown), "an empty fingerprint proves nothing"

    with run_commits():
        pass
    from campaign_site.delivery.jobs import outbox

    outbox.run_due()
    takedown.refresh_from_db()
    assert open_fingerprint(takedown).is_complete
    assert takedown.verified_at


def test_a_closed_take_down_has_nothing_to_look_for(story, public_host, run_commits):
    takedown = hide(story, run_commits)
    takedown.fingerprint = None

    with pytest.raises(NothingToLookFor):
        verify(takedown)


def test_a_report_grows_by_a_few_lines_a_round(story, public_host, run_commits):
    takedown = hide(story, run_commits)
    verify(takedown)

    assert TakedownCheck.objects.filter(takedown=takedown, round=2).count() < 25


def test_every_text_column_of_the_database_is_read():
    columns = database.text_columns()
    tables = {table for table, _column in columns}

    assert {"wagtailcore_revision", "stories_storypage", "wagtailadmin_formstate", "donations_pledge",
            "wagtailsearch_indexentry", "accounts_editorsession"} <= tables  # fmt: skip
    assert ("wagtailcore_revision", "content") in columns
    known = set(connection.introspection.table_names())
    assert tables <= known
    for table, column in columns:
        list(database.values(table, column))


@pytest.mark.django_db(transaction=True)
def test_the_public_host_is_asked_over_the_network(live_server, settings):
    settings.PUBLIC_HOST_AT = live_server.url
    answers = web.public_host().ask([f"/en/nothing-{number}/" for number in range(20)] + ["/healthz"])

    assert answers["/healthz"].status == 200
    assert [answer.status for answer in answers.values()].count(404) == 20
    assert all(answer.is_reached for answer in answers.values())


def test_a_host_that_is_away_is_told_from_one_that_answers(settings):
    settings.SITE_URL, settings.PUBLIC_HOST_AT = "http://127.0.0.1:9", ""
    answers = web.public_host().ask(["/en/", "/ar/"])

    assert {answer.status for answer in answers.values()} == {0}
    assert not any(answer.is_reached for answer in answers.values())


def test_a_picture_named_by_a_draft_of_another_story_is_not_left_public(story, picture, public_host, run_commits):
    image = {"image": picture, "caption": ""}
    StoryFactory(body=[("picture", image)], introduction="A draft that nobody may read.")

    hide(story, run_commits)

    assert not picture.renditions.exists()
