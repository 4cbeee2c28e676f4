"""Pages of the house. The four home pages exist in every new database; `home()` returns one."""

from datetime import date

import factory
import wagtail_factories

from campaign_site.pages.helplines import Helpline
from campaign_site.pages.models import ContentPage, HelpPage, HomePage, SafetyPage


def home(language: str = "en") -> HomePage:
    """Return the home page in one of the four languages."""
    return HomePage.objects.get(locale__language_code=language)


class BasePageFactory(wagtail_factories.PageFactory):
    """A live page below the English home page, unless `parent` or `live` say otherwise."""

    parent = factory.LazyFunction(home)
    locale = factory.LazyAttribute(lambda page: page.parent.locale)

    class Meta:
        abstract = True


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
