"""Ambassadors and press releases."""

from datetime import timedelta

from django.utils import timezone

from ambassadors.models import AmbassadorIndexPage, AmbassadorPage
from campaign_site.accounts.role_table import ADMINISTRATOR, PRESS_OFFICER
from campaign_site.demo.content import prose, read, versions
from campaign_site.demo.people import person
from campaign_site.demo.pictures import alt_text_in, picture
from campaign_site.demo.recorder import Recorder
from campaign_site.press.models import PressIndexPage, PressReleasePage
from donations.programmes import ProgrammePage


def load_ambassadors(recorder: Recorder) -> None:
    """Only what the campaign has announced about them; none of them is quoted."""
    if not (people := _writer_and_reader()):
        return
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
                lambda page: _approve(page, *people),
            )


def load_releases(recorder: Recorder) -> None:
    """The announcement and the demonstration releases: one under an embargo from now, one not approved yet."""
    if not (people := _writer_and_reader()):
        return
    for entry in read("press")["release"]:
        for language, text in versions(entry):
            recorder.page(
                "press releases",
                entry["slug"],
                language,
                PressIndexPage,
                lambda ties, entry=entry, text=text: _release(recorder, entry, text, ties),
                lambda page, entry=entry: STAGES[entry.get("stage", "live")](page, *people),
            )


def _release(recorder: Recorder, entry: dict, text: dict, ties: dict) -> PressReleasePage:
    body = prose(text["body"])
    if pattern := entry.get("pattern"):
        said = alt_text_in(pattern, ties["locale"].language_code)
        body.insert(1, ("picture", {"image": picture(recorder, pattern), "alt_text": said, "caption": ""}))
    embargo = timezone.now() + timedelta(days=entry["embargo_days"]) if "embargo_days" in entry else None
    office = read("press")["office"][ties["locale"].language_code]
    contact = ("contact", {"name": office, "role": "", "email": "press@example.org", "phone": ""})
    return PressReleasePage(
        title=text["title"],
        slug=entry["slug"],
        subtitle=text["subtitle"],
        place=text["place"],
        date=embargo.date() if embargo else entry["date"],
        embargo_until=embargo,
        introduction=text["introduction"],
        body=body,
        programme=_programme(entry.get("programme")),
        contacts=[contact],
        **ties,
    )


def _programme(slug: str | None) -> ProgrammePage | None:
    """Whichever of its languages: a release is about the programme in all of them."""
    return ProgrammePage.objects.filter(slug=slug).order_by("pk").first()


def _writer_and_reader() -> tuple:
    """Return who writes and who approves; nobody when one of the two has been deleted."""
    people = (person(ADMINISTRATOR), person(PRESS_OFFICER))
    return people if all(people) else ()


def _hand_in(page, writer, reader) -> None:
    page.owner = writer
    page.save_revision(user=writer)
    page.get_workflow().start(page, writer)


def _approve(page, writer, reader) -> None:
    """Pass it through its workflow: it goes live no other way."""
    _hand_in(page, writer, reader)
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, reader, "approve")


STAGES = {"review": _hand_in, "live": _approve}
