"""What a script in a page could ask the browser for: nothing in public, passkey and clipboard in the admin."""

import pytest

from campaign_site.delivery.middleware.headers import FEATURES, OF_EDITORS

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

POLICY = "document.featurePolicy"


@pytest.mark.parametrize(("address", "expected"), [("/en/", set()), ("/admin/login/", OF_EDITORS)])
def test_the_browser_has_switched_off_all_that_it_knows_of(visit, address, expected):
    stranger = visit()
    stranger.open(address)
    known, allowed = (
        set(stranger.page.evaluate(f"{POLICY}.{name}()")) for name in ("features", "allowedFeatures")
    )
    assert len(known & set(FEATURES)) > 30
    assert allowed & set(FEATURES) == expected
    assert stranger.problems == []
