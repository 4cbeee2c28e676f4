"""Press rooms and releases."""

from datetime import date, timedelta

import factory
from django.utils import timezone

from campaign_site.press.models import PressIndexPage, PressReleasePage
from tests.factories.pages import BasePageFactory, FourEyesPageFactory, home


def press_room(language: str = "en") -> PressIndexPage:
    """Return the press room in one language, made on first use."""
    found = PressIndexPage.objects.filter(locale__language_code=language).first()
    return found or PressIndexPageFactory(parent=home(language))


class PressIndexPageFactory(BasePageFactory):
    """The press room."""

    title = "Press"
    slug = "press"
    introduction = "News for journalists."

    class Meta:
        model = PressIndexPage


class PressReleasePageFactory(FourEyesPageFactory):
    """A public release; `under_embargo=True` ends in an hour, `complete=True` has notes, contact and body."""

    parent = factory.LazyFunction(press_room)
    title = factory.Sequence(lambda n: f"Release number {n}")
    introduction = "What happened, in one sentence."
    place = "Geneva"
    date = date(2026, 7, 30)
    first_published_at = factory.LazyFunction(timezone.now)
    last_published_at = factory.SelfAttribute("first_published_at")

    class Meta:
        model = PressReleasePage

    class Params:
        under_embargo = factory.Trait(
            embargo_until=factory.LazyFunction(lambda: timezone.now() + timedelta(hours=1))
        )
        complete = factory.Trait(
            subtitle="A longer line below the headline",
            notes="<p>The campaign is run by IOM.</p>",
            contacts=[
                (
                    "contact",
                    {
                        "name": "Press desk",
                        "role": "Media",
                        "email": "press@example.org",
                        "phone": "+41 22 000 00 00",
                    },
                )
            ],
            body=[("heading", "What changes"), ("text", "<p>The body of the release.</p>")],
        )
