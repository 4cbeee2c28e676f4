"""A story on a slow phone: when its first text is there, when it is complete, and what went over the line for it.

Chromium slows itself down: 400 ms for each answer, 400 kbit/s, a quarter of the processor (Chrome DevTools
Protocol, `Network.emulateNetworkConditions`, `Emulation.setCPUThrottlingRate`). What connecting costs it does not
slow. The site is served as `make run` does; its picture is drawn as busy as a photograph of leaves.
"""

import io
import statistics
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import sync_playwright

from tests.bench.site import served
from tests.bench.table import NotMeasured, Row, at_most, say
from tests.browser.chromium import ARGUMENTS, program
from tests.factories.media import CampaignImageFactory
from tests.factories.stories import story_with
from tests.site.demonstration import page_addresses
from tests.site.tree import ROOT

RUNS = 3
ROUND_TRIP_MS, BYTES_PER_SECOND, TIMES_SLOWER = 400, 400_000 / 8, 4
# A phone of today: 360 CSS pixels, each of them three wide.
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 3, "is_mobile": True, "has_touch": True}
TIMES = """() => ({
    first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity,
    complete: performance.getEntriesByType("navigation")[0].loadEventEnd,
    bytes: [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
        .reduce((sum, entry) => sum + entry.transferSize, 0),
    foreign: performance.getEntriesByType("resource")
        .filter(entry => !entry.name.startsWith(location.origin)).length,
})"""
TO_THE_END = """async () => {
    for (let top = 0; top < document.body.scrollHeight; top += 400) {
        scrollTo(0, top)
        await new Promise(done => requestAnimationFrame(done))
    }
    await Promise.all([...document.images].map(img => img.complete || new Promise(done => img.onload = done)))
}"""


def measure() -> list[Row]:
    """Return the medians of three first visits: home, a story, one with its picture, help, the pledge form."""
    if program() is None:
        raise NotMeasured("Chromium is not installed")
    with served(ROOT) as address:
        first = {kind: path for path, kind in reversed(page_addresses().items())}
        pages = {"home": "/en/", "story": first["StoryPage"], "help": "/en/help/", "pledge": "/en/pledge/"}
        pages["story with its picture"] = _story_with_its_picture()
        return [row for name, path in pages.items() for row in _page(name, address + path)]


def _story_with_its_picture() -> str:
    picture = CampaignImageFactory(file=ContentFile(photograph(), name="leaves.jpg"))
    return story_with(picture=picture, covered={"face"}).get_url_parts()[2]


def photograph(size: tuple[int, int] = (1600, 1067)) -> bytes:
    """Return a JPEG with detail of every size, as photographs have it: noise in octaves."""
    random, total = np.random.default_rng(7), np.zeros((size[1], size[0], 3))
    for cells in (3, 6, 12, 24, 48, 96, 192, 384):
        spots = (random.random((cells * 2 // 3, cells, 3)) * 255).astype("uint8")
        total += (
            np.asarray(Image.fromarray(spots).resize(size, Image.Resampling.BICUBIC), dtype=float) / cells**0.4
        )
    total = (total - total.min()) * 255 / np.ptp(total)
    output = io.BytesIO()
    Image.fromarray(total.astype("uint8")).save(output, "JPEG", quality=92)
    return output.getvalue()


def _page(name: str, address: str) -> list[Row]:
    visits = []
    for run in range(RUNS):
        say(f"{name} {address}, run {run + 1} of {RUNS} …")
        visits.append(_visit(address))
    middle = {what: statistics.median(visit[what] for visit in visits) for what in visits[0]}
    return [
        Row(f"slow phone, {name}: seconds to the first text", middle["first"] / 1000, at_most(1.5)),
        Row(f"slow phone, {name}: seconds until complete", middle["complete"] / 1000, at_most(3)),
        Row(f"slow phone, {name}: KB over the line, scrolled to the end", middle["bytes"] / 1024, at_most(100)),
        Row(f"slow phone, {name}: asked of others, and cookies", int(middle["foreign"]), at_most(0)),
    ]


def _visit(address: str) -> dict[str, float]:
    with _slow_page() as page:
        page.goto(address, wait_until="load", timeout=60_000)
        page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
        times = page.evaluate(TIMES)
        page.evaluate(TO_THE_END)
        end = page.evaluate(TIMES)
        return {
            "first": times["first"], "complete": times["complete"], "bytes": end["bytes"],
            "foreign": end["foreign"] + len(page.context.cookies()),
        }  # fmt: skip


@contextmanager
def _slow_page() -> Iterator:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)
        page = browser.new_context(**PHONE).new_page()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        line = {"downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND}
        session.send("Network.emulateNetworkConditions", {"offline": False, "latency": ROUND_TRIP_MS, **line})
        session.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
        yield page
        browser.close()
