"""Reads captions strictly and writes them anew: times and plain text, nothing else of WebVTT.

Styles, regions, notes, positions and tags are left out: what they can do differs from browser to browser, and a
note may name somebody. https://www.w3.org/TR/webvtt1/, section 4.
"""

import re
import unicodedata
from html import unescape
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from campaign_site.delivery.invisible_characters import BIDI_EXPLICIT

MOST_CHARACTERS = 60_000
MOST_CUES = 600
MOST_LINES, LONGEST_LINE = 3, 120
HEADER = "WEBVTT"
# Begins a line that reads from the right: without it a name in Latin letters at the beginning would turn it.
RIGHT_TO_LEFT_MARK = "\u200f"
LEFT_OUT = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
TIMING = re.compile(r"((?:\d{2}:)?\d{2}:\d{2}\.\d{3})[ \t]+-->[ \t]+((?:\d{2}:)?\d{2}:\d{2}\.\d{3})(?:[ \t].*)?")
TAG = re.compile(r"<[^<>]*>")
_TIME = r"(?:\d{2}:)?\d{2}:\d{2}[.,]\d{3}"
# With the number and the settings that others write, and SubRip's comma: captions are pasted into texts too.
BETWEEN_CUES = re.compile(
    rf"\s{{0,4}}(?:\s\d{{1,4}}\r?\s)?{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t]+[a-z]+:\S+)*\s{{0,4}}"
)
NO_HEADER = _(
    "Captions begin with a line that says WEBVTT, and a blank line after it. An .srt file begins otherwise: "
    "export WebVTT (.vtt)."
)
LINE_END = re.compile(r"\r\n|\r|\n")


class UnusableCaptions(ValueError):
    """The text is no captions that we take; the message names the line and says what is wrong."""


class Cue(NamedTuple):
    """One caption: from and to in milliseconds, and its lines of plain text."""

    start: int
    end: int
    lines: tuple[str, ...]


def read(text: str) -> list[Cue]:
    """Return the cues of a WebVTT text, in their order. Raises UnusableCaptions."""
    if len(text) > MOST_CHARACTERS:
        raise UnusableCaptions(_("These captions are too long: at most 60,000 characters."))
    lines = LINE_END.split(text.removeprefix("\ufeff"))
    if not re.fullmatch(rf"{HEADER}(?:[ \t].*)?", lines[0].rstrip()):
        raise UnusableCaptions(NO_HEADER)
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        cue = _cue(number, block)
        if cue is None:
            continue
        if cues and cue.start < cues[-1].start:
            raise _at(number, _("it begins before the one above it"))
        cues.append(cue)
        if len(cues) > MOST_CUES:
            raise UnusableCaptions(_("These are too many: at most 600 captions."))
    if not cues:
        raise UnusableCaptions(_("There are no captions in this text."))
    return cues


def write(cues: list[Cue], *, from_the_right: bool) -> str:
    """Return the cues as WebVTT, of which `read` makes the same again."""
    mark = RIGHT_TO_LEFT_MARK if from_the_right else ""
    parts = [HEADER]
    for cue in cues:
        words = "\n".join(f"{mark}{_escaped(line)}" for line in cue.lines)
        parts.append(f"{_clock(cue.start)} --> {_clock(cue.end)}\n{words}")
    return "\n\n".join(parts) + "\n"


def without_times(text: str) -> str:
    """Return a text with the times of captions in it taken out: what is said is one text, however it is cut."""
    return BETWEEN_CUES.sub(" ", text) if "-->" in text else text


def _blocks(lines: list[str]):
    """Yield each block of lines between blank ones behind the header, with the number of its first line."""
    block: list[str] = []
    is_header = True
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append(line.strip())
        elif block:
            if not is_header:
                yield number - len(block), block
            elif any("-->" in line for line in block):
                raise UnusableCaptions(NO_HEADER)
            is_header, block = False, []


def _cue(number: int, block: list[str]) -> Cue | None:
    if "-->" not in block[0] and LEFT_OUT.match(block[0]):
        return None
    at = 0 if "-->" in block[0] else 1
    timing = TIMING.fullmatch(block[at]) if at < len(block) else None
    if timing is None:
        raise _at(number + at, _("a time such as 00:01.000 --> 00:04.500 is missing"))
    start, end = (_milliseconds(time) for time in timing.groups())
    if start >= end:
        raise _at(number + at, _("it ends before it begins"))
    words = tuple(filter(None, (_plain(line) for line in block[at + 1 :])))
    if not words:
        raise _at(number + at, _("there are no words below the time"))
    if len(words) > MOST_LINES or any(len(line) > LONGEST_LINE for line in words):
        raise _at(number + at, _("at most 3 lines of 120 characters can be read there"))
    return Cue(start, end, words)


def _at(number: int, what) -> UnusableCaptions:
    return UnusableCaptions(_("Line %(number)s: %(what)s.") % {"number": number, "what": what})


def _milliseconds(time: str) -> int:
    *hours, minutes, seconds = time.split(":")
    whole, part = seconds.split(".")
    return ((int(hours[0]) if hours else 0) * 3600 + int(minutes) * 60 + int(whole)) * 1000 + int(part)


def _clock(milliseconds: int) -> str:
    seconds, part = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{part:03}"


def _plain(line: str) -> str:
    """Return the words of a line: no tags, no signs that nobody sees but those that Arabic is written with."""
    text = unescape(TAG.sub("", line))
    kept = (sign for sign in text if sign not in BIDI_EXPLICIT and unicodedata.category(sign) not in {"Cc", "Cs"})
    return "".join(kept).replace("-->", "→").lstrip(RIGHT_TO_LEFT_MARK).strip()


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
