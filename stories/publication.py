"""The rule, once: may this story be public?

Four layers of one gate ask it, because each alone is passed by something:

1. the permission tester, `stories/permissions.py`: nobody, superusers included, publishes or copies a story; only
   the end of its review does (`campaign_site/pages/workflow_finish.py`).
2. `StoryPage.save()`, `stories/models.py`: no story is saved live that may not be, whatever the caller left out.
3. the read side, `for_public_display()` and `is_for_public_display()` in `stories/models.py`: each reading asks
   again, so that a consent that ran out or a restored backup (`stories/consent/withdrawals.py`) needs no job.
4. the database triggers, `stories/gate.py`: no SQL leaves a story live that the person did not agree to.

Whether a consent covers a text stands in `stories/consent/coverage.py`, what a text shows besides its words in
`campaign_site/media/shown.py`. The panel beside the editor (`stories/panels.py`) tells what this module answers.
"""

import hashlib
import json
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Model, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import StreamValue

from campaign_site.media.models import CampaignDocument, CampaignImage, CampaignRecording, CampaignVideo
from campaign_site.media.shown import shown_by
from campaign_site.pages.described import PictureNotDescribed, undescribed_pictures
from stories.clearance import uncleared
from stories.consent.choices import Element, Outcome, ReviewRole, Seen, Status, labels
from stories.consent.coverage import Gap, gaps
from stories.consent.models import Consent, RiskReview, StoryApproval
from stories.identity.models import IdentityFinding
from stories.identity.places import place_name, told_kind
from stories.words import TEXT_FIELDS, fingerprint

HASHED_FIELDS = (*TEXT_FIELDS, "exploitation", "region", "age_band", "name_changed")
# What lists show and the hash covers, as columns. Not the body: the ids of its blocks change with every save.
HASHED_COLUMNS = (*HASHED_FIELDS, "elements", "year")
HASHED_FILES = {
    "pictures": (CampaignImage, ("description", "is_decorative", "credit", "file_hash")),
    "recordings": (CampaignRecording, ("file_hash", "is_voiced_by_actor")),
}
OF_ANOTHER = gettext_lazy("This version names another person than the story is of. Delete it and begin anew.")


@dataclass(frozen=True)
class Reason:
    """Why a story may not be public: a code for programs, a sentence for people, and what it is about."""

    code: str
    sentence: str
    about: Model | None = None


class PublicationRefused(ValidationError):
    """A story was to go live that may not. `reasons` says why."""

    def __init__(self, reasons: list[Reason]):
        self.reasons = reasons
        super().__init__([reason.sentence for reason in reasons])


def may_publish(story) -> list[Reason]:
    """Return every reason against publishing this story as it stands now; an empty list means: may."""
    return [
        *consent_reasons(story),
        *picture_reasons(story),
        *video_reasons(story),
        *approval_reasons(story),
        *review_reasons(story),
        *finding_reasons(story),
    ]


def consent_reasons(story) -> list[Reason]:
    """Return what is missing on the side of the person's consent."""
    if story.is_of_another():
        return [Reason("of_another", str(OF_ANOTHER))]
    consents = Consent.objects.filter(contributor_id=story.contributor_id).for_site()
    consent = consents.filter(status=Status.ACTIVE).first()
    reasons = _voice_reasons(story)
    if consent is None:
        return [Reason("no_consent", _("No active consent covers telling the public on this website.")), *reasons]
    missing = gaps(consent, story.locale.language_code, story.elements)
    return [*reasons, *(Reason(gap.value, _sentence(gap, consent, story)) for gap in missing)]


def _sentence(gap: Gap, consent: Consent, story) -> str:
    if gap == Gap.EXPIRED:
        return _("The consent has run out. Ask the person whether to renew it.")
    if gap == Gap.COOLING_OFF:
        return _("The person still has time to think again.")
    if gap == Gap.LANGUAGE:
        return _("The consent does not cover this language.")
    if gap == Gap.ELEMENTS:
        names = _(", ").join(labels(Element, set(story.elements) - set(consent.elements)))
        return _("The consent does not cover: %(names)s.") % {"names": names}
    return _("No active consent covers telling the public on this website.")


def _voice_reasons(story) -> list[Reason]:
    """A voice is known to whoever knew the person: what is heard counts as shown, whatever was ticked."""
    heard = shown_by(story)[CampaignRecording]
    recordings = CampaignRecording.objects.filter(pk__in=heard, is_voiced_by_actor=False)
    if Element.VOICE in story.elements or not recordings.exists():
        return []
    sentence = _("The recording lets the person's voice be heard: tick Voice and have it covered by the consent.")
    return [Reason("voice", sentence)]


def picture_reasons(story) -> list[Reason]:
    """Return which pictures no protection officer has cleared as they are now, for what the story says of them.

    And which it does not describe in its language to those who do not see them.
    """
    reasons = [Reason("picture", _of_picture(picture), picture) for picture in uncleared(story)]
    undescribed = (PictureNotDescribed(picture.image) for picture in undescribed_pictures(story))
    return reasons + [Reason("undescribed", refusal.message) for refusal in undescribed]


def video_reasons(story) -> list[Reason]:
    """Return that no story shows a video: the form offers none (`stories/video_triggers.py`)."""
    shows_one = bool(shown_by(story)[CampaignVideo])
    return [Reason("video", _("No story shows a video: it cannot hide who somebody is."))] if shows_one else []


def _of_picture(picture) -> str:
    named = {"title": picture.title}
    if picture.seen == Seen.FACE:
        return _("The picture “%(title)s” shows the person’s face: say so beside it, or cover the face.") % named
    if picture.seen == Seen.TOO_MUCH:
        return _("The picture “%(title)s” gives somebody away: cover it, or take another one.") % named
    return _("No protection officer has cleared the picture “%(title)s” yet.") % named


def approval_reasons(story) -> list[Reason]:
    """Return whether the person's own yes is missing, to exactly this text in this language."""
    if standing_approvals(story).exists():
        return []
    return [Reason("not_approved", _("The person has not said yes to exactly this text."))]


def standing_approvals(story):
    """Return the person's own yes to exactly this text in this language, where it still counts."""
    return StoryApproval.objects.standing().filter(
        translation_key=story.translation_key,
        language=story.locale.language_code,
        content_hash=content_hash(story),
        consent__contributor_id=story.contributor_id,
    )


def review_reasons(story) -> list[Reason]:
    """Return what is missing of the two reviews of exactly this content. Each is another person's."""
    judged = set(reviews_of(story).values_list("outcome", "role"))
    if Outcome.NEGATIVE in {outcome for outcome, _role in judged}:
        return [Reason("refused", _("A reviewer found that this text must not be published."))]
    found_safe = {role for outcome, role in judged if outcome == Outcome.POSITIVE}
    return [reason for role, reason in _missing_reviews().items() if role not in found_safe]


def _missing_reviews() -> dict[ReviewRole, Reason]:
    return {
        ReviewRole.PROTECTION: Reason(
            "not_reviewed_protection", _("No protection officer has found exactly this text safe.")
        ),
        ReviewRole.SECOND: Reason(
            "not_reviewed_second", _("No second reviewer has found exactly this text safe.")
        ),
    }


def reviews_of(story):
    """Return the reviews of exactly this content in this language."""
    return RiskReview.objects.filter(
        translation_key=story.translation_key,
        language=story.locale.language_code,
        content_hash=content_hash(story),
    )


def finding_reasons(story) -> list[Reason]:
    """Return what the identity check found in exactly this text, as long as no officer has decided on it."""
    open_ones = IdentityFinding.objects.open()
    if not open_ones.filter(page_id=story.pk).exists():
        return []
    found = open_ones.in_text(story.pk, content_hash(story))
    return [
        Reason(
            "finding",
            _("The identity check found %(kind)s. Place: %(place)s.")
            % {
                "kind": told_kind(finding.kind, finding.of_another),
                "place": place_name(finding.model, finding.place),
            },
            finding,
        )
        for finding in found
    ]


def covering_consents(now=None):
    """Return the consents that cover the story of the outer query."""
    covering = Consent.objects.covering(OuterRef("locale__language_code"), OuterRef("elements"), now)
    return covering.filter(contributor_id=OuterRef("contributor_id"))


def covered_elements(story) -> frozenset[str]:
    """Return what of the person may be shown in this story's language at this moment."""
    theirs = Consent.objects.filter(contributor_id=story.contributor_id)
    consent = theirs.covering(story.locale.language_code).first()
    return consent.elements if consent else frozenset()


def approvals_of_live_content():
    """Return the person's own yes, where it still counts, to what the story of the outer query shows."""
    return StoryApproval.objects.standing().filter(
        translation_key=OuterRef("translation_key"),
        language=OuterRef("locale__language_code"),
        content_hash=OuterRef("live_content_hash"),
        consent__contributor_id=OuterRef("contributor_id"),
    )


def reviews_of_live_content(**judged):
    """Return the reviews, by outcome and role, of what the story of the outer query shows."""
    return RiskReview.objects.filter(
        translation_key=OuterRef("translation_key"),
        language=OuterRef("locale__language_code"),
        content_hash=OuterRef("live_content_hash"),
        **judged,
    )


def content_hash(story, body_copy: StreamValue | None = None) -> str:
    """Return the SHA-256 (hex) of everything of a story that a reader can see, pictures and their words included.

    It covers the text with its tokens and the words behind them (`stories.words.fingerprint`), whatever is shown
    of them now: a narrowed consent shows less than was approved and voids nothing; another word is another text.
    `body_copy` is an `untouched` copy of the body, of whoever looks into it afterwards.
    """
    body, files = _written_and_shown(story, body_copy)
    content = {
        **{name: getattr(story, name) for name in HASHED_FIELDS},
        "elements": sorted(story.elements),
        "year": story.year,
        "contributor": story.contributor_id,
        "body": body,
        **files,
        "words": fingerprint(_in_one_piece(story, body, files), story),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def written_text(story) -> str:
    """Return all that is written in a story in one piece, with its tokens: for looking, not for reading."""
    return _in_one_piece(story, *_written_and_shown(story))


def _in_one_piece(story, *parts) -> str:
    return json.dumps([[getattr(story, name) for name in TEXT_FIELDS], *parts], default=str)


def _written_and_shown(story, body_copy: StreamValue | None = None) -> tuple[list, dict[str, list]]:
    """Return a story's text as it is stored, and what readers see and hear of the files in it."""
    shown = shown_by(story, {"body": body_copy} if body_copy is not None else None)
    files = {name: _rows(model, shown[model], columns) for name, (model, columns) in HASHED_FILES.items()}
    # Named where there are some only: what was approved before stories could have documents stays approved.
    if documents := _rows(CampaignDocument, shown[CampaignDocument], ("title", "file_hash")):
        files["documents"] = documents
    return _without_ids(story.body.get_prep_value()), files


def _rows(model, keys: set[int], columns: tuple[str, ...]) -> list:
    if not keys:
        return []
    return [list(row) for row in model.objects.filter(pk__in=keys).order_by("pk").values_list("pk", *columns)]


def _without_ids(value):
    """Stream and list items carry random ids that change with every save."""
    if isinstance(value, dict):
        return {key: _without_ids(item) for key, item in value.items() if key != "id"}
    if isinstance(value, list):
        return [_without_ids(item) for item in value]
    return value
