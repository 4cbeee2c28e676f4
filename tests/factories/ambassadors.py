"""Ambassadors and their list."""

import factory

from ambassadors.choices import Role
from ambassadors.models import AmbassadorIndexPage, AmbassadorPage
from tests.factories.pages import BasePageFactory, FourEyesPageFactory, home


def ambassador_index(language: str = "en") -> AmbassadorIndexPage:
    """Return the list of ambassadors in one language, made on first use."""
    found = AmbassadorIndexPage.objects.filter(locale__language_code=language).first()
    return found or AmbassadorIndexPageFactory(parent=home(language))


class AmbassadorIndexPageFactory(BasePageFactory):
    """The list."""

    title = "Ambassadors"
    slug = "ambassadors"

    class Meta:
        model = AmbassadorIndexPage


class AmbassadorPageFactory(FourEyesPageFactory):
    """A Global Goodwill Ambassador; traits: `national=True` (Ghana), `advocate=True`."""

    parent = factory.LazyFunction(ambassador_index)
    title = factory.Sequence(lambda n: f"Person {n}")
    introduction = "Somebody who lends their name."
    speaks_about = "Recruitment without debt"

    class Meta:
        model = AmbassadorPage

    class Params:
        national = factory.Trait(role=Role.NATIONAL_AMBASSADOR, country="GH")
        advocate = factory.Trait(role=Role.GLOBAL_ADVOCATE)
