"""What is covered is gone: from the pixels, from storage, from every size and every version."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from campaign_site.accounts.sheltered import sheltered
from campaign_site.media.audience import may_have
from campaign_site.media.covering import CELLS, SHADES, Area, Cover, PictureChanged, cover_picture, covered
from campaign_site.media.models import CampaignImage
from campaign_site.media.renditions import find_picture, make_renditions
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory

SIZE = (320, 240)
MIDDLE = Area(25, 25, 50, 50)
# JPEG spreads a little of each block of 8 (16 in colour) pixels over the whole block.
BLOCK = 16


def striped(file_format="JPEG", mode="RGB") -> bytes:
    """Return a picture of thin stripes, black and white: whatever is left of them can be measured."""
    picture = Image.new(mode, SIZE, "white")
    draw = ImageDraw.Draw(picture)
    for x in range(0, SIZE[0], 4):
        draw.line((x, 0, x, SIZE[1]), fill="black", width=2)
    output = io.BytesIO()
    picture.save(output, file_format)
    return output.getvalue()


def pixels(data: bytes, box) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("L").crop(box)


def spread(picture: Image.Image) -> int:
    least, most = picture.getextrema()
    return most - least


def test_filled_part_has_nothing_left_and_the_rest_is_as_it_was():
    data = striped()
    clean = covered(data, [MIDDLE], Cover.FILL)

    left, top, right, bottom = MIDDLE.box(SIZE)
    inside = (left + BLOCK, top + BLOCK, right - BLOCK, bottom - BLOCK)
    assert spread(pixels(data, inside)) > 200
    assert spread(pixels(clean.content, inside)) < 8
    assert spread(pixels(clean.content, (0, 0, left - BLOCK, SIZE[1]))) > 200


def test_coarse_squares_keep_64_colours_of_few_shades():
    clean = covered(striped("PNG", "RGBA"), [MIDDLE], Cover.SQUARES)

    inside = Image.open(io.BytesIO(clean.content)).crop(MIDDLE.box(SIZE))
    cells = {inside.resize((CELLS, CELLS), Image.Resampling.NEAREST).resize(inside.size, Image.Resampling.NEAREST)
             .tobytes(), inside.tobytes()}  # fmt: skip
    assert len(cells) == 1
    assert all(value % (256 >> SHADES) == (256 >> SHADES) // 2 for value in set(inside.convert("RGB").tobytes()))


@pytest.mark.parametrize("how", Cover)
def test_nothing_is_seen_through_what_covers(how):
    output = io.BytesIO()
    Image.new("RGBA", SIZE, (10, 200, 30, 0)).save(output, "PNG")
    inside = Image.open(io.BytesIO(covered(output.getvalue(), [MIDDLE], how).content)).crop(MIDDLE.box(SIZE))
    assert inside.getchannel("A").getextrema() == (255, 255)


percent = st.floats(0, 100)


@settings(max_examples=300, deadline=None)
@given(x=percent, y=percent, width=percent, height=percent, size=st.tuples(*[st.integers(1, 4000)] * 2))
def test_rectangle_covers_every_pixel_that_it_touches_and_at_least_one(x, y, width, height, size):
    left, top, right, bottom = Area(x, y, width, height).box(size)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    assert right >= min((x + width) * size[0] / 100, size[0])
    assert bottom >= min((y + height) * size[1] / 100, size[1])


@pytest.mark.django_db
def test_old_file_and_its_sizes_are_destroyed_and_the_new_one_has_another_name(run_commits):
    image = CampaignImageFactory(content=striped(), collection=sheltered())
    officer = UserFactory(role="Protection officer")
    old = [image.file.name, image.get_rendition("width-30").file.name]

    with run_commits():
        new = cover_picture(image.pk, [MIDDLE], Cover.FILL, user=officer, file_hash=image.file_hash)

    assert not any(default_storage.exists(name) for name in old)
    assert not CampaignImage.objects.filter(file__in=old).exists()
    image.refresh_from_db()
    assert not image.renditions.exists()
    assert image.file.name == new.file.name not in old
    with image.open_file() as file:
        assert spread(pixels(file.read(), (120, 90, 200, 150))) < 8
        file.seek(0)
        assert image.file_size == len(file.read())


@pytest.mark.django_db
def test_picture_that_was_replaced_meanwhile_is_not_covered_in_the_wrong_places():
    officer = UserFactory(role="Protection officer")
    image = CampaignImageFactory(content=striped(), collection=sheltered())
    with pytest.raises(PictureChanged):
        cover_picture(image.pk, [MIDDLE], Cover.FILL, user=officer, file_hash="of the file that was seen")
    assert CampaignImage.objects.get(pk=image.pk).file.name == image.file.name


@pytest.mark.django_db
def test_who_may_not_change_a_picture_covers_nothing_for_good():
    image = CampaignImageFactory(content=striped())
    with pytest.raises(PermissionDenied):
        cover_picture(image.pk, [MIDDLE], Cover.FILL, user=UserFactory(), file_hash=image.file_hash)
    assert CampaignImage.objects.get(pk=image.pk).file.name == image.file.name


def test_a_way_of_covering_that_there_is_not_covers_nothing():
    with pytest.raises(ValueError):
        covered(striped(), [MIDDLE], "filled")


@pytest.mark.django_db
def test_sizes_that_were_being_made_while_somebody_covered_the_picture_reach_nobody():
    """Making takes seconds: the file was read before, and is written down after the old sizes were deleted."""
    officer = UserFactory(role="Protection officer")
    read_before = CampaignImageFactory(content=striped(), collection=sheltered())
    cover_picture(read_before.pk, [MIDDLE], Cover.FILL, user=officer, file_hash=read_before.file_hash)
    now = CampaignImage.objects.get(pk=read_before.pk)

    make_renditions(read_before, "text")
    late = [size.file.name for size in now.renditions.all()]
    assert late and find_picture(CampaignImage.objects.get(pk=now.pk), "text") is None
    assert not any(may_have(officer, name) for name in late)

    make_renditions(CampaignImage.objects.get(pk=now.pk), "text")
    assert find_picture(CampaignImage.objects.get(pk=now.pk), "text")
    assert {size.source for size in now.renditions.all()} == {now.file.name}
    assert not set(late) & {size.file.name for size in now.renditions.all()}
