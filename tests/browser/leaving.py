"""A reader who leaves: other sites are answered at the browser's edge, so that nothing reaches the network."""

import json
import re
from urllib.parse import urlsplit

from django.conf import settings

# Where the exit leads, by language; and a page of another site, where the reader was before.
NEUTRAL = settings.EXIT_ADDRESSES
BEFORE = "https://before.example.org/"
ELSEWHERE = re.compile(r"https://.*")

# Whether what has the focus is covered by the exit's bar, wholly or in part (WCAG 2.2, 2.4.11 and 2.4.12).
FOCUSED = """() => {
  const element = document.activeElement
  if (element === document.body) return null
  const bar = document.querySelector(".exit-bar").getBoundingClientRect(), box = element.getBoundingClientRect()
  const inside = element.closest(".leave") !== null
  const covered = !inside && box.top < bar.bottom && box.bottom > bar.top
  return {name: `${element.tagName} ${element.textContent.trim().slice(0, 30)}`, covered}
}"""


# What a reader sees in the moment of leaving, before the other site has answered. The browser keeps it at
# once: a message to the test may still be on its way when the page is gone.
WATCH = """() => new MutationObserver(() => {
  const across = [0.02, 0.5, 0.98]
  const moments = JSON.parse(sessionStorage.getItem("seen") ?? "[]")
  moments.push({
    covered: across.every((x) => across.every((y) =>
      document.elementFromPoint(innerWidth * x, innerHeight * y).className === "exit-overlay")),
    title: document.title,
    said: document.querySelector("[data-exit-status]").textContent,
    silent: [...document.querySelectorAll("audio")].every((sound) => sound.paused),
  })
  sessionStorage.setItem("seen", JSON.stringify(moments))
}).observe(document.body, {childList: true})"""


def depart(reader):
    """Answer every other site with an empty page."""

    def answer(route):
        route.fulfill(content_type="text/html", body=f"<title>{urlsplit(route.request.url).hostname}</title>")

    reader.page.route(ELSEWHERE, answer)
    return reader


def watch(page) -> None:
    """Keep what is seen (`WATCH`) when the page is covered, for `seen_when_covered`."""
    page.evaluate(WATCH)


def seen_when_covered(reader) -> list[dict]:
    """Come back to the site and return what was seen each time a watched page was covered."""
    reader.open("/en/")
    return json.loads(reader.page.evaluate("sessionStorage.getItem('seen') ?? '[]'"))


def leave_by_shift(page) -> None:
    """Press Shift three times."""
    for _press in range(3):
        page.keyboard.press("Shift")


def at_top(page, *, scrolled_to: str) -> bool:
    """Return whether the exit stands at the window's upper edge, with the page scrolled to its start or end."""
    page.evaluate(
        "end => scrollTo({top: end ? document.documentElement.scrollHeight : 0, behavior: 'instant'})",
        scrolled_to == "end",
    )
    box = page.locator("a.exit").bounding_box()
    bar = page.locator(".exit-bar").bounding_box()
    return bar["y"] == 0 and box["y"] >= 0 and box["x"] >= 0


def hidden_focus(page) -> tuple[int, list[str]]:
    """Walk through the page by Tab and back; return how many places were seen, and those the exit covered."""
    seen, hidden = 0, []
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    for key in ("Tab", "Shift+Tab"):
        while True:
            page.keyboard.press(key)
            place = page.evaluate(FOCUSED)
            if place is None or seen > 1000:
                break
            seen += 1
            if place["covered"]:
                hidden.append(f"{key}: {place['name']}")
    return seen, hidden
