"""A protection officer covers a face: with the pointer, with the keyboard alone, and without any script."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from campaign_site.media.models import CampaignImage
from tests.browser.accessible import problems
from tests.factories.faces import face_bytes
from tests.factories.media import CampaignImageFactory
from tests.factories.stories import StoryFactory, story_index

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

expect.set_options(timeout=20_000)


@pytest.fixture
def picture(transactional_db):
    """A face of nobody in the middle of a picture that a draft names."""
    story_index()
    picture = CampaignImageFactory(content=face_bytes(width=120, size=(400, 300)))
    StoryFactory(body=[("picture", {"image": picture, "caption": "", "shows": "nobody"})])
    return CampaignImage.objects.get(pk=picture.pk)


def numbers(page, rectangle: int) -> list[float]:
    """Return x, y, width and height as they stand in the fields."""
    names = (f"[name=area-{rectangle}-{side}]" for side in ("x", "y", "width", "height"))
    return [float(page.input_value(name)) for name in names]


def middle_of(picture) -> Image.Image:
    with CampaignImage.objects.get(pk=picture.pk).open_file() as file:
        stored = Image.open(io.BytesIO(file.read())).convert("L")
    return stored.crop((170, 110, 230, 190))


def test_pointer_and_keyboard_fill_the_same_numbers_and_the_face_is_gone(signed_in, picture):
    officer = signed_in("Protection officer")
    page = officer.page
    officer.open(f"/admin/pictures/{picture.pk}/cover/")

    stage = page.locator(".cover-stage")
    stage.scroll_into_view_if_needed()
    edge = stage.bounding_box()

    def point(across, down):
        page.mouse.move(edge["x"] + edge["width"] * across, edge["y"] + edge["height"] * down, steps=4)

    point(0.3, 0.2)
    page.mouse.down()
    point(0.7, 0.8)
    page.mouse.up()
    assert numbers(page, 0) == pytest.approx([30, 20, 40, 60], abs=1)

    page.get_by_role("button", name="Add a rectangle").focus()
    page.keyboard.press("Enter")
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowDown", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    assert numbers(page, 1) == [42, 39, 19, 21]
    expect(page.get_by_role("status").filter(has_text="Rectangle 2")).to_contain_text("42 percent from the left")
    page.keyboard.press("Delete")
    expect(page.get_by_label("Take this rectangle out").nth(1)).to_be_checked()
    expect(page.get_by_role("button", name="Rectangle 1")).to_be_focused()
    assert problems(page) == {}

    page.get_by_role("button", name="Cover for good").click()
    expect(page.locator(".messages .success")).to_contain_text("is covered")
    least, most = middle_of(picture).getextrema()
    assert most - least < 12
    assert officer.problems == []


def test_the_screen_is_whole_without_script(signed_in, picture):
    officer = signed_in("Protection officer", script=False)
    page = officer.page
    officer.open(f"/admin/pictures/{picture.pk}/cover/")

    page.get_by_role("button", name="Suggest faces").click()
    x, y, width, height = numbers(page, 0)
    assert x < 50 < x + width and y < 50 < y + height
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_alt_text("The picture as it will be")).to_be_visible()
    page.get_by_role("button", name="Cover for good").click()

    least, most = middle_of(picture).getextrema()
    assert most - least < 12
