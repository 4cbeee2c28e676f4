"""A browser without script asks the policy at each redirect of a form, and is let through to the payment page."""

import pytest

from donations.choices import LinkPurpose
from donations.links import issue_link
from donations.models import Attempt
from tests.donations.providers.stripe_server import serving
from tests.factories.donations import PledgeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stripe(settings):
    """A double of Stripe on this machine, with a page to pay on."""
    with serving(settings) as double:
        yield double


@pytest.mark.parametrize(("language", "purpose"), [("en", LinkPurpose.THANKS), ("ar", LinkPurpose.MANAGE)])
def test_a_supporter_without_script_reaches_the_payment_page(visit, stripe, language, purpose):
    token = issue_link(PledgeFactory(confirmed=True, language=language), purpose)
    visitor = visit(width=360, script=False)
    visitor.open(f"/{language}/pledge/{purpose.value}/{token}/")
    visitor.page.click("form[action$='/card/'] button")
    assert visitor.page.inner_text("h1") == "Payment page"
    assert visitor.page.url == stripe.things[Attempt.objects.get().provider_ref]["url"]
    assert [text for text in visitor.problems if not text.startswith(f"asked {stripe.address}")] == []
    assert visitor.page.context.cookies() == []
