"""A self-check: questions that a reader answers in the page alone, stored and sent nowhere."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class SelfCheckQuestionBlock(blocks.StructBlock):
    """One question, worded so that a yes is a sign, and what that sign can mean."""

    question = blocks.CharBlock(
        label=_("Question"), max_length=200, help_text=_("Worded so that a yes can be a sign.")
    )
    meaning = blocks.TextBlock(label=_("What a yes can mean"), max_length=400)

    class Meta:
        icon = "tick-inverse"
        label = _("Question")


class SelfCheckBlock(blocks.StructBlock):
    """The questions, and after them what can be done; only for pages that are sheltered.

    A box ticked is a yes. The boxes have no names, and their form is of a kind that browsers do not send
    (`method="dialog"`, HTML standard, "form submission algorithm"), so there is nothing to store or to watch.
    """

    questions = blocks.ListBlock(SelfCheckQuestionBlock(), label=_("Questions"), min_num=1, max_num=12)

    class Meta:
        icon = "tick-inverse"
        label = _("Self-check")
        template = "blocks/self_check.html"
