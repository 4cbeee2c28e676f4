"""Ambassadors and press releases."""

from datetime import timedelta

from django.utils import timezone

from ambassadors.models import AmbassadorIndexPage, AmbassadorPage
from campaign_site.demo.content import prose, read, versions
from campaign_site.demo.pictures import picture
from campaign_site.demo.recorder import Recorder
from campaign_site.press.models import PressIndexPage, PressReleasePage

CONTACT = (
    "contact",
    {"name": "Press office (demonstration)", "role": "", "email": "press@example.org", "phone": ""},
)


def load_ambassadors(recorder: Recorder) -> None:
    """Only what the campaign has announced about them; none of them is quoted."""
    for entry in read("ambassadors")["ambassador"]:
        for language, text in versions(entry):
            fields = {
                "title": entry["name"],
                "slug": entry["slug"],
                "role": entry["role"],
                "country": entry.get("country", ""),
                "introduction": text["introduction"],
                "body": prose(text["body"]),
            }
            recorder.page(
                "ambassadors",
                entry["slug"],
                language,
                AmbassadorIndexPage,
                lambda ties, fields=fields: AmbassadorPage(**fields, **ties),
            )


def load_releases(recorder: Recorder) -> None:
    """The announcement and the demonstration releases, one of them under an embargo from now."""
    for entry in read("press")["release"]:
        for language, text in versions(entry):
            recorder.page(
                "press releases",
                entry["slug"],
                language,
                PressIndexPage,
                lambda ties, entry=entry, text=text: _release(recorder, entry, text, ties),
            )


def _release(recorder: Recorder, entry: dict, text: dict, ties: dict) -> PressReleasePage:
    body = prose(text["body"])
    if pattern := entry.get("pattern"):
        body.insert(1, ("picture", {"image": picture(recorder, pattern), "caption": ""}))
    embargo = timezone.now() + timedelta(days=entry["embargo_days"]) if "embargo_days" in entry else None
    return PressReleasePage(
        title=text["title"],
        slug=entry["slug"],
        subtitle=text["subtitle"],
        place=text["place"],
        date=embargo.date() if embargo else entry["date"],
        embargo_until=embargo,
        introduction=text["introduction"],
        body=body,
        contacts=[CONTACT],
        **ties,
    )
