"""The lock of a story under review: it says in plain words why nobody can edit, and what to do about it."""

from django.utils.translation import gettext as _
from wagtail.locks import WorkflowLock


class StoryReviewLock(WorkflowLock):
    """Holds for everybody, reviewers included: what they approve is what was handed in."""

    def get_message(self, user):
        """Tell reviewers to decide, authors how to take the story back, and others whom to ask."""
        if self.task.get_actions(self.object, user) and self.task.waits_for_person:
            return _(
                "This text waits for the person’s yes, so nobody can change it now. Read it back to the person, "
                "or they say yes with their code. If they want it otherwise, request changes at the foot of this "
                "page."
            )
        if self.task.get_actions(self.object, user):
            return _(
                "This story is being reviewed, so nobody can change it now. Read it, then decide at the foot of "
                "this page. If you request changes, its author can edit it again."
            )
        if self.object.current_workflow_state.user_can_cancel(user):
            return _(
                "This story is being reviewed, so nobody can change it now. To edit it again, choose “Stop the "
                "review” at the foot of this page. Hand it in again when you are done."
            )
        return _(
            "This story is being reviewed, so nobody can change it now. To edit it again, ask its author to stop "
            "the review, or a reviewer to request changes."
        )

    def get_icon(self, user, can_lock=False):
        """Show a closed lock."""
        return "lock"

    def get_locked_by(self, user, can_lock=False):
        """Say in two words what locks it."""
        return _("Being reviewed")

    def get_description(self, user, can_lock=False):
        """Say in one sentence what that means."""
        return _("Nobody can change a story while it is being reviewed.")
