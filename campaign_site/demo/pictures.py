"""Calm woven patterns, drawn by the program: no face, no place, nothing to recognise."""

import io
from hashlib import sha256

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from campaign_site.demo.content import read
from campaign_site.demo.recorder import Recorder
from campaign_site.media.models import CampaignImage

SIZE = (1200, 800)
CELL = 40
GAP = 5
# Warp and weft of one cloth: ground, three yarns.
CLOTHS = (
    ("#0b2a5b", "#0033a0", "#5b92e5", "#f2b84b"),
    ("#f4efe6", "#0033a0", "#c8d8f4", "#d9822b"),
    ("#10324a", "#2a6f97", "#a9d6e5", "#f4a261"),
    ("#eef3fb", "#3a5a98", "#9db7e8", "#c1666b"),
)


def picture(recorder: Recorder, pattern: str) -> CampaignImage:
    """Return the picture of a pattern, made once. Its sizes are made when the pages that show it are published."""
    title = f"Woven pattern: {pattern}"
    image = CampaignImage.objects.filter(title=title).first()
    if image is None:
        bits = sha256(pattern.encode()).digest()
        image = CampaignImage(
            title=title,
            description=read("pictures")[pattern]["en"],
            file=ContentFile(draw(bits), name="pattern.png"),
        )
        image.save()
        recorder.keep_file(image.file)
        recorder.note("pictures", pattern)
    return image


def alt_text_in(pattern: str, language: str) -> str:
    """Return what is read aloud for a pattern; nothing in English, in which the picture has its own words."""
    return "" if language == "en" else read("pictures")[pattern][language]


def draw(bits: bytes) -> bytes:
    """Return a PNG of the cloth that these bytes (32) describe."""
    ground, *yarns = CLOTHS[bits[0] % len(CLOTHS)]
    image = Image.new("RGB", SIZE, ground)
    pen = ImageDraw.Draw(image)
    width, height = SIZE
    for row in range(height // CELL):
        for column in range(width // CELL):
            left, top = column * CELL, row * CELL
            over = (column * (1 + bits[1] % 3) + row * (1 + bits[2] % 2)) % 4 < 2
            strand = column if over else row
            colour = yarns[bits[3 + strand % 12] % len(yarns)]
            along = (left + GAP, top, left + CELL - GAP, top + CELL)
            across = (left, top + GAP, left + CELL, top + CELL - GAP)
            pen.rectangle(along if over else across, fill=colour)
    output = io.BytesIO()
    image.save(output, "PNG")
    return output.getvalue()
