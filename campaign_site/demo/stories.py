"""Stories with their contributors and consents, published the way every story is: reviewed by somebody else."""

from django.db.models import Count
from django.utils import timezone
from wagtail.models import Revision

from campaign_site.accounts.role_table import PROTECTION_OFFICER, REVIEWER, WRITER
from campaign_site.demo.content import COMPOSITE, LANGUAGES, prose, read_stories, versions
from campaign_site.demo.people import person
from campaign_site.demo.pictures import alt_text_in, picture
from campaign_site.demo.recorder import Recorder
from campaign_site.demo.sounds import recording
from stories import clearance
from stories.approvals import approve
from stories.consent import codes, lifecycle
from stories.consent.choices import ApprovedBy, EvidenceKind, Outcome, ReviewRole, Seen
from stories.consent.models import Consent, Contributor, NoticeVersion, latest_end
from stories.models import StoryIndexPage, StoryPage, new_slug
from stories.moderation import record_review
from stories.risk_review import STATEMENTS
from stories.slots import set_slot

NOTICE = (
    "This is a demonstration: no person was asked. In use, this wording says in plain words what is shown, where, "
    "for how long, and how to take it back at any time."
)
CONFIRMED = dict.fromkeys(STATEMENTS, True)
PEOPLE = (WRITER, PROTECTION_OFFICER, REVIEWER)


def load(recorder: Recorder) -> None:
    """Make what is missing; nothing when one of the people whom a story needs has been deleted."""
    people = {role: person(role) for role in PEOPLE}
    if not all(people.values()):
        return
    for name, entry in read_stories().items():
        languages = versions(entry)
        # A story that was deleted in one language stays deleted; its translations are not made up again either.
        if not all(recorder.lacks("stories", f"{name}:{language}") for language, _text in languages):
            continue
        contributor, slug = _contributor(entry, people[PROTECTION_OFFICER]), new_slug()
        for language, text in languages:
            recorder.page(
                "stories",
                name,
                language,
                StoryIndexPage,
                lambda ties, text=text, entry=entry, language=language, contributor=contributor, slug=slug: (
                    StoryPage(
                        contributor=contributor,
                        slug=slug,
                        owner=people[WRITER],
                        body=_body(recorder, entry, text, language),
                        **{field: text[field] for field in ("headline", "introduction", "content_line")},
                        name_changed=entry.get("name_changed", True),
                        **{field: entry[field] for field in ("exploitation", "region", "age_band", "year")},
                        **ties,
                    )
                ),
                lambda story, entry=entry: STAGES[entry.get("stage", "live")](story, people),
            )


def issue_code(recorder: Recorder) -> str:
    """Return the digits that open the page of one person with a story in every language, once; "" ever after."""
    officer = person(PROTECTION_OFFICER)
    contributors = Contributor.objects.filter(stories__live=True).annotate(languages=Count("stories__locale"))
    contributor = contributors.order_by("-languages", "pk").first()
    if officer is None or contributor is None or not recorder.lacks("private codes", "first"):
        return ""
    recorder.note("private codes", "first")
    return codes.in_groups(codes.issue(contributor, officer))


def _draft(story: StoryPage, people: dict) -> Revision:
    """Its writer is still at work on it."""
    return story.save_revision(user=people[WRITER])


def _hand_in_first(story: StoryPage, people: dict) -> None:
    """It waits for a protection officer's review."""
    _draft(story, people)
    story.get_workflow().start(story, people[WRITER])


def _hand_in(story: StoryPage, people: dict) -> None:
    """Its picture is cleared, it was found safe and read back to the person, and waits for its second review."""
    _clear_pictures(story, people[PROTECTION_OFFICER])
    revision = _draft(story, people)
    _protect(story, revision, people)
    story.get_workflow().start(story, people[WRITER])


def _publish(story: StoryPage, people: dict) -> None:
    """Others than its author clear, read back and judge it; nobody publishes by a right of their own."""
    _clear_pictures(story, people[PROTECTION_OFFICER])
    revision = _draft(story, people)
    _protect(story, revision, people)
    record_review(story, revision, people[REVIEWER], Outcome.POSITIVE, ReviewRole.SECOND, CONFIRMED)
    revision.publish()


def _protect(story: StoryPage, revision: Revision, people: dict) -> None:
    officer = people[PROTECTION_OFFICER]
    record_review(story, revision, officer, Outcome.POSITIVE, ReviewRole.PROTECTION, CONFIRMED)
    approve(revision, by=ApprovedBy.READ_BACK, officer=officer)


def _clear_pictures(story: StoryPage, officer) -> None:
    """Woven patterns show nobody and no place."""
    for image in clearance.uncleared(story):
        every = dict.fromkeys(clearance.STATEMENTS, True)
        clearance.judge(image.pk, officer, Seen.NOBODY, every, file_hash=image.file_hash)


STAGES = {"draft": _draft, "first review": _hand_in_first, "review": _hand_in, "live": _publish}


def _body(recorder: Recorder, entry: dict, text: dict, language: str) -> list[tuple]:
    """The words, picture and sound where the story has them, the way, and what this text is."""
    body = prose(text["body"])
    if pattern := entry.get("pattern"):
        said = alt_text_in(pattern, language)
        second = [number for number, (kind, _value) in enumerate(body) if kind == "heading"][1]
        body.insert(second, ("picture", {"image": picture(recorder, pattern), "alt_text": said, "caption": ""}))
    if sound := text.get("recording"):
        after_quote = [kind for kind, _value in body].index("quote") + 1
        body.insert(after_quote, ("audio", {"recording": recording(recorder, entry["sound"]), **sound}))
    stages = [
        {"region": region, "text": stage} for region, stage in zip(entry["route"], text["stages"], strict=True)
    ]
    return [*body, ("route", {"stages": stages}), ("text", f"<p><i>{COMPOSITE[language]}</i></p>")]


def _contributor(entry: dict, officer) -> Contributor:
    """A person who does not exist, with a consent in force: the gate makes no exception for demonstrations."""
    contributor = Contributor.objects.create(display_name=entry["name"], language=versions(entry)[0][0])
    notice, _created = NoticeVersion.objects.get_or_create(
        slug="demonstration", version=1, language="en", defaults={"body": NOTICE}
    )
    given_at = timezone.now()
    consent = Consent(
        contributor=contributor,
        notice=notice,
        elements=frozenset(entry.get("elements", ())),
        languages=frozenset(LANGUAGES),
        given_at=given_at,
        valid_until=latest_end(given_at.date()),
    )
    lifecycle.give(
        consent, evidence_kind=EvidenceKind.FORM, evidence_location="Demonstration: there is none", actor=officer
    )
    lifecycle.activate(consent, officer)
    for language, text in versions(entry):
        for element, (value, otherwise) in text.get("words", {}).items():
            set_slot(contributor, element, language, value, otherwise, officer)
    return contributor
