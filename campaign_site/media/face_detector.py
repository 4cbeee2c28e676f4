"""Suggests where faces are, if the extra `faces` is installed. Only suggests: it misses faces, and sees others.

OpenCV's cascades (Viola and Jones 2001) lie inside its package, so nothing is downloaded and no picture leaves
the machine. They find upright faces from the front and, less surely, from the side; what they find depends on
light and skin. So nobody is told that a picture is safe because nothing was found.
"""

import io
from functools import cache
from itertools import product

from PIL import Image, ImageOps

from campaign_site.media.covering import MOST_AREAS, Area

FRONT, SIDE = "haarcascade_frontalface_alt2.xml", "haarcascade_profileface.xml"
# Larger pictures take longer and show no more faces than this; smaller faces than this are none to the cascades.
LONGEST_SIDE, SMALLEST_FACE = 1280, 24
# Of a face's size, on each side: hair, ears and chin tell as well.
MARGIN = 0.25
# Two rectangles that share this much of the smaller one are one face.
SAME = 0.4


def detector_is_there() -> bool:
    """Whether faces can be suggested on this machine."""
    return bool(_cascades())


def suggest(data: bytes) -> list[Area]:
    """Return where faces seem to be in a picture, the largest first; nothing where no detector is installed."""
    cascades = _cascades()
    if not cascades:
        return []
    # Like OpenCV only when a picture is to be covered: both together are a third of what a process holds.
    import numpy as np

    with Image.open(io.BytesIO(data)) as picture:
        grey = ImageOps.autocontrast(picture.convert("L"))
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    found: list[tuple[int, int, int, int]] = []
    for (cascade, neighbours), is_mirrored in product(cascades, (False, True)):
        pixels = np.array(ImageOps.mirror(grey) if is_mirrored else grey)
        for x, y, width, height in cascade.detectMultiScale(
            pixels, scaleFactor=1.1, minNeighbors=neighbours, minSize=(SMALLEST_FACE, SMALLEST_FACE)
        ):
            found.append((int(grey.width - x - width if is_mirrored else x), int(y), int(width), int(height)))
    faces = _each_once(sorted(found, key=lambda box: -box[2] * box[3]))
    return [_with_margin(box, grey.size) for box in faces[:MOST_AREAS]]


@cache
def _cascades() -> list:
    """Return the detectors with how many neighbours each needs; none where OpenCV or its cascades are missing."""
    try:
        import cv2
    except ImportError:
        return []
    if not hasattr(cv2, "CascadeClassifier"):  # OpenCV 5 has none
        return []
    cv2.setNumThreads(1)
    made = [
        (cv2.CascadeClassifier(f"{cv2.data.haarcascades}{name}"), count) for name, count in ((FRONT, 3), (SIDE, 4))
    ]
    return [(cascade, count) for cascade, count in made if not cascade.empty()]


def _each_once(boxes: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    kept: list[tuple[int, int, int, int]] = []
    for box in boxes:
        if all(_shared(box, other) < SAME for other in kept):
            kept.append(box)
    return kept


def _shared(one, other) -> float:
    """Return what part of the smaller rectangle lies in the other."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(across, 0) * max(down, 0) / min(one[2] * one[3], other[2] * other[3])


def _with_margin(box: tuple[int, int, int, int], size: tuple[int, int]) -> Area:
    x, y, width, height = box
    left, top = max(x - MARGIN * width, 0), max(y - MARGIN * height, 0)
    right, bottom = min(x + width * (1 + MARGIN), size[0]), min(y + height * (1 + MARGIN), size[1])
    return Area(
        100 * left / size[0], 100 * top / size[1], 100 * (right - left) / size[0], 100 * (bottom - top) / size[1]
    )
