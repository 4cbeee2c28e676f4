"""One post of somebody whose code is in force: who it is, and the pages that they get."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse

from stories.consent.models import Contributor
from stories.note.answers import page
from stories.note.tokens import Sitting


class Visit(NamedTuple):
    """What each step is called with."""

    request: HttpRequest
    sitting: Sitting
    contributor: Contributor

    def agreements(self):
        """Return the consents that the person holds to now, the time for thinking again included."""
        return self.contributor.consents.in_date()

    def page(self, template: str, step: str, *, keep: dict | None = None, **context) -> HttpResponse:
        """Return a page with a fresh token. `step` and `keep` show the same page again in another language."""
        return page(template, token=self.sitting.token(), step=step, keep=keep or {}, **context)

    def done(self, what: str) -> HttpResponse:
        """Return the page that says what was done. It does nothing itself, so it can be shown again."""
        return self.page("done", "done", keep={"what": what}, what=what)
