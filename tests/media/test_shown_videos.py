"""Who gets a video: readers while a page with captions in its language shows it, editors by their rights."""

import pytest
from wagtail.models import PageViewRestriction

from tests.factories.accounts import UserFactory
from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.donations import ProgrammePageFactory
from tests.factories.pages import home
from tests.factories.press import PressReleasePageFactory
from tests.factories.videos import CampaignVideoFactory, page_with, video_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def video():
    return CampaignVideoFactory()


def names(video) -> list[str]:
    return [video.file_name, video.poster_name, *video.captions.values_list("name", flat=True)]


def readers_get(client, video) -> set[int]:
    """Return the statuses with which its files are answered."""
    return {client.get(f"/media/{name}").status_code for name in names(video)}


def test_a_video_on_no_page_or_a_draft_is_for_nobody(client, video):
    assert readers_get(client, video) == {404}
    page_with(video, live=False)
    assert readers_get(client, video) == {404}


def test_a_video_goes_with_its_page(client, video):
    page = page_with(video)
    assert readers_get(client, video) == {200}
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert readers_get(client, video) == {404}
    PageViewRestriction.objects.all().delete()
    page.unpublish()
    assert readers_get(client, video) == {404}


FILM = {"title": "How cloth is woven", "transcript": "Threads cross."}


@pytest.mark.parametrize("factory", [ProgrammePageFactory, PressReleasePageFactory, AmbassadorPageFactory])
def test_programmes_releases_and_ambassadors_may_show_one(client, video, factory):
    page = factory(body=[("video", {"video": video, **FILM})])
    assert readers_get(client, video) == {200}
    assert f"/media/{video.file_name}" in client.get(page.url).content.decode()


def test_what_is_served_says_what_it_is(client, video):
    page_with(video)
    kinds = {name.rpartition(".")[2]: client.get(f"/media/{name}") for name in names(video)}
    assert kinds["webm"]["Content-Type"] == "video/webm"
    assert kinds["jpg"]["Content-Type"] == "image/jpeg"
    assert kinds["vtt"]["Content-Type"] == "text/vtt; charset=utf-8"
    assert b"Calm music." in b"".join(kinds["vtt"].streaming_content)
    for answer in kinds.values():
        assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-cache", "nosniff")
        assert not answer.cookies


def test_a_player_gets_the_part_it_asks_for(client, video):
    page_with(video)
    answer = client.get(f"/media/{video.file_name}", headers={"range": "bytes=0-1"})
    assert (answer.status_code, answer["Content-Range"]) == (206, "bytes 0-1/8")


def test_where_there_are_no_captions_in_the_language_there_are_its_words_alone(client, video):
    french = page_with(video, parent=home("fr"))
    text = client.get(french.url).content.decode()
    assert "<video" not in text and "Threads cross, one over the other." in text
    assert "captions" not in text, "readers are not told what editors have not done"
    assert readers_get(client, video) == {404}
    video.captions.create(language="fr", text="WEBVTT\n\n00:00.000 --> 00:01.000\nMusique calme.\n")
    text = client.get(french.url).content.decode()
    assert 'srclang="fr" label="français" default' in text.replace("Français", "français")
    assert readers_get(client, video) == {200}


def test_an_upload_and_what_is_not_ready_are_for_nobody(client):
    video = CampaignVideoFactory(content=video_bytes())
    page = page_with(video)
    assert "<video" not in client.get(page.url).content.decode()
    for name in (video.original.name, *video.captions.values_list("name", flat=True)):
        assert client.get(f"/media/{name}").status_code == 404
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(f"/admin/media/{video.original.name}").status_code == 404
    assert "is not shown here yet. Being prepared" in preview(page)


def preview(page) -> str:
    return page.make_preview_request(preview_mode="").render().content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "videos/",
        "videos/a.webm",
        "videos/../uploads/a",
        "captions/",
        "captions/" + "a" * 20 + ".vtt",
        "videos/x.jpg",
    ],
)
def test_other_names_are_nothing(client, video, name):
    page_with(video)
    assert client.get(f"/media/{name}", follow=True).status_code == 404


def test_an_editor_sees_in_the_admin_what_is_not_public(client, video):
    client.force_login(UserFactory(role="Press officer"))
    for name in names(video):
        answer = client.get(f"/admin/media/{name}")
        assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    client.force_login(UserFactory(role="Writer"))
    assert {client.get(f"/admin/media/{name}").status_code for name in names(video)} == {404}


def test_the_page_tells_size_and_captions_and_starts_nothing(client, video):
    text = client.get(page_with(video).url).content.decode()
    film = text[text.index("<video") : text.index("</video>")]
    for part in (
        "controls",
        'preload="none"',
        'width="854"',
        'height="480"',
        'kind="captions"',
        'srclang="en"',
        "default",
    ):
        assert part in film
    assert "autoplay" not in film and "loop" not in film
    assert f'poster="/media/{video.poster_name}"' in film


@pytest.mark.parametrize("address", ["?data=low", ""])
def test_on_a_slow_line_it_is_a_link_with_its_size(client, video, address):
    headers = {} if address else {"Save-Data": "on"}
    text = client.get(page_with(video).url + address, headers=headers).content.decode()
    assert "<video" not in text and video.poster_name not in text
    assert f'<a href="/media/{video.file_name}">Watch the video</a> <span class="meta">WebM, <bdi>2.4' in text
    assert "Threads cross" in text


def test_a_video_that_was_deleted_leaves_its_words(client, video):
    page = page_with(video)
    video.delete()
    text = client.get(page.url).content.decode()
    assert "<video" not in text and "Threads cross" in text


def test_an_answer_costs_few_queries(client, video, django_assert_max_num_queries):
    page_with(video)
    assert client.get(f"/media/{video.file_name}").status_code == 200
    with django_assert_max_num_queries(8):
        assert client.get(f"/media/{video.file_name}").status_code == 200
