"""The privacy notice says what the code does: every kind of record is in it, and each period is the constant."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.translation import override

from campaign_site.accounts.notices import KNOWN_FOR
from campaign_site.delivery import mail, rate_limits
from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.personal_data import About, in_words, registered
from donations.due import FORGET_AFTER
from donations.links import LIFETIMES
from donations.models import CONFIRM_WITHIN
from tests.factories.about import PrivacyPageFactory

# Who keeps something about somebody says so in `personal_data.py` of the app; these hold nobody.
OF_NOBODY = {
    "about.AccessibilityPage", "about.ContactPage", "about.CreditsPage", "about.PrivacyPage",
    "ambassadors.AmbassadorIndexPage", "ambassadors.AmbassadorRelease", "ambassadors.AmbassadorStory",
    "consent.AuditHead", "consent.NoticeVersion",
    "delivery.PublicationEpoch", "demo.DemoRecord",
    "donations.BankAccount", "donations.ExchangeRate", "donations.LedgerHead", "donations.ProgrammeIndexPage",
    "donations.ProgrammePage", "donations.PublishedStatement", "donations.Tally",
    "media.CampaignCaptions", "media.CampaignRendition",
    "movement.MovementSettings", "movement.StandPage",
    "pages.AtRiskPage", "pages.CampaignSettings", "pages.ContentPage", "pages.FourEyesTask", "pages.HelpPage",
    "pages.Helpline", "pages.HomePage", "pages.SafetyPage", "pages.TextState",
    "press.PressIndexPage",
    "stories.IdentityRun", "stories.PersonsYesTask", "stories.StoryIndexPage", "stories.StoryReviewState",
    "stories.StoryReviewTask",
}  # fmt: skip


def ours() -> set[str]:
    parts = ("campaign_site", "stories", "ambassadors", "donations")
    return {model._meta.label for model in apps.get_models() if model.__module__.split(".")[0] in parts}


def test_every_record_that_holds_somebody_is_in_the_notice():
    named = {label for row in registered() for label in row.models}
    assert ours() - named - OF_NOBODY == set()
    assert (named | OF_NOBODY) - ours() == set(), "gone"
    assert named & OF_NOBODY == set()


def test_each_row_with_a_period_names_it_and_no_other_row_names_a_number():
    for row in registered():
        assert bool(row.period) == ("%(period)s" in str(row.until)), row.what
        assert not re.search(r"\d", str(row.until)), row.until


@pytest.mark.django_db
def test_the_page_states_the_periods_that_the_code_obeys(client):
    text = client.get(PrivacyPageFactory().url).text
    for period, words in (
        (CONFIRM_WITHIN, "7 days"),
        (FORGET_AFTER, "2 years after the last thing"),
        (max(LIFETIMES.values()), "A link works for 1 year"),
        (mail.KEPT, "after 7 days at the latest"),
        (outbox.KEPT, "30 days."),
        (rate_limits.KEPT, "1 day"),
        (settings.SESSION_LONGEST, "12 hours at the longest"),
        (KNOWN_FOR, "90 days after"),
    ):
        assert words in text and in_words(period) in words
    assert set(About.labels) >= set(re.findall(r"<h3>(.*?)</h3>", text)) >= {"If you only read", "If you pledge"}


@pytest.mark.django_db
def test_the_page_says_why_there_is_no_cookie_banner_and_sets_no_cookie(client):
    answer = client.get(PrivacyPageFactory().url)
    assert "Why there is no cookie banner" in answer.text and not answer.cookies


@pytest.mark.parametrize(("language", "words"), [("en", "90 days"), ("ar", "90 يومًا")])
def test_a_period_is_written_in_the_readers_language(language, words):
    with override(language):
        assert in_words(KNOWN_FOR) == words


def test_a_period_of_part_of_an_hour_is_refused():
    with pytest.raises(ValueError, match="no whole number of hours"):
        in_words(KNOWN_FOR / 7777)
