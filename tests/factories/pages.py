"""Pages of the house. The four home pages exist in every new database; `home()` returns one."""

from datetime import date

import factory
import wagtail_factories

from campaign_site.accounts.models import User
from campaign_site.pages.helplines import Helpline
from campaign_site.pages.models import AtRiskPage, ContentPage, HelpPage, HomePage, SafetyPage
from tests.factories.accounts import UserFactory


def home(language: str = "en") -> HomePage:
    """Return the home page in one of the four languages."""
    return HomePage.objects.get(locale__language_code=language)


class BasePageFactory(wagtail_factories.PageFactory):
    """A live page below the English home page, unless `parent` or `live` say otherwise."""

    parent = factory.LazyFunction(home)
    locale = factory.LazyAttribute(lambda page: page.parent.locale)

    class Meta:
        abstract = True


class FourEyesPageFactory(BasePageFactory):
    """A live page that went live as these do: one wrote it, a press officer approved exactly this version."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, live=True, first_published_at=None, **kwargs):
        page = super()._create(model_class, *args, live=False, **kwargs)
        if live:
            approve(page)
            if first_published_at:
                page.first_published_at = page.last_published_at = first_published_at
                page.save()
        return page


def approve(page, *, author=None, officer=None) -> None:
    """Hand in what the page says now, let a press officer approve it, and read the live page anew into `page`."""
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, officer or press_officer(), "approve")
    page.refresh_from_db()


def press_officer() -> User:
    """Return the one who approves where a test names nobody: each more would be told of every page handed in."""
    email = "approves@example.org"
    return User.objects.filter(email=email).first() or UserFactory(email=email, role="Press officer")


class ContentPageFactory(BasePageFactory):
    """A page of text."""

    title = factory.Sequence(lambda n: f"Content {n}")

    class Meta:
        model = ContentPage


def page_showing(image) -> ContentPage:
    """Return a public page of text that shows this picture."""
    return ContentPageFactory(body=[("picture", {"image": image, "caption": ""})])


class HelpPageFactory(BasePageFactory):
    """The help page."""

    title = "Find support"
    slug = "help"

    class Meta:
        model = HelpPage


class SafetyPageFactory(BasePageFactory):
    """The safety page."""

    title = "Browse safely"
    slug = "safety"

    class Meta:
        model = SafetyPage


class AtRiskPageFactory(BasePageFactory):
    """The page on who is at risk, with a self-check of two questions."""

    title = "Who is at risk?"
    slug = "at-risk"
    body = [
        (
            "self_check",
            {
                "questions": [
                    {"question": "Did you have to pay for the job?", "meaning": "Nobody should buy a job."},
                    {"question": "Does somebody keep your passport?", "meaning": "It is yours."},
                ]
            },
        )
    ]

    class Meta:
        model = AtRiskPage


class HelplineFactory(factory.django.DjangoModelFactory):
    """A helpline that can be called; an example, as all in tests and demonstration."""

    country = "GH"
    name = factory.Sequence(lambda n: f"Helpline {n}")
    phone = "055 123 45"
    languages = "en"
    is_example = True
    reviewed_on = date(2026, 1, 2)

    class Meta:
        model = Helpline
