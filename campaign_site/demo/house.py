"""The pages of the house: home, help, safety, texts, lists, helplines and settings."""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Site

from ambassadors.models import AmbassadorIndexPage
from campaign_site.about.models import AccessibilityPage, ContactPage, CreditsPage, PrivacyPage
from campaign_site.demo import films
from campaign_site.demo.content import LANGUAGES, read, stream, versions
from campaign_site.demo.recorder import Recorder
from campaign_site.pages.models import (
    AtRiskPage,
    CampaignSettings,
    ContentPage,
    Helpline,
    HelpPage,
    HomePage,
    SafetyPage,
)
from campaign_site.press.models import PressIndexPage
from donations.models import ProgrammeIndexPage
from stories.models import StoryIndexPage

LISTS = {
    "stories": StoryIndexPage,
    "ambassadors": AmbassadorIndexPage,
    "press": PressIndexPage,
    "programmes": ProgrammeIndexPage,
}
TEXTS = {
    "at-risk": AtRiskPage,
    "help": HelpPage,
    "safety": SafetyPage,
    "about": ContentPage,
    "privacy": PrivacyPage,
    "accessibility": AccessibilityPage,
    "terms": ContentPage,
    "contact": ContactPage,
    "credits": CreditsPage,
}


def load(recorder: Recorder) -> None:
    """Make the lists first: the roles' permissions hang on them."""
    pages = {**read("house"), **read("about"), **read("pages")}
    sources = pages["sources"]
    for slug, model in {**LISTS, **TEXTS}.items():
        for language, text in versions(pages[slug]):
            fields = {"title": text["title"], "slug": slug, "introduction": text["introduction"]}
            if "body" in text:
                fields["body"] = stream(text["body"], sources)
            if slug == films.PAGE and recorder.lacks("pages", f"{slug}:{language}"):
                fields["body"].append(films.block(recorder, language))
            recorder.page(
                "pages",
                slug,
                language,
                HomePage,
                lambda ties, model=model, fields=fields: model(**fields, **ties),
            )
    for language in LANGUAGES:
        _fill_home(recorder, language, pages["home"][language], sources)
    _helplines(recorder)
    _settings(recorder)


def _fill_home(recorder: Recorder, language: str, text: dict, sources: dict) -> None:
    if not recorder.lacks("pages", f"home:{language}"):
        return
    page = HomePage.objects.get(locale__language_code=language)
    page.title, page.introduction = text["title"], text["introduction"]
    page.body = stream(text["body"], sources)
    page.save_revision().publish()
    recorder.note("pages", f"home:{language}")


def _helplines(recorder: Recorder) -> None:
    for row in read("helplines")["helpline"]:
        if recorder.lacks("helplines", row["country"]):
            checked = timezone.localdate() - timedelta(days=row.pop("checked_days_ago", 0))
            line = Helpline(**row, is_example=True, reviewed_on=checked)
            line.full_clean()
            line.save()
            recorder.note("helplines", row["country"])


def _settings(recorder: Recorder) -> None:
    if recorder.lacks("settings", "campaign"):
        settings = CampaignSettings.for_site(Site.objects.get(is_default_site=True))
        settings.contact_email = "contact@example.org"
        settings.press_email = "press@example.org"
        settings.security_email = "security@example.org"
        settings.save()
        recorder.note("settings", "campaign")
