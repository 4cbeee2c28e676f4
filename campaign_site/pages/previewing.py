"""What editors see of a page before its readers do: on a phone, on paper, and reading from right to left.

The page is rendered by its own template and its own rules, and so tells no more than it would tell its readers;
only the direction differs, or the stylesheet, which then says for the screen what it says for paper.
"""

import re
from functools import cache

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _

AS_PUBLISHED, ON_PAPER, RIGHT_TO_LEFT = "", "print", "rtl"
SIZES = [
    {"name": "phone", "icon": "mobile-alt", "device_width": 360, "label": _("Preview on a phone")},
    {"name": "tablet", "icon": "tablet-alt", "device_width": 768, "label": _("Preview on a tablet")},
    {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("Preview on a computer")},
]
FOR_PAPER = re.compile(r"@media print\b")
FOR_SCREENS = re.compile(r"@media[^{]*prefers-color-scheme: dark[^{]*")
# A4 less the margins that browsers leave; paper is white whatever the screen likes.
SHEET = (
    "\n@layer medium { :root { color-scheme: light; } body { max-inline-size: 186mm; margin-inline: auto; } }\n"
)


def modes(page) -> list[tuple[str, str]]:
    """Return in which ways a page can be looked at; from right to left only where its language does not run so."""
    found = [(AS_PUBLISHED, _("As published")), (ON_PAPER, _("On paper"))]
    return found if _runs_from_the_right(page) else [*found, (RIGHT_TO_LEFT, _("From right to left"))]


def look(page, mode: str) -> dict[str, str]:
    """Return what the frame of every page (`base.html`) is told of a mode; nothing of one that the page lacks."""
    if mode == ON_PAPER:
        return {"stylesheet": reverse("paper_styles")}
    if mode == RIGHT_TO_LEFT and not _runs_from_the_right(page):
        return {"direction": "rtl"}
    return {}


def paper_styles(request):
    """Answer with the public stylesheet as paper would have it."""
    response = HttpResponse(_on_paper(), content_type="text/css; charset=utf-8")
    patch_cache_control(response, private=True, no_cache=True)
    return response


@cache
def _on_paper() -> str:
    with open(finders.find("css/site.css"), encoding="utf-8") as stylesheet:
        text = stylesheet.read()
    return FOR_SCREENS.sub("@media not all ", FOR_PAPER.sub("@media all", text)) + SHEET


def _runs_from_the_right(page) -> bool:
    return bool(page.locale_id and page.locale.is_bidi)
