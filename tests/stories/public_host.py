"""The network's edge in tests: the site answers for its public host within the test's own transaction."""

import time

from django.test import Client

from stories.surfaces.web import Answer


class PublicHost:
    """Asks the site itself; `away` paths (or all of them) are not answered. Keeps what it was asked for."""

    def __init__(self):
        self.client = Client(raise_request_exception=False)
        self.is_away = False
        # What another process still answers, and how often.
        self.trusted: dict[str, Answer] = {}
        self.times = 0
        self.asked: list[tuple[str, str]] = []

    def ask(self, paths, method="GET") -> dict[str, Answer]:
        """Answer as `stories.surfaces.web.Door` does."""
        wanted = dict.fromkeys(paths)
        self.asked += [(method, path) for path in wanted]
        return {path: Answer(0) if self.is_away else self._answer(path, method) for path in wanted}

    def trust(self, path: str, times: int) -> None:
        """Keep answering so often with the page as it is now, whatever happens to it."""
        self.trusted[path], self.times = self._answer(path, "GET"), times

    def _answer(self, path: str, method: str) -> Answer:
        if path in self.trusted and self.times:
            self.times -= 1
            return self.trusted[path]
        began = time.perf_counter()
        response = self.client.generic(method, path)
        text = b"".join(response.streaming_content) if response.streaming else response.content
        milliseconds = round((time.perf_counter() - began) * 1000)
        return Answer(response.status_code, text.decode("utf-8", "replace"), milliseconds)
