"""Pictures in stories are shown only once a protection officer has looked for what gives somebody away in them.

The officer's word holds for exactly this file, by its hash: one that is replaced, or in which more is covered,
waits anew. It is never the word of who brought the file (`stories/picture_triggers.py`). Whether the person's own
face may be seen is said by consent and story; the officer says that it is the only one.
"""

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign_site.media.models import CampaignImage
from campaign_site.media.replacement import forget_sizes, make_sizes_again
from campaign_site.media.shown import shown_by, shown_in, untouched
from stories.blocks import reveals
from stories.consent import audit
from stories.consent.choices import Element, Seen
from stories.consent.models import PictureClearance

# What an officer confirms; other statements are a new version.
VERSION = 1
STATEMENTS = {
    "faces": gettext_lazy("No face can be recognised, not even by somebody who knows the person well."),
    "body": gettext_lazy("No tattoo, scar, jewellery or piece of clothing gives anybody away."),
    "uniform": gettext_lazy("No uniform, badge or working clothes tell of an employer, a school or a service."),
    "signs": gettext_lazy("Nothing can be read: no sign, number plate, document, label or screen."),
    "place": gettext_lazy("No building, landscape or view tells where it was taken."),
}
MAY = "consent.add_pictureclearance"


class ClearanceRefused(Exception):
    """A word on a picture that is not taken; the message says why, for the officer."""


def with_clearance(pictures):
    """Return a queryset of pictures with `seen`: the last word on the file that each has now, or None."""
    last = PictureClearance.objects.filter(picture_id=OuterRef("pk"), file_hash=OuterRef("file_hash"))
    return pictures.annotate(seen=Subquery(last.order_by("-pk").values("seen")[:1]))


def uncleared(story) -> list[CampaignImage]:
    """Return the pictures of a story, with `seen`, that are not cleared for what it says of them."""
    said = enough_for(untouched(story.body))
    return uncleared_of({pk: said.get(pk, {Seen.NOBODY}) for pk in shown_by(story)[CampaignImage]})


def enough_for(blocks) -> dict[int, set[str]]:
    """Return what may be found in each picture of these blocks: a face only where they say that they show it."""
    found: dict[int, set[str]] = {}
    for block in blocks:
        words: set[str] = {Seen.NOBODY, Seen.FACE} if Element.FACE in reveals(block) else {Seen.NOBODY}
        for pk in shown_in(block.block, block.value)[CampaignImage]:
            found[pk] = found.get(pk, words) & words
    return found


def uncleared_of(enough: dict[int, set[str]]) -> list[CampaignImage]:
    """Return those of these pictures, with `seen`, of which nothing was said that is enough."""
    pictures = with_clearance(CampaignImage.objects.filter(pk__in=enough)).order_by("pk") if enough else ()
    return [picture for picture in pictures if picture.seen not in enough[picture.pk]]


def why_not(user, picture) -> str:
    """Return why this user may not clear the picture, in a sentence; empty when they may."""
    if picture.brought_by_id == user.pk:
        return _("You brought this file yourself: another protection officer has to look at it.")
    if not user.has_perm(MAY):
        return _("Only a protection officer clears pictures.")
    return ""


@transaction.atomic
def judge(pk: int, officer, seen: Seen, answers: dict[str, bool], *, file_hash: str) -> PictureClearance:
    """Keep an officer's word on the file with this hash, which they saw, with its audit event.

    `answers` is their word on each of the STATEMENTS; a picture of the person's own face leaves "faces" open.
    Raises ClearanceRefused, and ValueError when a picture is cleared with a statement left open.
    """
    picture = CampaignImage.objects.select_for_update().get(pk=pk)
    if refusal := why_not(officer, picture):
        raise ClearanceRefused(refusal)
    if picture.file_hash != file_hash:
        raise ClearanceRefused(_("The picture was changed meanwhile. Please look at it again."))
    answers = {key: answers.get(key) is True for key in STATEMENTS}
    if any(not answers[key] for key in needed(seen)):
        raise ValueError("A picture is cleared only when every statement is confirmed.")
    clearance = PictureClearance.objects.create(
        picture_id=pk, file_hash=file_hash, seen=seen, officer=officer, checklist_version=VERSION, answers=answers
    )
    audit.record("picture.judged", clearance, f"Picture {pk} was looked at: {Seen(seen).value}.", officer)
    if seen == Seen.TOO_MUCH:
        forget_sizes(picture)
    else:
        make_sizes_again(picture, key=str(clearance))
    return clearance


def needed(seen: str) -> list[str]:
    """Return which of the STATEMENTS have to be confirmed for this finding."""
    left_open = {Seen.NOBODY: (), Seen.FACE: ("faces",), Seen.TOO_MUCH: STATEMENTS}[Seen(seen)]
    return [key for key in STATEMENTS if key not in left_open]


def note_covering(sender, image, user, **kwargs) -> None:
    """Receiver of `picture_covered`: nothing brings back what was covered, so the audit trail knows who did it."""
    audit.record(
        "picture.covered", f"Picture {image.pk}", f"Parts of picture {image.pk} were covered for good.", user
    )
