"""The screen to cover faces: complete as numbers, without any script."""

import io

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from campaign_site.media.covering import MOST_AREAS, Area
from campaign_site.media.models import CampaignImage
from tests.factories.accounts import UserFactory
from tests.factories.faces import face_bytes
from tests.factories.media import CampaignImageFactory, picture_bytes
from tests.factories.stories import StoryFactory
from tests.media.test_face_detector import without_opencv  # noqa: F401

pytestmark = pytest.mark.django_db
MIDDLE = {"x": "25", "y": "25", "width": "50", "height": "50"}


@pytest.fixture
def image(run_commits):
    """A picture that a draft of a story names."""
    with run_commits():
        return in_a_story(picture_bytes())


@pytest.fixture
def officer(client):
    """A client signed in as protection officer."""
    client.force_login(UserFactory(role="Protection officer"))
    return client


def in_a_story(content: bytes) -> CampaignImage:
    """Return a picture that a draft of a story names."""
    picture = CampaignImageFactory(content=content)
    StoryFactory(body=[("picture", {"image": picture, "caption": "", "shows": "nobody"})])
    return CampaignImage.objects.get(pk=picture.pk)


def sent(image, *areas, action, how="fill", shown=None) -> dict[str, str]:
    """Return what the form sends with these rectangles."""
    data = {"how": how, "shown": shown or image.file_hash, "action": action, "area-INITIAL_FORMS": "0"}
    data["area-TOTAL_FORMS"] = str(len(areas))
    for number, area in enumerate(areas):
        data |= {f"area-{number}-{name}": value for name, value in area.items()}
    return data


def address(image, name="cover_picture") -> str:
    return reverse(name, args=[image.pk])


def test_numbers_alone_cover_a_picture_and_lead_back(officer, image, run_commits):
    old = image.file.name
    back = reverse("judge_picture", args=[image.pk])
    screen = f"{address(image)}?next={back}"

    first = officer.get(screen)
    assert first.status_code == 200
    assert len(first.context["forms"].forms) == 1
    assert old.encode() not in first.content

    with run_commits():
        done = officer.post(screen, sent(image, MIDDLE, action="save"))

    assert (done.status_code, done.headers["Location"]) == (302, back)
    image.refresh_from_db()
    assert image.file.name != old
    assert not default_storage.exists(old)


def test_preview_shows_it_and_changes_nothing(officer, image):
    looked = officer.post(address(image), sent(image, MIDDLE, action="preview", how="squares"))
    shown = officer.get(looked.context["preview"])

    assert shown.headers["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(shown.content)).size == (image.width, image.height)
    assert "no-store" in shown.headers["Cache-Control"]
    assert CampaignImage.objects.get().file.name == image.file.name


@pytest.mark.parametrize(
    ("area", "says"),
    [
        ({**MIDDLE, "width": ""}, "Enter all four numbers"),
        ({**MIDDLE, "x": "-3"}, "greater than or equal to 0"),
        ({**MIDDLE, "height": "nan"}, "Enter a number"),
        ({**MIDDLE, "x": "1e999"}, "Enter a number"),
        ({**MIDDLE, "DELETE": "on"}, "There is no rectangle yet"),
        ({}, "There is no rectangle yet"),
    ],
)
def test_what_covers_nothing_is_said_and_the_picture_stays(officer, image, area, says):
    answer = officer.post(address(image), sent(image, area, action="save"))
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert CampaignImage.objects.get().file.name == image.file.name


def test_another_rectangle_is_added_without_script_and_those_that_are_there_stay(officer, image):
    more = officer.post(address(image), sent(image, MIDDLE, action="add"))
    assert len(more.context["forms"].forms) == 2
    assert more.context["areas"] == [Area(25, 25, 50, 50)]


def test_too_many_rectangles_are_refused(officer, image):
    many = officer.post(address(image), sent(image, *[MIDDLE] * (MOST_AREAS + 1), action="save"))
    assert many.status_code == 200
    assert CampaignImage.objects.get().file.name == image.file.name


def test_picture_that_changed_meanwhile_is_looked_at_again(officer, image):
    answer = officer.post(address(image), sent(image, MIDDLE, action="save", shown="another"), follow=True)
    assert "changed meanwhile" in answer.content.decode()
    assert CampaignImage.objects.get().file.name == image.file.name


@pytest.mark.parametrize(
    ("content", "found", "says"),
    [(face_bytes(), 1, "Look for what was missed"), (picture_bytes(), 0, "please look")],
    ids=["a face", "nobody"],
)
def test_suggestions_are_added_to_what_was_drawn(officer, content, found, says):
    image = in_a_story(content)
    answer = officer.post(address(image), sent(image, MIDDLE, action="suggest"))
    assert answer.context["areas"][0] == Area(25, 25, 50, 50)
    assert len(answer.context["areas"]) == len(answer.context["forms"].forms) == 1 + found
    assert says in answer.content.decode()


@pytest.mark.usefixtures("without_opencv")
def test_without_the_extra_the_screen_says_so_and_works(officer, image):
    screen = officer.get(address(image)).content.decode()
    assert "not installed" in screen
    assert 'value="suggest"' not in screen
    assert 'value="add"' in screen


@pytest.mark.parametrize("role", ["Writer", "Reviewer", "Press officer", "Administrator"])
@pytest.mark.parametrize("name", ["cover_picture", "cover_preview"])
def test_who_may_not_change_a_storys_picture_sees_neither_screen_nor_preview(client, image, name, role):
    client.force_login(UserFactory(role=role))
    query = {"how": "fill", "area": "0,0,100,100"} if name == "cover_preview" else {}
    answer = client.get(address(image, name), query)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("wagtailadmin_home"))


def test_link_by_a_stranger_does_not_lead_to_another_site(officer, image, run_commits):
    with run_commits():
        done = officer.post(f"{address(image)}?next=https://evil.example/", sent(image, MIDDLE, action="save"))
    assert done.headers["Location"] == reverse("wagtailimages:edit", args=[image.pk])
