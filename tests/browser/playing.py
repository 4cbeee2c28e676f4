"""Plays a recording or a video as a reader would, without a sound."""

from playwright.sync_api import TimeoutError

TRIES = 4


def play(reader, tag: str, address: str, until: str):
    """Play what is on the open page; return the player once `until`, a function of it in JavaScript, says so.

    Muted, because a page may not make a sound before the reader has touched it. Chromium on a busy machine may
    take a file for a live stream until the page is opened again, as it then is. Raises AssertionError after four.
    """
    for _try in range(TRIES):
        player = reader.page.locator(tag).element_handle()
        player.evaluate("player => { player.muted = true; return player.play() }")
        try:
            reader.page.wait_for_function(until, arg=player, timeout=8_000)
        except TimeoutError:
            reader.open(address)
        else:
            return player
    raise AssertionError(f"the {tag} at {address} does not play")
