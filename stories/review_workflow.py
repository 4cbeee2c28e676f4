"""The one workflow that every story passes. It belongs to the model, so that nobody can detach it in the admin."""

from wagtail.models import Workflow

from campaign_site.accounts.role_table import PROTECTION_OFFICER, REVIEWER
from campaign_site.pages.fixed_workflow import Step, fixed_workflow
from stories.consent.choices import ReviewRole
from stories.moderation import PersonsYesTask, StoryReviewTask

NAME = "Story review"
STEPS = (
    Step(StoryReviewTask, "Protection officer’s review", PROTECTION_OFFICER, {"role": ReviewRole.PROTECTION}),
    Step(PersonsYesTask, "The person’s yes", PROTECTION_OFFICER),
    Step(StoryReviewTask, "Second review", REVIEWER, {"role": ReviewRole.SECOND}),
)


def review_workflow() -> Workflow:
    """Return the workflow: a review, the person's yes, a review in another role."""
    return fixed_workflow(NAME, STEPS)
