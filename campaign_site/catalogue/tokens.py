"""Colours, type and space as static/css/site.css has them, and how well each pair can be read.

Source of the formulas and limits: WCAG 2.2, definitions of relative luminance and contrast ratio; 1.4.3 (text,
4.5) and 1.4.11 (edges, focus, progress, 3).
"""

import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from django.conf import settings

STYLESHEET = Path(settings.BASE_DIR) / "static" / "css" / "site.css"
DARK = "@media screen and (prefers-color-scheme: dark)"
TOKEN = re.compile(r"--([\w-]+): ([^;]+);")
COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
TEXT, EDGE = 4.5, 3.0
# A place that changes tokens for all that stands in it, by its selector; empty for the page itself.
PAGE, BAND = "", ".band.deep"


@dataclass(frozen=True)
class Pair:
    """Two colours that meet: what is in front, its ground, the place, and the least contrast it needs."""

    front: str
    ground: str
    least: float = TEXT
    place: str = PAGE


PAIRS = [
    *(Pair(*pair) for pair in product(("ink", "soft", "blue", "warm", "error"), ("paper", "tint", "warm-tint"))),
    Pair("on-blue", "blue"),
    Pair("on-deep", "deep"),
    Pair("paper", "ink"),
    Pair("paper", "warm"),
    *(Pair(front, "deep", place=BAND) for front in ("on-deep", "blue", "soft")),
    Pair("on-blue", "blue", place=BAND),
    Pair("edge", "paper", EDGE),
    Pair("edge", "tint", EDGE),
    Pair("c4", "paper", EDGE),
    *(Pair("focus", ground, EDGE) for ground in ("paper", "tint", "warm-tint")),
    Pair("focus", "ink", EDGE, ".exit-bar"),
    Pair("focus", "deep", EDGE, ".site-footer"),
    Pair("focus", "deep", EDGE, BAND),
]


def text_of_stylesheet() -> str:
    """Return the stylesheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", STYLESHEET.read_text("utf-8"), flags=re.S)


def inside(opening: str) -> str:
    """Return what stands between the braces after `opening`. Raises ValueError where there is no such rule."""
    text = text_of_stylesheet()
    start = text.index("{", text.index(opening)) + 1
    depth, end = 1, start
    while depth:
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        end += 1
    return text[start : end - 1]


def tokens(scheme: str = "light", place: str = PAGE) -> dict[str, str]:
    """Return the values by name, in one scheme ("light" or "dark") and one place."""
    found = dict(TOKEN.findall(inside("@layer tokens").split(":root", 1)[1].split("}", 1)[0]))
    if scheme == "dark":
        found |= dict(TOKEN.findall(inside(DARK)))
    if place:
        found |= dict(TOKEN.findall(inside(f"\n  {place} {{")))
    return found


def colour(name: str, scheme: str, place: str = PAGE) -> str:
    """Return a token's colour as #rrggbb or #rgb, through tokens that name others. `focus` is warm by itself."""
    known = tokens(scheme, place)
    value = known.get(name, "var(--warm)" if name == "focus" else "")
    while named := re.fullmatch(r"var\(--([\w-]+)\)", value):
        value = known[named[1]]
    return value


def luminance(value: str) -> float:
    """Return the relative luminance of #rrggbb or #rgb, 0 to 1."""
    digits = value.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def measured(pair: Pair, scheme: str) -> float:
    """Return a pair's contrast in one scheme."""
    front, ground = (colour(name, scheme, pair.place) for name in (pair.front, pair.ground))
    return contrast(front, ground)
