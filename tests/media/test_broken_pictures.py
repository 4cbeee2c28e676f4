"""Files that the tests themselves break, through the real forms: each is taken or refused beside the field, soon.

Pillow's own thousand hostile files are too many to ship: `make bench ONLY=broken_pictures` fetches and tries them.
"""

import io
import json
import random
import struct
import time
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from campaign_site.media.models import CampaignImage
from tests.factories.accounts import UserFactory
from tests.factories.media import picture_bytes
from tests.media.test_admin import assert_nothing_private_is_stored
from tests.media.test_scrub import png_that_claims

pytestmark = pytest.mark.django_db
CHANCE = random.Random(4240)
EXTENSIONS = ("jpg", "jpeg", "png", "webp")
FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_SECONDS = 1
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500)


def cut(data: bytes) -> list[bytes]:
    """Return what is left of a file whose upload broke off."""
    return [data[: len(data) * part // 8] for part in range(1, 8)]


def flipped(data: bytes) -> list[bytes]:
    """Return the file with 1, 8 and 64 bits turned over, anywhere."""
    found = []
    for bits in (1, 8, 64):
        broken = bytearray(data)
        for _bit in range(bits):
            broken[CHANCE.randrange(len(broken))] ^= 1 << CHANCE.randrange(8)
        found.append(bytes(broken))
    return found


def animated(file_format: str) -> bytes:
    """Return two frames."""
    output = io.BytesIO()
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue")]
    frames[0].save(output, file_format, save_all=True, append_images=frames[1:])
    return output.getvalue()


def png_with(kind: bytes, content: bytes) -> bytes:
    """Return a PNG with one more chunk."""
    data = picture_bytes("PNG")
    chunk = struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return data[:33] + chunk + data[33:]


def every_broken_file() -> list[bytes]:
    whole = [picture_bytes(kind, (96, 64), secrets=True, turned=True) for kind in FORMATS]
    swelling = zlib.compress(bytes(60_000_000), 9)
    return [
        *whole,
        *(broken for data in whole for broken in (*cut(data), *flipped(data))),
        *(data + SVG for data in whole),
        *(animated(kind) for kind in ("PNG", "WEBP", "GIF")),
        png_that_claims(60_000, 60_000),
        png_that_claims(7_000, 7_000),
        png_that_claims(0, 0),
        png_with(b"zTXt", b"Comment\0\0" + swelling),
        png_with(b"iCCP", b"profile\0\0" + swelling),
        png_with(b"eXIf", b"MM\0*\xff\xff\xff\xff"),
        SVG,
        HEIC,
        b"",
        b"GIF89a",
        bytes(range(256)) * 8,
    ]


def test_no_broken_file_breaks_a_form_and_none_takes_long(client):
    client.force_login(UserFactory(is_superuser=True))
    address, outcomes, slow = reverse("wagtailimages_chooser:create"), [], {}
    for number, content in enumerate(every_broken_file()):
        extension = EXTENSIONS[number % len(EXTENSIONS)]
        form = {"title": "x", "description": "x", "collection": "1"}
        form["file"] = SimpleUploadedFile(f"Ama.{extension}", content)
        began = time.process_time()
        answer = client.post(address, {f"image-chooser-upload-{name}": value for name, value in form.items()})
        if (took := time.process_time() - began) > LONGEST_SECONDS:
            slow[content[:16]] = took
        assert answer.status_code == 200
        outcomes.append(json.loads(answer.content)["step"])

    assert len(outcomes) > 40
    # The same pixels a second time are taken as well, with a question.
    assert set(outcomes) == {"chosen", "duplicate_found", "reshow_creation_form"}
    taken = len(outcomes) - outcomes.count("reshow_creation_form")
    assert taken == CampaignImage.objects.count() > len(FORMATS)
    assert slow == {}
    assert_nothing_private_is_stored()


@pytest.mark.parametrize("view", ["wagtailimages:add", "wagtailimages:add_multiple"])
def test_picture_of_a_telephone_is_refused_with_what_to_do(client, view):
    client.force_login(UserFactory(is_superuser=True))
    name = "files[]" if view.endswith("multiple") else "file"
    file = SimpleUploadedFile("IMG_0001.HEIC", HEIC, content_type="image/heic")
    form = {"title": "x", "description": "x", "collection": "1", name: file}
    answer = client.post(reverse(view), form, headers={"x-requested-with": "XMLHttpRequest"})
    assert "export or share it as a JPEG" in answer.content.decode()
    assert not CampaignImage.objects.exists()
