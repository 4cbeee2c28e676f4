"""Each kind of public page: queries, processor time, weight; and that no picture is made for a reader."""

import re
from collections.abc import Iterable

from django.conf import settings

from tests.bench.asking import get, milliseconds, queries, text
from tests.bench.site import fill
from tests.bench.table import Limit, Row, at_most, exactly, say
from tests.site.demonstration import named_addresses, page_addresses, renditions

ROUND_TRIP = 14 * 1024  # bytes: what a new connection carries in its first round trip
PLEDGE = 30 * 1024
STYLESHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
PICTURE = re.compile(r'/media/[^" ]+')
PEER = "Wagtail's bakerydemo"


def measure() -> list[Row]:
    """Fill, open everything once, then measure one page of each kind."""
    fill()
    pages = page_addresses()
    say("every public page …")
    # The second step of a pledge, and `/`, only send the reader on.
    views = [address for address in named_addresses() if not address.endswith("/check/") and address != "/"]
    rows = [_renditions([*pages, *views])]
    story = next(address for address, kind in pages.items() if kind == "StoryPage")
    release = next(address for address, kind in pages.items() if kind == "PressReleasePage")
    rows += _page("home", "/en/", at_most(15), peer=(43, 135))
    rows += _page("story", story, at_most(12), peer=(22, 65))
    rows += _page("list of stories", "/en/stories/", peer=(48, None))
    for name, address in {
        "press room": "/en/press/", "press release": release, "ambassadors": "/en/ambassadors/",
        "programmes": "/en/programmes/", "pledge": "/en/pledge/", "search": "/en/search/?q=work",
    }.items():  # fmt: skip
        rows += _page(name, address)
    homes = [address for address, kind in pages.items() if kind == "HomePage"]
    stories = [address for address, kind in pages.items() if kind == "StoryPage"]
    return [
        *rows,
        _weight("home, the heaviest of its languages", homes, at_most(ROUND_TRIP)),
        _weight("story, the heaviest of all", stories, at_most(ROUND_TRIP)),
        _weight("any page, the heaviest of all", pages),
        _weight("form to pledge, the heaviest of its languages", _in_each_language("pledge/"), at_most(PLEDGE)),
    ]


def _in_each_language(path: str) -> list[str]:
    return [f"/{code}/{path}" for code, _name in settings.LANGUAGES]


def _page(name: str, address: str, limit: Limit | None = None, peer: tuple = (None, None)) -> list[Row]:
    say(f"{name} {address} …")
    asked, spent = (f"{figure}, {PEER}" if figure else "" for figure in peer)
    return [
        Row(f"{name}: queries, uncached", queries(address), limit, asked),
        Row(f"{name}: CPU ms, uncached", milliseconds(address), peer=spent),
    ]


def _weight(name: str, addresses: Iterable[str], limit: Limit | None = None) -> Row:
    heaviest, address = max((_bytes(address), address) for address in addresses)
    return Row(f"{name}: bytes of HTML + CSS as sent (gzip)", heaviest, limit, address)


def _bytes(address: str) -> int:
    page = get(address)
    sheets = [get(sheet) for sheet in STYLESHEET.findall(text(page))]
    assert sheets, address
    for answer in (page, *sheets):
        assert answer["Content-Encoding"] == "gzip", address
    return sum(int(answer["Content-Length"]) for answer in (page, *sheets))


def _renditions(addresses: list[str]) -> Row:
    """Open every page and every picture that it names; count what was made by that."""
    before, pictures = renditions(), set()
    for address in addresses:
        pictures |= set(PICTURE.findall(text(get(address))))
    for picture in pictures:
        assert b"".join(get(picture).streaming_content)
    made = len(renditions()[1] ^ before[1]) + renditions()[0] - before[0]
    return Row(
        f"renditions made while {len(addresses)} public addresses and {len(pictures)} pictures were read",
        made, exactly(0), f"122 queries, 14.2 s for the first visitor of {PEER}",
    )  # fmt: skip
