"""Which releases stand beside a release and a programme: by rule, in one language, public ones only."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from campaign_site.press.models import PressReleasePage
from tests.factories.donations import ProgrammePageFactory, programmes
from tests.factories.press import PressReleasePageFactory, press_room

pytestmark = pytest.mark.django_db


def titles(client, address: str) -> list[str]:
    cards = client.get(address).text.split('class="card-title"')[1:]
    return [card.split("</a>", 1)[0].rpartition(">")[2] for card in cards]


def test_beside_a_release_stand_those_of_its_programme_then_the_newest(client):
    programme = ProgrammePageFactory()
    release = PressReleasePageFactory(programme=programme, date=date(2026, 1, 1))
    PressReleasePageFactory(title="Newest", date=date(2026, 6, 1))
    PressReleasePageFactory(title="Newer", date=date(2026, 5, 1))
    PressReleasePageFactory(title="Left out", date=date(2026, 4, 1))
    PressReleasePageFactory(title="Same programme", date=date(2025, 1, 1), programme=programme)
    assert titles(client, release.url) == ["Same programme", "Newest", "Newer"]


def test_a_release_never_stands_beside_itself_nor_one_of_another_language(client):
    release = PressReleasePageFactory()
    PressReleasePageFactory(parent=press_room("fr"))
    assert titles(client, release.url) == []


def test_a_programme_shows_the_newest_releases_about_it_in_its_language(client):
    programme = ProgrammePageFactory()
    for month in range(1, 5):
        PressReleasePageFactory(title=f"About it {month}", programme=programme, date=date(2026, month, 1))
    PressReleasePageFactory(title="About something else")
    PressReleasePageFactory(title="Autre langue", parent=press_room("fr"), programme=programme)
    assert titles(client, programme.url) == ["About it 4", "About it 3", "About it 2"]


def test_a_release_is_about_the_programme_in_all_its_languages(client):
    english = ProgrammePageFactory()
    french = ProgrammePageFactory(
        parent=programmes("fr"),
        translation_key=english.translation_key,
        locale=Locale.objects.get(language_code="fr"),
    )
    release = PressReleasePageFactory(title="À ce sujet", parent=press_room("fr"), programme=english)
    assert titles(client, french.url) == ["À ce sujet"]
    assert f'<a href="{french.url}">{french.title}</a>' in client.get(release.url).text


def test_a_release_waits_for_its_hour_beside_others_and_on_the_programmes_page(client):
    programme = ProgrammePageFactory()
    release = PressReleasePageFactory(programme=programme)
    waiting = PressReleasePageFactory(title="Not yet", programme=programme, under_embargo=True)
    for page in (release, programme):
        assert "Not yet" not in client.get(page.url).text
    with time_machine.travel(waiting.embargo_until + timedelta(seconds=1), tick=False):
        for page in (release, programme):
            assert "Not yet" in client.get(page.url).text


def test_a_release_names_no_programme_that_is_hidden_and_outlives_one_that_is_deleted(client):
    programme = ProgrammePageFactory(title="Hidden programme", live=False)
    release = PressReleasePageFactory(programme=programme)
    assert "Hidden programme" not in client.get(release.url).text
    programme.delete()
    assert PressReleasePage.objects.get(pk=release.pk).programme is None
    assert client.get(release.url).status_code == 200


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_release_takes_as_many_queries_beside_three_others_as_beside_twelve(client):
    release = PressReleasePageFactory(programme=ProgrammePageFactory())
    PressReleasePageFactory.create_batch(3)
    client.get(release.url)
    few = queries(client, release.url)
    PressReleasePageFactory.create_batch(9)
    assert queries(client, release.url) == few <= 12
