"""The accessibility statement says what was measured: about the templates that there are, and about no others."""

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

from campaign_site.about.accessibility import statement
from tests.browser.measured import page_templates
from tests.factories.about import AccessibilityPageFactory, ContactPageFactory, mailbox

KINDS = ("donations/", "errors/", "movement/")


def test_the_statement_knows_every_template_and_none_that_is_gone():
    """After a change of templates: `python -m tests.browser.accessibility`, then commit what it writes."""
    assert len(page_templates()) > 30
    assert {*statement().checked, *statement().unchecked} == page_templates()
    assert not set(statement().checked) & set(statement().unchecked)


def test_what_is_not_checked_is_what_the_statement_says():
    """Pages behind a personal link, and errors: the words on the page are true of these kinds only."""
    assert [name for name in statement().unchecked if not name.startswith(KINDS)] == []


def test_the_statement_counts_what_was_checked_in_every_look():
    found = statement()
    looks = found.checks / len(found.checked)
    assert looks >= 4 and looks % len(found.languages) == 0
    assert {"en", "ar"} <= set(found.languages)
    assert min(found.widths) == 320 and max(found.widths) >= 1280
    assert set(found.schemes) == {"light", "dark"}
    assert found.tool.startswith("axe-core ")


@pytest.mark.django_db
def test_the_page_shows_the_measure_its_limits_and_where_to_complain(client):
    mailbox()
    ContactPageFactory()
    found = statement()
    text = client.get(AccessibilityPageFactory().url).text
    assert f"{len(found.checked)} of {found.total}" in text
    with override("en"):
        assert date_format(found.on, "DATE_FORMAT") in text
    for heading in ("How far the site conforms", "Known limits", "Tell us what does not work"):
        assert heading in text
    assert 'href="/en/contact/?topic=accessibility"' in text
    assert found.command in text
