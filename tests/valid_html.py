"""Whether every page that any test was answered with is valid HTML: kept as they pass, judged together at the end.

So each template is judged in each state that some test brings it to, and nobody writes those down a second time.
The judge is the Nu HTML checker (vnu), a Java program; one start judges all. `make test` has npm fetch it, pinned
with its hash by `tests/html_checker/package-lock.json`. Wagtail's own screens are left out.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from django.conf import settings

TEXT = re.compile(rb">[^<]+<")
VALUES = re.compile(rb'="(?!rtl|ltr)[^"]*"')
SECONDS = 900
CHECKER = Path(settings.BASE_DIR, "var", "html_checker", "node_modules", "vnu-jar", "build", "dist", "vnu.jar")


def keeping(folder: Path, get_response: Callable) -> Callable:
    """Return a handler's `get_response` that also puts each page into the folder."""

    def kept(handler, request):
        response = get_response(handler, request)
        if is_page(request, response):
            keep(folder, response.content, f"{request.method} {request.path} {response.status_code}")
        return response

    return kept


def is_page(request, response) -> bool:
    """Whether a person would read the answer in a browser, and its words are ours."""
    return (
        response.headers.get("Content-Type", "").startswith("text/html")
        and not request.path.startswith("/admin/")
        and not response.streaming
        and "Content-Encoding" not in response.headers
        and bool(response.content)
    )


def keep(folder: Path, page: bytes, whence: str) -> None:
    """Put a page into the folder unless one with the same elements and attributes lies there."""
    structure = VALUES.sub(b"", TEXT.sub(b"><", page))
    target = folder / f"{sha256(structure).hexdigest()[:24]}.html"
    if not target.exists():
        target.write_bytes(page)
        target.with_suffix(".txt").write_text(whence)


def errors_in(folder: Path) -> list[str]:
    """Return what the checker says of the pages in a folder: which page, where in it, what is wrong."""
    program = [shutil.which("java") or "java", "-Xmx512m", "-jar", str(CHECKER)]
    judged = subprocess.run(
        [*program, "--errors-only", "--skip-non-html", "--exit-zero-always", "--format", "json", str(folder)],
        capture_output=True, text=True, timeout=SECONDS, check=True,
    )  # fmt: skip
    return [_sentence(message) for message in json.loads(judged.stderr)["messages"]]


def _sentence(message: dict) -> str:
    whence = Path(message["url"].removeprefix("file:")).with_suffix(".txt")
    where = whence.read_text() if whence.exists() else message["url"]
    return f"{where}: {message['message']} {' '.join(message.get('extract', '').split())}"
