"""Captions are read at once where a page names their video: who may not publish there does not write them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from campaign_site.accounts import role_table
from campaign_site.media.approved import MESSAGE
from campaign_site.media.video.forms import ASK
from tests.factories.accounts import UserFactory
from tests.factories.ambassadors import AmbassadorPageFactory, ambassador_index
from tests.factories.donations import ProgrammePageFactory
from tests.factories.pages import approve, home
from tests.factories.press import PressReleasePageFactory
from tests.factories.videos import CampaignVideoFactory, captions, page_with

pytestmark = pytest.mark.django_db

TRANSLATOR, FUNDRAISING_OFFICER = role_table.TRANSLATOR, role_table.FUNDRAISING_OFFICER
PRESS_OFFICER, ADMINISTRATOR = role_table.PRESS_OFFICER, role_table.ADMINISTRATOR
EVIL = "WEBVTT\n\n00:00.000 --> 00:01.000\nAmina of Kumasi said it.\n"


def film(video) -> list:
    return [("video", {"video": video, "title": "Weaving", "transcript": "Threads cross."})]


def write(client, role, video, **captioned) -> dict:
    """Post the form as a role does; return what it says beside its fields, nothing where it was saved."""
    client.force_login(UserFactory(role=role))
    typed = {f"captions_{one.language}": one.text for one in video.captions.all()}
    answer = client.post(reverse("videos:edit", args=[video.pk]), {"title": video.title, **typed, **captioned})
    client.logout()
    return {} if answer.status_code == 302 else dict(answer.context["form"].errors)


@pytest.mark.parametrize("role", [TRANSLATOR, PRESS_OFFICER, FUNDRAISING_OFFICER, ADMINISTRATOR])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_nobody_alone_puts_a_film_live_on_an_approved_page_by_writing_its_captions(client, role, language):
    video = CampaignVideoFactory(languages=("es", language))
    page = AmbassadorPageFactory(parent=ambassador_index(language), body=film(video))
    # From the time in which a page was approved without them.
    video.captions.filter(language=language).delete()

    assert write(client, role, video, **{f"captions_{language}": EVIL}) == {f"captions_{language}": [MESSAGE]}
    assert "<video" not in client.get(page.url).content.decode()
    assert write(client, role, video, captions_ar=captions("ar")) == {}, "no page in it names the video"


def test_a_translator_who_changes_captions_between_the_yes_and_the_hour_is_refused(client):
    video = CampaignVideoFactory()
    hour = timezone.now() + timedelta(hours=6)
    page = PressReleasePageFactory(live=False, go_live_at=hour, body=film(video))
    assert write(client, TRANSLATOR, video, captions_en=captions("es")) == {}, "nobody has approved it yet"
    approve(page)
    assert not page.live
    assert write(client, TRANSLATOR, video, captions_en=EVIL) == {"captions_en": [MESSAGE]}


@pytest.mark.parametrize("role", [TRANSLATOR, FUNDRAISING_OFFICER, PRESS_OFFICER])
@pytest.mark.parametrize("text", [EVIL, ""], ids=["other words", "none"])
def test_who_may_not_publish_a_page_of_text_does_not_rewrite_the_captions_that_it_shows(client, role, text):
    video = CampaignVideoFactory()
    page_with(video)
    assert write(client, role, video, captions_en=text) == {"captions_en": [ASK]}
    assert "Calm music." in video.captions.get().text


def test_a_translator_who_writes_the_first_captions_for_a_live_page_does_not_put_its_film_live(client):
    video = CampaignVideoFactory()
    page = page_with(video, parent=home("fr"))
    assert write(client, TRANSLATOR, video, captions_fr=EVIL) == {"captions_fr": [ASK]}
    assert "<video" not in client.get(page.url).content.decode()


def test_a_page_that_will_be_shown_again_counts_as_one_that_is(client):
    video = CampaignVideoFactory()
    PageViewRestriction.objects.create(page=page_with(video), restriction_type="login")
    assert write(client, TRANSLATOR, video, captions_en=EVIL) == {"captions_en": [ASK]}


def test_who_may_publish_the_page_mends_its_captions(client):
    text, programme = CampaignVideoFactory(), CampaignVideoFactory()
    page_with(text)
    ProgrammePageFactory(body=film(programme))
    for role, video in ((ADMINISTRATOR, text), (FUNDRAISING_OFFICER, programme)):
        assert write(client, role, video, captions_en=captions("es")) == {}
        assert "Música tranquila." in video.captions.get().text


def test_a_translators_captions_are_for_nobody_before_a_page_in_their_language_shows_the_video(client):
    video = CampaignVideoFactory()
    page_with(video)
    assert write(client, TRANSLATOR, video, captions_fr=EVIL) == {}
    english, french = (video.captions.get(language=code).name for code in ("en", "fr"))
    assert client.get(f"/media/{english}").status_code == 200
    assert client.get(f"/media/{french}").status_code == 404, "its address is a hash that its writer can reckon"
    page_with(video, parent=home("fr"))
    assert client.get(f"/media/{french}").status_code == 200


def test_a_translator_gives_captions_to_what_no_page_names_in_their_language(client):
    video = CampaignVideoFactory()
    page_with(video)
    page_with(video, parent=home("fr"), live=False)
    assert write(client, TRANSLATOR, video, captions_fr=captions("fr")) == {}
    assert list(video.captions.values_list("language", flat=True).order_by("language")) == ["en", "fr"]
