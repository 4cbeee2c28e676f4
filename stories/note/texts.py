"""Reading one's own text, in each language: saying yes to exactly what was read, or asking for a change."""

from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from stories import approvals
from stories.consent import calls
from stories.consent.choices import ApprovedBy
from stories.models import StoryPage
from stories.note.forms import MessageForm
from stories.note.visits import Visit
from stories.publication import approval_reasons, content_hash

CHANGE = {
    "label": _("What should we change?"),
    "help_text": _("Write it in your own words. You can also write when it is safe to call you."),
}


class Text(NamedTuple):
    """A text as the person may read it: what is public now, or what is read by reviewers."""

    key: str
    story: StoryPage
    source: object
    is_public: bool
    is_waiting: bool

    @property
    def language(self) -> str:
        """Return the code of its language."""
        return self.story.locale.language_code

    @property
    def language_name(self) -> str:
        """Return the language's name in that language."""
        return dict(settings.LANGUAGES)[self.language]

    @property
    def has_yes(self) -> bool:
        """Whether the person said yes to exactly this."""
        return not approval_reasons(self.story)

    @property
    def shown(self) -> str:
        """Return the hash of what is on the page: a yes is a yes to exactly this."""
        return content_hash(self.story)


def texts_of(contributor) -> list[Text]:
    """Return what there is to read: the person's own language first, in each what waits before what is public."""
    waiting = {text.revision.pk for text in approvals.waiting_for(contributor)}
    found = []
    for story in StoryPage.objects.filter(contributor=contributor).order_by("pk"):
        if under_review := approvals.under_review(story):
            revision = under_review.revision
            is_waiting = revision.pk in waiting
            found.append(Text(f"r{revision.pk}", under_review.story, revision, False, is_waiting))
        if story.is_for_public_display():
            found.append(Text(f"p{story.pk}", story, story, True, False))
    return sorted(found, key=lambda text: (text.language != contributor.language, text.language, text.is_public))


def texts(visit: Visit):
    """The list, or the text itself where there is only one."""
    found = texts_of(visit.contributor)
    if len(found) == 1:
        return _reading(visit, found[0])
    return visit.page("texts", "texts", texts=found)


def text(visit: Visit):
    """One text, as it reads now."""
    found = _chosen(visit)
    return _reading(visit, found) if found else texts(visit)


def say_yes(visit: Visit):
    """Keep the yes to what was read. If it was changed since, it is shown again."""
    found = _chosen(visit)
    if found is None:
        return texts(visit)
    if found.is_waiting:
        try:
            approvals.approve(found.source, by=ApprovedBy.CODE, shown=visit.request.POST.get("shown", ""))
        except approvals.ApprovalRefused:
            return _reading(visit, found, has_changed=True)
    elif not found.has_yes:
        return texts(visit)
    return visit.done("yes")


def change(visit: Visit):
    """Ask what should be different."""
    found = _chosen(visit)
    return _asking(visit, found, MessageForm(**CHANGE)) if found else texts(visit)


def ask_for_change(visit: Visit):
    """Seal what was written and tell the officers, with the language that it is about."""
    found = _chosen(visit)
    if found is None:
        return texts(visit)
    form = MessageForm(visit.request.POST, **CHANGE)
    if not form.is_valid():
        return _asking(visit, found, form)
    calls.ask(visit.contributor, f"[{found.language}] {form.cleaned_data['message']}")
    return visit.done("change")


def _chosen(visit: Visit) -> Text | None:
    """Return the text that was asked for. Only among the person's own: what others have is not there."""
    key = visit.request.POST.get("text")
    return next((found for found in texts_of(visit.contributor) if found.key == key), None)


def _reading(visit: Visit, found: Text, **context):
    return visit.page("text", "text", keep={"text": found.key}, text=found, **context)


def _asking(visit: Visit, found: Text, form: MessageForm):
    return visit.page("change", "change", keep={"text": found.key}, text=found, form=form)


STEPS = {
    "texts": texts,
    "text": text,
    "say_yes": say_yes,
    "change": change,
    "ask_for_change": ask_for_change,
}
