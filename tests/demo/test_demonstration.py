"""What the demonstration shows, loaded once for all these tests; what one of them changes is undone after it."""

import io
import re

import pytest
from django.contrib.auth import authenticate
from soundfile import SoundFile
from wagtail.models import Page

from campaign_site.accounts.models import User
from campaign_site.delivery.models import OutboxItem
from campaign_site.demo import films
from campaign_site.demo.content import COMPOSITE, LANGUAGES, read
from campaign_site.demo.people import address
from campaign_site.media.models import CampaignRecording, CampaignVideo
from campaign_site.pages.models import ContentPage, Helpline, HomePage
from campaign_site.pages.public_display import public_pages
from campaign_site.press.models import PressReleasePage
from donations.choices import PledgeStatus
from donations.ledger import BANK_TRANSFER
from donations.ledger_check import verify
from donations.models import LedgerTransaction, Pledge, Settlement, StatementEntry
from donations.statements.choices import CASES, Cause, SettlementState
from donations.statements.settling import approve
from stories.consent import codes
from stories.models import StoryPage
from tests.demo.running import counts, demo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def test_every_public_page_opens_and_the_embargoed_release_does_not(client):
    pages = list(public_pages())
    assert len(pages) >= 100
    for page in pages:
        assert client.get(page.url).status_code == 200, page.url
    for language in LANGUAGES:
        assert len([page for page in pages if page.url.startswith(f"/{language}/")]) >= 25
    (embargoed,) = PressReleasePage.objects.filter(live=True, embargo_until__isnull=False)
    assert embargoed.url not in {page.url for page in pages}
    assert client.get(embargoed.url).status_code == 404
    assert embargoed.title not in client.get("/en/press/").content.decode()


def test_every_story_is_public_and_says_that_it_is_composed(client):
    stories = StoryPage.objects.for_public_display()
    assert stories.count() == 29
    assert StoryPage.objects.count() == 32
    for story in stories:
        assert COMPOSITE[story.locale.language_code] in client.get(story.url).content.decode()


@pytest.mark.parametrize(
    ("role", "headline"),
    [
        ("Reviewer", "The night shift had no end"),
        ("Protection officer", "The fruit was counted, the hours were not"),
    ],
)
def test_a_story_waits_on_the_desk_of_who_reviews(client, role, headline):
    waiting = StoryPage.objects.get(headline=headline)
    reviewer = User.objects.get(email=address(role))
    client.force_login(reviewer)
    assert waiting.contributor.code in client.get("/admin/").content.decode()
    actions = waiting.current_workflow_task.get_actions(waiting, reviewer)
    assert "approve" in [action[0] for action in actions]


def test_a_release_waits_for_the_press_officer(client):
    (waiting,) = PressReleasePage.objects.filter(live=False)
    client.force_login(User.objects.get(email=address("Press officer")))
    assert waiting.title in client.get("/admin/").content.decode()


def recordings_of(story) -> list:
    return [block.value["recording"] for block in story.body if block.block_type == "audio"]


def test_the_sample_sound_is_nobodys_voice_and_can_be_fetched(client):
    recording = CampaignRecording.objects.get()
    assert (recording.is_voiced_by_actor, recording.duration) == (True, 7)
    response = client.get(recording.file.url)
    with SoundFile(io.BytesIO(b"".join(response.streaming_content))) as sound:
        assert (sound.format, sound.channels) == ("MP3", 1)
        assert 0.1 < abs(sound.read()).max() < 0.5, "heard, and calm"
    stories = [story for story in StoryPage.objects.for_public_display() if recording in recordings_of(story)]
    assert {story.locale.language_code for story in stories} == {"en", "es"}
    for story in stories:
        html = client.get(story.url).content.decode()
        assert recording.file.url in html and recording.title not in html


def test_translations_find_each_other_and_share_their_address():
    for page in Page.objects.filter(depth__gt=2, locale__language_code="en"):
        for translation in page.get_translations():
            assert translation.slug == page.slug
    assert Page.objects.filter(slug="about").values("translation_key").distinct().count() == 1
    assert Page.objects.filter(slug="about").count() == len(LANGUAGES)


def test_one_person_of_each_role_can_sign_in(demonstration):
    password = read("people")["password"]
    assert password in demonstration
    assert User.objects.filter(is_superuser=True).count() == 0
    for name in ("Writer", "Protection officer", "Reviewer", "Administrator"):
        user = authenticate(username=address(name), password=password)
        assert [group.name for group in user.groups.all()] == [name]


def test_pledges_stand_everywhere_that_a_pledge_can_and_no_mail_goes_out():
    assert set(Pledge.objects.values_list("status", flat=True)) == set(PledgeStatus)
    assert Pledge.objects.exclude(erased_at=None).count() == 1
    assert not OutboxItem.objects.filter(key__startswith="mail:").exists()


def test_money_came_by_the_ways_that_money_comes_and_the_ledger_is_whole():
    kinds = set(LedgerTransaction.objects.values_list("provider", "kind"))
    assert {(BANK_TRANSFER, "received"), ("fake", "received"), ("fake", "fee"), ("fake", "refunded")} <= kinds
    assert verify().broken is None


def test_officers_find_a_case_of_each_sort_and_a_proposal_of_somebody_else():
    causes = set(StatementEntry.objects.filter(state__in=CASES).values_list("cause", flat=True))
    assert causes >= {Cause.CLOSED, Cause.NEAR, Cause.NO_REFERENCE, Cause.OVER}
    second = User.objects.get(email=address("Second fundraising officer"))
    (proposal,) = Settlement.objects.filter(state=SettlementState.WAITING)
    approve(proposal.pk, actor=second, version=proposal.entry.version)
    assert proposal.parts.get().pledge.status == PledgeStatus.FULFILLED


def test_what_is_promised_is_said_in_one_currency_too(client):
    page = client.get("/en/programmes/safety-and-recovery/").content.decode()
    assert "Together about" in page


def test_every_helpline_is_marked_as_an_example(client):
    assert set(Helpline.objects.values_list("is_example", flat=True)) == {True}
    assert client.get("/en/help/").content.decode().count("+000 555 01") >= 20


def test_second_run_changes_nothing_and_asks_little(demonstration, django_assert_max_num_queries):
    assert "32 stories" in demonstration
    before = counts()
    with django_assert_max_num_queries(20):
        assert "nothing was changed" in demo()
    assert counts() == before


def test_first_run_says_the_digits_of_a_persons_own_page_and_no_other_does(demonstration):
    digits = re.search(r"/note/ opens with ([\d ]{19})", demonstration)[1]

    person = codes.check(digits, "192.0.2.1")
    assert StoryPage.objects.live().filter(contributor=person).count() == 4
    assert "opens with" not in demo()
    assert "opens with" not in demo(dry_run=True)


def test_what_somebody_deleted_or_changed_stays_so():
    Page.objects.get(slug="about", locale__language_code="fr").delete()
    home = HomePage.objects.get(locale__language_code="en")
    home.title = "Changed by an editor"
    home.save()
    StoryPage.objects.filter(locale__language_code="en").first().delete()
    before = counts()
    demo()
    assert counts() == before
    assert HomePage.objects.get(pk=home.pk).title == "Changed by an editor"


def test_the_sample_film_stands_on_one_page_in_each_language(client):
    video = CampaignVideo.objects.get()
    pages = ContentPage.objects.filter(slug=films.PAGE)
    assert len(pages) == 4
    for page in pages:
        language = page.locale.language_code
        text, told = client.get(page.url).content.decode(), read("film")[language]
        assert video.file_name in text and f'srclang="{language}"' in text and told["title"] in text
        words = client.get(f"/media/{video.captioned[language].name}")
        assert told["captions"][1][2] in b"".join(words.streaming_content).decode()
    assert {client.get(f"/media/{name}").status_code for name in (video.file_name, video.poster_name)} == {200}
