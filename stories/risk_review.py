"""What a reviewer confirms of exactly this text before it is public. Other statements are a new version."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm

VERSION = 2
STATEMENTS = {
    "names": _("No name, nickname, address or handle of the person or of somebody close to them stands in it."),
    "together": _("Place, work, year, age and the way, taken together, do not point at one person."),
    "others": _("Nobody else can be recognised or put at risk by it: children, witnesses, those who stayed."),
    "case": _("It harms no case in court, no investigation and no request for protection."),
    "seen": _("In pictures and recordings nothing gives the person away that they did not agree to."),
    "tone": _("It speaks of the person with respect, and shows nobody how to exploit others."),
}
CONFIRM = _("Confirm this before you approve, or ask for changes.")


class RiskReviewForm(TaskStateCommentForm):
    """One box for each statement, all of them needed, and room for a comment."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        boxes = {
            key: forms.BooleanField(label=text, error_messages={"required": CONFIRM})
            for key, text in STATEMENTS.items()
        }
        self.fields = {**boxes, **self.fields}

    @property
    def statements(self):
        """The boxes, for the template."""
        return [self[key] for key in STATEMENTS]


def answers_in(given: dict) -> dict[str, bool]:
    """Return the reviewer's word on each statement, from what a form or the editor sent."""
    return {key: given.get(key) is True for key in STATEMENTS}


def is_complete(answers: dict[str, bool]) -> bool:
    """Whether every statement was confirmed."""
    return all(answers.get(key) is True for key in STATEMENTS)
