"""Drawn faces: nobody's, so that no picture of a person lies in the tests."""

import io

from PIL import Image, ImageDraw, ImageFilter

LIGHT, BROWN, DARK = (230, 190, 160), (160, 110, 80), (90, 60, 45)
GROUND = (90, 120, 140)


def draw_face(picture: Image.Image, left: int, top: int, width: int, skin=BROWN) -> None:
    """Draw a face from the front into a picture: hair, brows, eyes, nose and mouth; 1.2 times as high as wide."""
    draw = ImageDraw.Draw(picture)
    shadow, half = tuple(value // 4 for value in skin), tuple(value // 2 for value in skin)
    light = tuple(min(value * 115 // 100, 255) for value in skin)

    def box(x0, y0, x1, y1):
        return (left + width * x0, top + width * y0, left + width * x1, top + width * y1)

    draw.ellipse(box(0, -0.12, 1, 1), fill=shadow)
    draw.ellipse(box(0.08, 0, 0.92, 1.2), fill=skin)
    for eye in (0.32, 0.68):
        draw.rectangle(box(eye - 0.13, 0.36, eye + 0.13, 0.4), fill=shadow)
        draw.ellipse(box(eye - 0.1, 0.44, eye + 0.1, 0.54), fill=shadow)
        draw.ellipse(box(eye - 0.035, 0.46, eye + 0.035, 0.52), fill=(10, 10, 10))
    draw.polygon([box(0.5, 0.45, 0, 0)[:2], box(0.44, 0.75, 0, 0)[:2], box(0.56, 0.75, 0, 0)[:2]], fill=light)
    draw.rectangle(box(0.42, 0.75, 0.58, 0.78), fill=shadow)
    draw.ellipse(box(0.34, 0.88, 0.66, 0.97), fill=half)


def face_bytes(width: int = 100, skin=BROWN, size: tuple[int, int] = (400, 300), turned: int = 0) -> bytes:
    """Return a JPEG with one face in its middle, so many pixels wide, leaning to its side by so many degrees."""
    picture = Image.new("RGB", size, GROUND)
    draw_face(picture, (size[0] - width) // 2, (size[1] - width * 6 // 5) // 2, width, skin)
    picture = picture.filter(ImageFilter.GaussianBlur(width / 50)).rotate(turned, fillcolor=GROUND)
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=90)
    return output.getvalue()
