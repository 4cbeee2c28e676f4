"""The system's own Chromium: where it is, and how it is started everywhere."""

import shutil

# The first is the same engine without windows of its own, which cost a third of the processor's time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-proxy-server"]


def program() -> str | None:
    """Return the program's path, or None on a machine without one."""
    return next(filter(None, map(shutil.which, NAMES)), None)
