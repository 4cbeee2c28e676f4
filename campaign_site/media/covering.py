"""Covers parts of a picture for good: in a new file under a new name, and the old one is destroyed.

Covering by a style sheet would hide nothing: whoever has the address has the file. The squares are as coarse as
can be (8 by 8 for each part, in few shades), and filling leaves nothing at all.
"""

import io
from dataclasses import dataclass
from math import ceil

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import TextChoices
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.images.permissions import permission_policy
from wagtail.log_actions import log

from campaign_site.media.fields import as_scrubbed
from campaign_site.media.models import CampaignImage
from campaign_site.media.removal import remove_after_commit
from campaign_site.media.replacement import forget_sizes, make_sizes_again
from campaign_site.media.scrub import CleanPicture, encode

MOST_AREAS = 40
CELLS = 8
# Bits of each colour that are kept in a square: enough to look like the picture, too little to compare faces.
SHADES = 4
LOG_ACTION = "media.cover"

# Sent in the transaction that covers a picture, with `image` and `user`.
picture_covered = Signal()


class Cover(TextChoices):
    """How a part is covered."""

    FILL = "fill", _("Filled with one colour: nothing is left of it")
    SQUARES = "squares", _("Coarse squares: it looks softer, and hides a little less")


@dataclass(frozen=True)
class Area:
    """A rectangle in percent of the picture's width and height, measured from its left and upper edges."""

    x: float
    y: float
    width: float
    height: float

    def box(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom in pixels: every pixel that it touches, and at least one."""
        across, down = size
        left, top = min(int(self.x * across / 100), across - 1), min(int(self.y * down / 100), down - 1)
        right = min(ceil((self.x + self.width) * across / 100), across)
        bottom = min(ceil((self.y + self.height) * down / 100), down)
        return left, top, max(right, left + 1), max(bottom, top + 1)


class PictureChanged(Exception):
    """The picture has another file by now than the one that was looked at."""


def covered(data: bytes, areas: list[Area], how: str) -> CleanPicture:
    """Return a stored picture with these areas covered, encoded anew. `data` is a file of ours.

    Raises ValueError when `how` is none of `Cover`.
    """
    how = Cover(how)
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        filling = _average(picture)
        for area in areas:
            box = area.box(picture.size)
            if how == Cover.FILL:
                picture.paste(filling, box)
            else:
                picture.paste(_squares(picture.crop(box)), box)
        return encode(picture)


def _average(picture: Image.Image) -> tuple[int, ...]:
    """Return the colour of the whole picture, not of what is covered; nothing of it is see-through."""
    colour = picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return (*colour, 255) if picture.mode == "RGBA" else colour


def _squares(part: Image.Image) -> Image.Image:
    cells = part.convert("RGB").resize((CELLS, CELLS), Image.Resampling.BOX)
    step = 256 >> SHADES
    coarse = cells.point([value // step * step + step // 2 for value in range(256)] * 3)
    return coarse.resize(part.size, Image.Resampling.NEAREST)


@transaction.atomic
def cover_picture(pk: int, areas: list[Area], how: str, *, user, file_hash: str) -> CampaignImage:
    """Give the picture a new file in which the areas are covered; the old one and its sizes go after the commit.

    Who brought the file stays who brought it. Raises PermissionDenied when the user may not change the picture,
    and PictureChanged unless it still is the file with this hash.
    """
    image = CampaignImage.objects.select_for_update().get(pk=pk)
    if not permission_policy.user_has_permission_for_instance(user, "change", image):
        raise PermissionDenied
    if image.file_hash != file_hash:
        raise PictureChanged
    old, old_hash = image.file.name, image.file_hash
    with image.open_file() as file:
        clean = covered(file.read(), areas, how)
    content = as_scrubbed(clean.content, clean.extension)
    image.file.save(content.name, content, save=False)
    image._set_image_file_metadata()
    # Before it is saved: by this the database knows that less is shown, whoever reads or approved it.
    log(image, LOG_ACTION, user=user, data={"covered": old_hash, "made": image.file_hash})
    image.save()
    forget_sizes(image)
    remove_after_commit(old)
    make_sizes_again(image, key=image.file.name)
    picture_covered.send(CampaignImage, image=image, user=user)
    return image
