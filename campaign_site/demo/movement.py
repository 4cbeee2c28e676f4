"""The page of the movement with its toolkit, and examples of people who stand with survivors."""

from django.conf import settings as site_settings
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.models import Site

from campaign_site.delivery import mail, printing
from campaign_site.delivery.forms.guarded_form import once_key
from campaign_site.demo.content import FOLDER, read, stream, versions
from campaign_site.demo.recorder import Recorder
from campaign_site.media.models import CampaignDocument
from campaign_site.movement import signing
from campaign_site.movement.models import MovementSettings, StandPage
from campaign_site.pages.models import HomePage

SHEETS = FOLDER / "toolkit"
STYLE = site_settings.BASE_DIR / "static" / "css" / "report.css"


def load(recorder: Recorder) -> None:
    """Make the page in each language, then let people sign as they do on the site."""
    told = read("movement")
    for language, text in versions(told["stand"]):
        recorder.page(
            "pages",
            "stand",
            language,
            HomePage,
            lambda ties, language=language, text=text: StandPage(
                title=text["title"],
                slug="stand",
                introduction=text["introduction"],
                body=stream(text["body"], {}),
                toolkit=_toolkit(recorder, told["toolkit"], language),
                **ties,
            ),
        )
    _settings(recorder)
    _people(recorder, told["people"])


def sheet(text: dict, language: str) -> bytes:
    """Return a document of the toolkit as PDF. Raises LookupError where none can be made."""
    sections = [(heading, points) for heading, *points in text["sections"]]
    with translation.override(language):
        context = {**text, "sections": sections, "language": language, "is_rtl": translation.get_language_bidi()}
        return printing.render(render_to_string("demo/sheet.html", context), STYLE)


def _toolkit(recorder: Recorder, told: dict, language: str) -> list[tuple]:
    return [
        (
            "document",
            {
                "document": _document(recorder, stage, language, entry[language]),
                "text": entry[language]["text"],
                "stage": stage,
            },
        )
        for stage, entry in told.items()
    ]


def _document(recorder: Recorder, stage: str, language: str, text: dict) -> CampaignDocument:
    content = (SHEETS / f"{stage}.{language}.pdf").read_bytes()
    document = CampaignDocument(title=text["title"], file=ContentFile(content, name="toolkit.pdf"))
    document.save()
    recorder.keep_file(document.file)
    recorder.note("documents", f"{stage}:{language}")
    return document


def _settings(recorder: Recorder) -> None:
    if recorder.lacks("settings", "movement"):
        settings = MovementSettings.for_site(Site.objects.get(is_default_site=True))
        settings.shows_names = True
        settings.save()
        recorder.note("settings", "movement")


def _people(recorder: Recorder, told: dict) -> None:
    people = [(country, language, name) for country, language, names in told["rows"] for name in names]
    for number, (country, language, name) in enumerate(people, start=1):
        if not recorder.lacks("commitments", str(number)):
            continue
        commitment = signing.sign(
            once=once_key("demonstration", {"number": number}),
            first_name=name,
            country=country,
            may_show_name=name in told["shown"],
            email=f"person-{number}@example.org",
            language=language,
        )
        # The last one waits.
        if number < len(people):
            signing.confirm(commitment)
        # Nobody waits for the mails.
        mail.forget(f"{commitment.public_id}:")
        recorder.note("commitments", str(number))
