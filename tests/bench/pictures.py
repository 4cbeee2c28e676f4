"""A photograph of 12 megapixels from upload to all sizes of a text; and what the detector of faces finds.

The detector is reported on drawn faces, which the tests make, and on the demonstration's patterns, where nobody
is. Drawn faces are easier than people: the figures compare releases and say nothing about photographs.
"""

import io
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from multiprocessing import get_context

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image, ImageFilter
from wagtail.images.forms import get_image_form

from campaign_site.accounts.roles import sync_roles
from campaign_site.demo.pictures import draw
from campaign_site.media.face_detector import detector_is_there, suggest
from campaign_site.media.models import CampaignImage
from campaign_site.media.renditions import USES, make_renditions
from tests.bench.table import Row, at_most
from tests.factories.accounts import UserFactory
from tests.factories.faces import BROWN, DARK, LIGHT, face_bytes

SIZE = (4000, 3000)
LONGEST_SECONDS, LARGEST_MEGABYTES = 6, 400
WIDTHS, SKINS, TURNS, PATTERNS = (30, 40, 60, 100, 200), (LIGHT, BROWN, DARK), (0, 15, 30, 45), 40


def measure() -> list[Row]:
    """Upload, make the sizes, then ask the detector."""
    call_command("migrate", verbosity=0)
    sync_roles()
    # Drawing it takes more memory than all the rest, and is not what is measured.
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        data = pool.submit(photograph).result()
    return [*_upload_rows(data), *_detector_rows()]


def photograph(size: tuple[int, int] = SIZE) -> bytes:
    """Return a JPEG with detail at every scale, about as heavy as a telephone's; it shows nothing."""
    chance, layers = np.random.default_rng(12), []
    for part in (8, 32, 128, 512):
        noise = chance.integers(0, 256, (max(size[1] // part, 2), max(size[0] // part, 2), 3), dtype=np.uint8)
        layers.append(Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC))
    picture = layers.pop()
    for layer in reversed(layers):
        picture = Image.blend(picture, layer, 0.3)
    output = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1)).save(output, "JPEG", quality=92)
    return output.getvalue()


def _upload_rows(data: bytes) -> list[Row]:
    user = UserFactory(is_superuser=True)
    before = _megabytes()
    began, worked = time.perf_counter(), time.process_time()
    words = {"title": "A picture", "description": "A picture", "collection": "1"}
    picture = CampaignImage(uploaded_by_user=user)
    files = {"file": SimpleUploadedFile("photograph.jpg", data)}
    form = get_image_form(CampaignImage)(words, files, instance=picture, user=user)
    assert form.is_valid(), form.errors
    image = form.save()
    stored = time.perf_counter() - began
    make_renditions(image, "text")
    all_of_it, work = time.perf_counter() - began, time.process_time() - worked
    sizes = image.renditions.count()
    assert sizes == len(USES["text"].filters())
    name = f"{SIZE[0] * SIZE[1] // 10**6}-megapixel JPEG"
    return [
        Row(f"{name}: s, upload to scrubbed original", stored),
        Row(
            f"{name}: s, upload to scrubbed original and {sizes} sizes",
            all_of_it,
            at_most(LONGEST_SECONDS),
            f"{len(data) / 1e6:.1f} MB",
        ),
        Row(f"{name}: the processor's seconds of all that", work),
        Row(
            f"{name}: MB at most, the process as a whole",
            _megabytes(),
            at_most(LARGEST_MEGABYTES),
            f"{before:.0f} before the upload",
        ),
    ]


def _detector_rows() -> list[Row]:
    if not detector_is_there():
        return [Row("faces", "not measured: the extra `faces` is not installed")]
    rows, seconds = [], []
    for turned in TURNS:
        found = alarms = 0
        for width in WIDTHS:
            for skin in SKINS:
                began = time.perf_counter()
                areas = suggest(face_bytes(width, skin, turned=turned))
                seconds.append(time.perf_counter() - began)
                hits = [area for area in areas if _holds_middle(area)]
                found += bool(hits)
                alarms += len(areas) - len(hits)
        faces = len(WIDTHS) * len(SKINS)
        lean = f"leaning by {turned}°" if turned else "upright"
        rows.append(Row(f"faces: found of {faces} drawn ones, {lean}", found, None, f"{alarms} false alarms"))
    alarms = sum(len(suggest(draw(sha256(str(number).encode()).digest()))) for number in range(PATTERNS))
    rows.append(Row(f"faces: false alarms on {PATTERNS} woven patterns", alarms))
    rows.append(Row("faces: s, slowest picture of 400 × 300", max(seconds)))
    return rows


def _holds_middle(area) -> bool:
    """Whether the rectangle is around the drawn face, which is in the middle."""
    return area.x <= 50 <= area.x + area.width and area.y <= 50 <= area.y + area.height


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
